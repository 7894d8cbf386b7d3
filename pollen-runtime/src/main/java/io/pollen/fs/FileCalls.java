package io.pollen.fs;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.runtime.blocking.PoolFuture;
import java.io.IOException;

/// Futures without a value.
final class FileCalls {
  private FileCalls() {}

  /// What a call does.
  @FunctionalInterface
  interface Action<S> {
    /// Blocks.
    void run(S subject) throws IOException;
  }

  /// A call that changes something.
  @SuppressWarnings("NullAway") // the value of a Future<Void> is null
  static <S> Future<Void> action(String what, S subject, Action<? super S> action) {
    return PoolFuture.changing(
        what,
        subject,
        () -> {
          action.run(subject);
          return null;
        });
  }

  /// Ready at once.
  @SuppressWarnings("NullAway") // the value of a Future<Void> is null
  static Future<Void> nothing() {
    return Async.ready(null);
  }
}
