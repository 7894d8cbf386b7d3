package io.pollen.combine;

import io.pollen.Context;
import org.jspecify.annotations.Nullable;

/// See `Async.create`: the reading end of a [Completer].
final class CreatedFuture<T> extends Combinator<T> {
  private Completer.@Nullable Start<T> start;
  private @Nullable Completer<T> completer;

  CreatedFuture(Completer.Start<T> start) {
    this.start = start;
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    Completer<T> mine = completer;
    if (mine == null) {
      mine = new Completer<>();
      completer = mine;
      Completer.Start<T> once = start;
      start = null;
      if (once != null) {
        once.start(mine);
      }
    }
    // A value for an owner who has dropped it meanwhile is left to release(), as undelivered.
    return isDropRequested() ? PENDING : mine.take(cx);
  }

  @Override
  String label() {
    return "create, waiting for its callback";
  }

  @Override
  void release() {
    start = null;
    Completer<T> mine = completer;
    completer = null;
    if (mine != null) {
      mine.drop();
    }
  }
}
