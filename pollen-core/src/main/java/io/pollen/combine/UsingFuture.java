package io.pollen.combine;

import io.pollen.AsyncFunction;
import io.pollen.Context;
import io.pollen.FailureHook;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// See `Async.using`: owns a resource and closes it exactly once, however it ends.
final class UsingFuture<R extends AutoCloseable, T> extends Adapter<T> {
  private @Nullable R resource;
  private @Nullable AsyncFunction<? super R, T> body;

  UsingFuture(R resource, AsyncFunction<? super R, T> body) {
    super(null);
    this.resource = resource;
    this.body = body;
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    var first = body;
    if (first != null) {
      body = null;
      setInner(first.start(Objects.requireNonNull(resource)));
    }
    Object answer = pollInner(cx);
    if (answer != PENDING) {
      R open = Objects.requireNonNull(resource);
      resource = null;
      open.close();
    }
    return answer;
  }

  @Override
  void release() {
    body = null;
    dropInner();
    closeQuietly();
  }

  @Override
  boolean releasePatiently(Context cx) {
    body = null;
    if (!cancelInner(cx)) {
      return false;
    }
    closeQuietly();
    return true;
  }

  /// After a failure or a drop: the body's failure is not to be replaced, nor mutated, for it may
  /// be shared.
  private void closeQuietly() {
    R open = resource;
    resource = null;
    if (open != null) {
      try {
        open.close();
      } catch (Throwable failure) {
        FailureHook.report(open, failure);
      }
    }
  }
}
