package io.pollen.combine;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspection;
import io.pollen.woven.RawFuture;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A combinator that holds at most one future at a time.
abstract class Adapter<T> extends Combinator<T> {
  /// Null when it has completed, was dropped, or does not exist yet.
  private @Nullable Future<?> inner;

  Adapter(@Nullable Future<?> inner) {
    this.inner = inner;
  }

  /// One poll of the inner future; it is let go when it completes or throws.
  final @Nullable Object pollInner(Context cx) throws Exception {
    Object answer;
    try {
      answer = RawFuture.poll(Objects.requireNonNull(inner), cx);
    } catch (Throwable failure) {
      inner = null;
      throw failure;
    }
    if (answer != PENDING) {
      inner = null;
    }
    return answer;
  }

  final boolean hasInner() {
    return inner != null;
  }

  final void setInner(Future<?> next) {
    inner = next;
  }

  final void dropInner() {
    Future<?> held = inner;
    inner = null;
    if (held != null) {
      FailureHook.drop(held);
    }
  }

  /// Polls the inner future's cancellation.
  ///
  /// @return whether its cleanup is done
  final boolean cancelInner(Context cx) {
    Future<?> held = inner;
    if (held != null && !FailureHook.cancelled(held, cx)) {
      return false;
    }
    inner = null;
    return true;
  }

  @Override
  public void inspect(Inspection into) {
    into.what(label()).awaits(inner);
  }

  @Override
  void release() {
    dropInner();
  }

  @Override
  boolean releasePatiently(Context cx) {
    return cancelInner(cx);
  }
}
