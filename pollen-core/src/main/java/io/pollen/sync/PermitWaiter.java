package io.pollen.sync;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.sync.Permits.Answer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// A request for permits: the future behind `acquire`, `lock`, `send` and `reserve`.
///
/// | phase   | set by                          | meaning                                             |
/// |---------|---------------------------------|-----------------------------------------------------|
/// | NEW     | construction                    | never polled, or not yet with budget                |
/// | QUEUED  | owner, under the queue's lock   | in the queue, or taken out of it by close           |
/// | GRANTED | releaser, under the queue's lock | holds its permits, the owner has not seen it        |
/// | DONE    | owner                           | completed or dropped                                |
abstract sealed class PermitWaiter<T> extends Waiter<T>
    permits Semaphore.Acquire, Mutex.Lock, BoundedChannel.Request {
  private static final int NEW = 0;
  private static final int QUEUED = 1;
  private static final int GRANTED = 2;
  private static final int DONE = 3;

  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(PermitWaiter.class, "phase", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- constant ---
  private final Permits permits;
  final int count;

  // --- owner, except for QUEUED to GRANTED ---
  @SuppressWarnings("unused") // through PHASE
  private int phase;

  PermitWaiter(Permits permits, int count) {
    this.permits = permits;
    this.count = count;
  }

  /// What the future is ready with; the permits are the caller's.
  abstract @Nullable T granted();

  /// What was closed, for the message.
  abstract String what();

  @Override
  public final String toString() {
    return what();
  }

  /// Hands permits back that were granted to a future that nobody wants any more.
  void handBack() {
    permits.release(count);
  }

  /// Under the queue's lock.
  final void queued() {
    PHASE.set(this, QUEUED);
  }

  /// Under the queue's lock.
  final void grant() {
    // Pairs with the getAcquire in pollRaw() and drop(), which do not take the lock.
    PHASE.setRelease(this, GRANTED);
  }

  /// Under the queue's lock.
  final boolean isGranted() {
    return (int) PHASE.getAcquire(this) == GRANTED;
  }

  @Override
  public final @Nullable Object pollRaw(Context cx) {
    int seen = (int) PHASE.getAcquire(this);
    if (seen == DONE) {
      throw new IllegalStateException(what() + ": polled after it had completed or was dropped");
    }
    if (!cx.proceed()) {
      return PENDING;
    }
    if (seen == GRANTED || (seen == NEW && permits.tryAcquire(count))) {
      return finish();
    }
    Waker latest = cx.waker();
    Answer answer;
    if (seen == NEW) {
      answer = permits.enqueue(this, latest);
    } else {
      Waker stored = waker;
      // A grant in between takes the stored waker and calls it: no look is needed.
      answer =
          stored != null && stored.willWake(latest) ? Answer.QUEUED : permits.look(this, latest);
    }
    return switch (answer) {
      case GRANTED -> finish();
      case QUEUED -> {
        cx.refund();
        yield PENDING;
      }
      case CLOSED -> {
        done();
        throw new ClosedException(what() + ": closed");
      }
    };
  }

  private @Nullable T finish() {
    // First: granted() may call a waker, and who is woken may drop this future at once. The permits
    // are not its to hand back any more.
    PHASE.set(this, DONE);
    waker = null;
    try {
      return granted();
    } finally {
      letGo();
    }
  }

  private void done() {
    PHASE.set(this, DONE);
    waker = null;
    letGo();
  }

  @Override
  public final void drop() {
    int seen = (int) PHASE.getAcquire(this);
    if (seen == DONE) {
      return;
    }
    boolean granted = seen == GRANTED || (seen == QUEUED && !permits.cancel(this));
    done();
    if (granted) {
      handBack();
    }
  }

  /// When the future has completed or was dropped, for what it carries.
  void letGo() {}
}
