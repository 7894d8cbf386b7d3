package io.pollen.runtime;

import io.pollen.runtime.scheduler.CurrentRuntime;
import org.jspecify.annotations.Nullable;

/// Until it is closed, the thread that made it by [AsyncRuntime#enter] is inside of that runtime.
/// Several on one thread are closed in the reverse order, as nested `try` blocks do.
public final class Entered implements AutoCloseable {
  private static final ThreadLocal<@Nullable Entered> INNERMOST = new ThreadLocal<>();

  private final @Nullable Entered outer = INNERMOST.get();
  private final @Nullable Object before;
  private boolean closed;

  Entered(AsyncRuntime runtime) {
    before = CurrentRuntime.enter(runtime);
    INNERMOST.set(this);
  }

  /// The thread is where it was before. Nothing when it was closed already.
  ///
  /// @throws IllegalStateException on another thread, or when a later one is still open: nothing
  ///   changes
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (INNERMOST.get() != this) {
      throw new IllegalStateException(
          "AsyncRuntime.enter() is left on another thread, or before one that was entered later:"
              + " use try (var inside = runtime.enter()) { ... }");
    }
    closed = true;
    CurrentRuntime.enter(before);
    if (outer == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(outer);
    }
  }
}
