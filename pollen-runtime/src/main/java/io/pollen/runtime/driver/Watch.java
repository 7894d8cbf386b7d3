package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A descriptor of others whose readiness a driver tells. One task at a time waits for each
/// interest; they may be different tasks. All methods but [#forget] and [#close] fail with
/// `ClosedChannelException` after [#close].
public interface Watch extends AutoCloseable {
  /// The answer of a [#pollReady] that waits.
  long PENDING = 0;

  /// A call on the descriptor that never waits.
  ///
  /// @param <T> its answer
  @FunctionalInterface
  interface Call<T> {
    /// @return null: it would have to wait
    @Nullable T on(int fd) throws IOException;
  }

  /// Answers what the readiness is when `interest` may make progress, else [#PENDING] with the
  /// context's waker stored.
  long pollReady(Context cx, Interest interest) throws IOException;

  /// Makes `call`, during which a descriptor that is owned stays open. If it would have to wait,
  /// the readiness is cleared as by [#clear].
  <T> @Nullable T call(Interest interest, long seen, Call<T> call) throws IOException;

  /// The descriptor turned out not to be ready: the next [#pollReady] waits for an edge. Does
  /// nothing when an edge has come since `seen`. Any thread.
  void clear(Interest interest, long seen);

  /// Releases the waker of a wait that its owner gave up.
  void forget(Interest interest);

  /// Whether [#close] has not been called. Any thread.
  boolean isOpen();

  /// Ends the watch; idempotent, never fails, from any thread. Who waits is woken.
  @Override
  void close();
}
