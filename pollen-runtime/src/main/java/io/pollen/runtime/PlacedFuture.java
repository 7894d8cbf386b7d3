package io.pollen.runtime;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.sync.Permit;
import io.pollen.sync.Semaphore;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// A future that waits for a place before its first poll, and gives the place back when it has
/// completed, failed, or been dropped or cancelled to its end.
final class PlacedFuture<T> extends RawFuture<T> implements Inspectable {
  private final Future<? extends T> future;
  private @Nullable Future<Permit> place;
  private @Nullable Permit permit;

  PlacedFuture(Semaphore places, Future<? extends T> future) {
    place = places.acquire();
    this.future = future;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    if (place != null) {
      Object answer = RawFuture.poll(place, cx);
      if (answer == PENDING) {
        return PENDING;
      }
      place = null;
      permit = (Permit) answer;
    }
    Object answer;
    try {
      answer = RawFuture.poll(future, cx);
    } catch (Throwable failure) {
      leave();
      throw failure;
    }
    if (answer != PENDING) {
      leave();
    }
    return answer;
  }

  private void leave() {
    if (place != null) {
      place.drop();
      place = null;
    }
    if (permit != null) {
      permit.close();
      permit = null;
    }
  }

  @Override
  public void drop() {
    FailureHook.drop(future);
    leave();
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    if (!FailureHook.cancelled(future, cx)) {
      return Poll.pending();
    }
    leave();
    return Poll.ready();
  }

  @Override
  public void inspect(Inspection into) {
    if (place != null) {
      into.what("waits for a place among limited tasks").awaits(place);
    } else {
      into.what("limited").awaits(future);
    }
  }
}
