package io.pollen.runtime.scheduler;

import org.jspecify.annotations.Nullable;

/// Which runtime the calling thread works for.
public final class CurrentRuntime {
  /// Of threads that are no workers: in a blockOn, or in a blocking call.
  private static final ThreadLocal<@Nullable Object> ENTERED = new ThreadLocal<>();

  private CurrentRuntime() {}

  /// The runtime whose worker, blockOn or blocking call is on this thread; null for none.
  public static @Nullable Object orNull() {
    Object mine = ofWorker();
    return mine == null ? ENTERED.get() : mine;
  }

  /// The runtime whose worker the calling thread is, or null.
  public static @Nullable Object ofWorker() {
    Worker worker = Carrier.current();
    return worker == null ? null : worker.scheduler.runtime();
  }

  /// The runtime that the calling thread works for.
  ///
  /// @param type the runtime's type
  /// @throws IllegalStateException when it works for none
  public static <R> R require(Class<R> type) {
    Object current = orNull();
    if (!type.isInstance(current)) {
      throw new IllegalStateException(
          "no Pollen runtime here: call it inside Pollen.run(...), AsyncRuntime.blockOn(...) or a"
              + " task, or use the methods of an AsyncRuntime");
    }
    return type.cast(current);
  }

  /// From now on this thread, which is no worker, works for `runtime`, or for none.
  ///
  /// @return for which it worked before
  public static @Nullable Object enter(@Nullable Object runtime) {
    Object before = ENTERED.get();
    ENTERED.set(runtime); // also null: removing it would cost an entry for each blockOn
    return before;
  }
}
