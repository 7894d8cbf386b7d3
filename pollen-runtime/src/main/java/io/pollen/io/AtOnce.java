package io.pollen.io;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// An operation in memory, which never waits, but costs budget as one that might: a task that reads
/// for ever has its turn, and then the others have theirs.
///
/// @param <T> the type of the answer
final class AtOnce<T> extends RawFuture<T> {
  private final String name;
  private @Nullable Callable<T> operation;

  AtOnce(String name, Callable<T> operation) {
    this.name = name;
    this.operation = operation;
  }

  /// An operation without an answer.
  @SuppressWarnings("NullAway") // the value of a Future<Void> is null
  static AtOnce<Void> action(String name, Runnable action) {
    return new AtOnce<>(
        name,
        () -> {
          action.run();
          return null;
        });
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    Callable<T> once = operation;
    if (once == null) {
      throw new IllegalStateException(name + " was polled after it had completed or was dropped");
    }
    if (!cx.proceed()) {
      return PENDING;
    }
    operation = null; // also when it throws
    return once.call();
  }

  @Override
  public void drop() {
    operation = null;
  }

  @Override
  public String toString() {
    return operation == null ? name + ", completed or dropped" : name;
  }
}
