package io.pollen.combine;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.woven.RawFuture;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The laws of polling and dropping, once for all futures of this package.
///
/// The state word is plain: one owner at a time polls or drops, and hands over with a
/// happens-before edge. That a second thread broke this is noticed when it happens to see the first
/// one's mark.
///
/// | value | name       | entered by              | left by              | meaning                    |
/// |-------|------------|-------------------------|----------------------|----------------------------|
/// | 0     | SUSPENDED  | birth, a Pending step   | poll, drop, pollCancel | may be polled or dropped |
/// | > 0   | POLLING    | poll                    | the end of the step  | bits 1..30: polling thread's id; bit 0: DROP_REQUESTED |
/// | -1    | DONE       | a Ready step            | never                | the value was handed out   |
/// | -2    | FAILED     | a step that threw       | never                | the failure was thrown     |
/// | -3    | DROPPED    | drop, end of pollCancel | never                | everything was released    |
/// | -4    | CANCELLING | pollCancel              | drop, its own end    | polled through its cleanup |
///
/// DROP_REQUESTED is set by a drop from inside the step; it takes effect when the step ends: a
/// Pending or Ready answer then becomes Pending and everything is released.
abstract class Combinator<T> extends RawFuture<T> implements Inspectable {
  private static final int SUSPENDED = 0;
  private static final int DONE = -1;
  private static final int FAILED = -2;
  private static final int DROPPED = -3;
  private static final int CANCELLING = -4;
  private static final int DROP_REQUESTED = 1;

  // --- owner only ---
  private int state;

  /// One poll. Whatever it throws is the failure of this future; [#release] is called after it.
  ///
  /// @return the value or PENDING
  abstract @Nullable Object step(Context cx) throws Exception;

  /// Drops everything that is still held, in reverse order; tolerates a second call.
  abstract void release();

  /// The patient form of [#release].
  ///
  /// @return whether it is finished; if not, the context's waker is stored
  boolean releasePatiently(Context cx) {
    release();
    return true;
  }

  @Override
  public final @Nullable Object pollRaw(Context cx) throws Exception {
    if (state != SUSPENDED) {
      throw new IllegalStateException(refusal());
    }
    state = mark(Thread.currentThread());
    Object answer;
    try {
      answer = step(cx);
    } catch (Throwable failure) {
      state = FAILED;
      release();
      throw failure;
    }
    if ((state & DROP_REQUESTED) != 0) {
      state = DROPPED;
      release();
      return PENDING;
    }
    state = answer == PENDING ? SUSPENDED : DONE;
    return answer;
  }

  @Override
  public final void drop() {
    int now = state;
    if (now == SUSPENDED || now == CANCELLING) {
      state = DROPPED;
      release();
    } else if (now > 0) {
      requestDrop(now);
    }
  }

  @Override
  public final Poll<Void> pollCancel(Context cx) {
    int now = state;
    if (now > 0) {
      requestDrop(now);
      return Poll.ready();
    }
    if (now != SUSPENDED && now != CANCELLING) {
      return Poll.ready();
    }
    state = CANCELLING;
    boolean finished;
    try {
      finished = releasePatiently(cx);
    } catch (Throwable failure) {
      FailureHook.report(this, failure);
      release();
      finished = true;
    }
    if (finished) {
      state = DROPPED;
    }
    return state == DROPPED ? Poll.ready() : Poll.pending();
  }

  /// Whether something dropped this future from inside the step that is under way: its answer will
  /// be discarded, so the step must not hand anything over that only [#release] can give back.
  final boolean isDropRequested() {
    return state > 0 && (state & DROP_REQUESTED) != 0;
  }

  /// What a poll after the completion is told.
  String afterCompletion() {
    return name() + " was polled after it had completed: use shared() for more than one awaiter";
  }

  /// Whether this future has completed, failed or been dropped.
  final boolean isFinished() {
    return state < 0 && state != CANCELLING;
  }

  private void requestDrop(int now) {
    state = now | DROP_REQUESTED;
    if ((now & ~DROP_REQUESTED) != mark(Thread.currentThread())) {
      FailureHook.report(
          this,
          new IllegalStateException(
              name()
                  + " was dropped by "
                  + describe(Thread.currentThread())
                  + " while thread #"
                  + (now >>> 1)
                  + " polls it: only the owner drops; other threads abort (see abortable())"));
    }
  }

  private String refusal() {
    return switch (state) {
      case DONE -> afterCompletion();
      case FAILED -> name() + " was polled after it had failed: a failed future cannot be resumed";
      case DROPPED -> name() + " was polled after it had been dropped (cancelled)";
      case CANCELLING -> name() + " was polled while it is being cancelled: only pollCancel may";
      default -> concurrentPoll();
    };
  }

  private String concurrentPoll() {
    Thread here = Thread.currentThread();
    if ((state & ~DROP_REQUESTED) == mark(here)) {
      return name() + " was polled from inside its own poll";
    }
    return name()
        + " was polled by "
        + describe(here)
        + " while thread #"
        + (state >>> 1)
        + " polls it: "
        + oneOwner();
  }

  /// What to do about two owners.
  String oneOwner() {
    return "one owner at a time polls a future";
  }

  /// What this future is called in messages.
  String name() {
    return getClass().getSimpleName();
  }

  /// What an await tree calls this future: the word by which users make it. Those that hold others
  /// add them in [#inspect].
  String label() {
    String name = getClass().getSimpleName().replace("Future", "");
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  @Override
  public void inspect(Inspection into) {
    into.what(label());
  }

  private static String describe(Thread thread) {
    return "thread #" + thread.threadId() + " \"" + thread.getName() + "\"";
  }

  /// The POLLING value of a thread: positive, bit 0 clear.
  private static int mark(Thread thread) {
    return ((int) thread.threadId() & 0x3fff_ffff) << 1;
  }
}
