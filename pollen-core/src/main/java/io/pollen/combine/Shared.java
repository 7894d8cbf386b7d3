package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// One computation with several awaiters: each handle is a future of its own, for one awaiter, and
/// all of them get the same result. Made by [Future#shared].
///
/// ```
/// Shared<Config> config = load().shared();
/// spawn(server(config.copy()));
/// spawn(client(config.copy()));
/// Config mine = await(config);
/// ```
///
/// - *Who polls*: whichever handle is awake, one at a time; handles may live in different tasks and
///   on different threads.
/// - *Result*: shared by reference; all awaiters get the same value object, or the same throwable.
/// - *Cancellation*: dropping a handle only removes that awaiter; dropping the last one drops the
///   computation.
///
/// @param <T> the type of the value
public final class Shared<T> extends RawFuture<T> implements Inspectable {
  private final SharedCell cell;
  private final Body body;

  Shared(Future<T> inner) {
    this(new SharedCell(inner));
  }

  private Shared(SharedCell cell) {
    this.cell = cell;
    this.body = new Body(cell);
  }

  /// Another handle of the same computation, to be awaited or dropped like any future. Any thread;
  /// also after completion.
  ///
  /// @throws IllegalStateException when the last handle was dropped before: nothing is left to
  ///   share
  public Shared<T> copy() {
    return new Shared<>(cell);
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    return body.pollRaw(cx);
  }

  @Override
  public void drop() {
    body.drop();
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    return body.pollCancel(cx);
  }

  @Override
  public void inspect(Inspection into) {
    into.what("shared").awaits(cell.inner());
  }

  private static final class Body extends Combinator<Object> {
    private @Nullable SharedCell cell;
    private final SharedCell.Awaiter awaiter;

    Body(SharedCell cell) {
      this.cell = cell;
      this.awaiter = cell.join();
    }

    @Override
    @Nullable Object step(Context cx) throws Exception {
      SharedCell shared = cell;
      if (shared == null) {
        return PENDING;
      }
      Object answer = shared.poll(awaiter, cx);
      if (answer != PENDING) {
        leave();
      }
      return answer;
    }

    @Override
    void release() {
      leave();
    }

    @Override
    boolean releasePatiently(Context cx) {
      SharedCell shared = cell;
      if (shared != null && !shared.cancelLast(cx)) {
        return false;
      }
      leave();
      return true;
    }

    @Override
    String name() {
      return "a handle of a Shared future";
    }

    @Override
    String afterCompletion() {
      return name() + " was polled after it had completed: " + oneOwner();
    }

    @Override
    String oneOwner() {
      return "each handle is for one awaiter, copy() one for each awaiter";
    }

    private void leave() {
      SharedCell shared = cell;
      cell = null;
      if (shared != null) {
        shared.leave(awaiter);
      }
    }
  }
}
