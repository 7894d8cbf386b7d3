package io.pollen.runtime;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.combine.Select2;
import io.pollen.runtime.scheduler.Scheduler;
import io.pollen.sync.CancellationToken;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The failure that ends a runtime whose policy is `SHUTDOWN`, once there is one: whoever waits in
/// `blockOn` gets it.
final class FatalFailure {
  private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
  private final CancellationToken happened = new CancellationToken();

  /// A task has failed. Any thread.
  ///
  /// @return whether it is the first, for which the runtime is to end
  boolean set(Throwable failure) {
    if (!first.compareAndSet(null, failure)) {
      return false;
    }
    happened.cancel();
    return true;
  }

  /// As `blockOn` of the scheduler, unless the failure comes first.
  <T> T blockOn(Scheduler scheduler, Future<T> future) throws Exception {
    Select2<T, Void> end;
    try {
      end = scheduler.blockOn(Async.<T, Void>selectBiased(future, happened.cancelled()));
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Throwable other) {
      throw FatalFailure.<RuntimeException>unchanged(earliest(other));
    }
    Throwable fatal = first.get();
    return switch (end) {
      case Select2.First<T, Void>(T value) when fatal == null -> value;
      case Select2.First<T, Void> _, Select2.Second<T, Void> _ ->
          throw FatalFailure.<RuntimeException>unchanged(earliest(fatal));
    };
  }

  /// What the end of the runtime did to the future matters less than why it ended.
  private Throwable earliest(@Nullable Throwable other) {
    Throwable fatal = first.get();
    if (fatal != null) {
      return fatal;
    }
    if (other != null) {
      return other;
    }
    throw new AssertionError("cancelled without a failure");
  }

  /// Of any type, as it is.
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException unchanged(Throwable failure) throws E {
    throw (E) failure;
  }
}
