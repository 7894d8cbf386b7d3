package io.pollen.fs;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.woven.RawFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An operation that waits until the last write at the file's position has ended, should that have
/// been dropped, and fails if it has failed. Then it goes on.
final class AfterWrite<T> extends FileOperation<T> implements Inspectable {
  private final String what;
  private final LastWrite before;
  private final Supplier<Future<T>> operation;
  private @Nullable Future<T> running;

  AfterWrite(String what, LastWrite before, Supplier<Future<T>> operation) {
    this.what = what;
    this.before = before;
    this.operation = operation;
  }

  @Override
  public void inspect(Inspection into) {
    into.what(what).awaits(running);
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    Future<T> current = running;
    if (current == null) {
      if (!before.hasEnded(cx)) {
        return PENDING;
      }
      current = operation.get();
      running = current;
    }
    return RawFuture.poll(current, cx);
  }

  @Override
  void release() {
    before.forget();
    if (running != null) {
      running.drop();
      running = null;
    }
  }

  @Override
  public String toString() {
    return what;
  }
}
