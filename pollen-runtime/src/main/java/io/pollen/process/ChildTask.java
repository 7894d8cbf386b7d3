package io.pollen.process;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.woven.RawFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Starts a process, does something with it, and closes it, however that ends.
final class ChildTask<T> extends RawFuture<T> implements Inspectable {
  private final Future<Child> start;
  private final Function<Child, Future<T>> body;
  private @Nullable Child child;
  private @Nullable Future<T> running;
  private boolean finished;

  ChildTask(Future<Child> start, Function<Child, Future<T>> body) {
    this.start = start;
    this.body = body;
  }

  @Override
  public void inspect(Inspection into) {
    Child started = child;
    into.what(started == null ? "a process that starts" : started.toString())
        .awaits(started == null ? start : running);
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException("polled after it had completed or was dropped: " + this);
    }
    boolean over = true;
    try {
      Future<T> current = running;
      if (current == null) {
        if (!(RawFuture.poll(start, cx) instanceof Child started)) {
          over = false;
          return PENDING;
        }
        child = started;
        current = body.apply(started);
        running = current;
      }
      Object answer = RawFuture.poll(current, cx);
      over = answer != PENDING;
      return answer;
    } finally {
      if (over) {
        drop();
      }
    }
  }

  @Override
  public void drop() {
    if (finished) {
      return;
    }
    finished = true;
    FailureHook.drop(running != null ? running : start);
    running = null;
    if (child != null) {
      child.close();
      child = null;
    }
  }
}
