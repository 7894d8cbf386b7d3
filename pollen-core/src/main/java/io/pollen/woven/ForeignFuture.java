package io.pollen.woven;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import org.jspecify.annotations.Nullable;

/// A user's own [Future] in raw form.
final class ForeignFuture<T> extends RawFuture<T> {
  final Future<T> future;

  private ForeignFuture(Future<T> future) {
    this.future = future;
  }

  static <T> ForeignFuture<T> of(@Nullable Future<T> future) {
    if (future == null) {
      throw new NullPointerException("await(null): there is no future to wait for");
    }
    return new ForeignFuture<>(future);
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    try {
      return future.poll(cx) instanceof Poll.Ready<T>(var value) ? value : PENDING;
    } catch (Throwable failure) {
      AwaitStack.rethrown(failure); // maybe made long ago
      throw failure;
    }
  }

  @Override
  public void drop() {
    future.drop();
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    return future.pollCancel(cx);
  }

  @Override
  public String toString() {
    return future.toString();
  }
}
