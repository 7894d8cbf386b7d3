package io.pollen.runtime.task;

import io.pollen.AwaitTree;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.observe.TaskDump;
import io.pollen.woven.AwaitStack;
import io.pollen.woven.RawFuture;
import io.pollen.woven.StateMachine;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A spawned future: one object that is its own [Waker] and its own [JoinHandle]. 40 bytes.
///
/// It knows no scheduler but through [Submit]. Whoever takes a task from a queue calls [#run], and
/// after a Pending answer either [#suspend] or, when the task yielded, puts it into a queue as it
/// is. Users see it as a [JoinHandle]; to build an executor of one's own, create tasks with
/// [#create] and run what `Submit.submit` is given.
///
/// @param <T> the type of the task's value
public final class Task<T> extends TaskState<T> implements Waker, JoinHandle<T>, Inspectable {
  private static final AtomicLong IDS = new AtomicLong();
  private static final VarHandle META;

  /// Another object after each submission that ran out of stack.
  private static volatile Object overflow = new byte[0];

  static {
    try {
      META = MethodHandles.lookup().findVarHandle(Task.class, "meta", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- constant ---
  private final Submit scheduler;

  // --- the holder of the task (HELD), then whoever takes the result ---
  private @Nullable Object stage;

  // --- the scheduler ---
  private int slot;
  private @Nullable Task<?> next; // itself: see schedule

  // --- the awaiter until JOIN_WAKER is set, then the completer ---
  private @Nullable Waker joinWaker;

  // --- any thread: null, a label shared by tasks, or this task's TaskInfo once somebody asked ---
  private volatile @Nullable Object meta;

  private Task(Submit scheduler, Future<? extends T> future, @Nullable TaskLabel label) {
    this.scheduler = scheduler;
    this.stage = future;
    META.set(this, label);
  }

  /// A task in state SCHEDULED: the caller puts it into a queue.
  ///
  /// @param scheduler where the task goes whenever it is woken
  /// @param future what it polls; the task owns it from here on
  public static <T> Task<T> create(
      Submit scheduler, Future<? extends T> future, @Nullable String name) {
    return labelled(scheduler, future, TaskLabel.named(name));
  }

  /// The same, with all that can be said of a task.
  public static <T> Task<T> labelled(
      Submit scheduler, Future<? extends T> future, TaskLabel label) {
    return new Task<>(scheduler, future, label == TaskLabel.NONE ? null : label);
  }

  // ---------------------------------------------------------------- waker

  @Override
  public void wake() {
    schedule(WAKE);
  }

  /// In the deepest frame of a recursion there may be no stack left to reach a queue. The task is
  /// SCHEDULED then, so no other wake would put it there: it says so itself, by a link to itself,
  /// until whoever keeps the tasks looks ([#resubmit]). A `StackOverflowError` is thrown where a
  /// method is entered, and by the interpreter where a monitor is: so there is none between the
  /// read-modify-write and the `try`, and the handler has only stores and an array.
  private void schedule(int request) {
    if (requestState(request)) {
      try {
        scheduler.submit(this);
      } catch (StackOverflowError deep) {
        next = this;
        overflow = new byte[0]; // Publishes the link. Not a counter: two threads may be here.
        throw deep;
      }
    }
  }

  /// Another object each time that, somewhere, a task could not be submitted for lack of stack:
  /// call [#resubmit] for all suspended tasks then. Any thread.
  public static Object overflow() {
    return overflow;
  }

  /// Submits the task if it was woken and the stack was too short to submit it. One thread at a
  /// time, after a look at [#overflow].
  public void resubmit() {
    if (next == this) {
      next = null;
      scheduler.submit(this);
    }
  }

  // ---------------------------------------------------------------- whoever took it from a queue

  /// What [#run] leaves to its caller.
  public enum Ran {
    /// The task has ended; forget it.
    DONE,
    /// Suspend it, or keep it when it yielded.
    PENDING,
    /// As PENDING, and its patient cancellation has begun: [#dropNow] it when the grace is over.
    CANCELLING
  }

  /// Polls the future once, or goes on cancelling it. Never throws.
  public Ran run(Context cx) {
    return switch (begin()) {
      case POLL -> pollOnce(cx);
      case CANCEL_FIRST -> cancelOnce(cx) ? Ran.DONE : Ran.CANCELLING;
      case CANCEL_AGAIN -> cancelOnce(cx) ? Ran.DONE : Ran.PENDING;
      case DROP -> {
        Future<?> future = future();
        release(future);
        completeAborted(future);
        yield Ran.DONE;
      }
    };
  }

  /// In a turn that answered Pending: lets further ones jump over the middle of a long chain of
  /// blocks.
  public void shorten() {
    StateMachine.shorten(future());
  }

  /// Ends a turn that answered Pending. When the answer is true the task was woken meanwhile and
  /// the caller puts it back into a queue; when false the task is no longer the caller's.
  public boolean suspend() {
    return suspendState() == Suspended.SUBMIT;
  }

  private Ran pollOnce(Context cx) {
    Object answer;
    try {
      answer = RawFuture.poll(future(), cx);
    } catch (Throwable failure) {
      fail(failure);
      return Ran.DONE;
    }
    if (answer == PENDING) {
      return Ran.PENDING;
    }
    complete(answer, 0);
    return Ran.DONE;
  }

  private boolean cancelOnce(Context cx) {
    Future<?> future = future();
    Poll<Void> answer;
    try {
      answer = future.pollCancel(cx);
    } catch (Throwable failure) {
      scheduler.failures().report(info(), failure);
      release(future); // its cleanup has failed half way: what it still holds goes here
      answer = Poll.ready();
    }
    if (answer.isReady()) {
      completeAborted(future);
    }
    return answer.isReady();
  }

  private void release(Future<?> future) {
    try {
      future.drop();
    } catch (Throwable failure) {
      scheduler.failures().report(info(), failure);
    }
  }

  private void fail(Throwable failure) {
    if (isOfItsEnd(failure)) {
      completeAborted(future());
      return;
    }
    Failure result;
    try {
      result = scheduler.failures().add(this, failure);
    } catch (Throwable noMemory) {
      // The task must end whatever happens: without the record its failure is reported here.
      reportWithoutRecord(failure);
      complete(null, ABORTED);
      return;
    }
    if (failure instanceof VirtualMachineError) {
      result.report();
    }
    int before = complete(result, FAILED);
    if ((before & DETACHED) != 0) {
      result.report();
    }
  }

  /// Whether `failure` only says that this task or its runtime was to end, which is no failure to
  /// tell anybody: a blocking call that did what an abort asked for, or one that was refused, or a
  /// task that was aborted, because the runtime closes while a poll is still under way.
  private boolean isOfItsEnd(Throwable failure) {
    return (failure instanceof InterruptedException && has(CANCELLED))
        || (failure instanceof TaskCancelledException && scheduler.isClosing());
  }

  private void reportWithoutRecord(Throwable failure) {
    try {
      scheduler.failures().unobserved(info(), failure);
    } catch (Throwable noMemory) {
      // Not for that either: there is nobody left to tell.
    }
  }

  /// The place of a result is taken by where the block began, for messages.
  private void completeAborted(Future<?> future) {
    complete(future instanceof StateMachine<?> block ? block.source() : null, ABORTED);
  }

  /// The result replaces the future before the completion is visible.
  private int complete(@Nullable Object result, int outcome) {
    stage = result;
    scheduler.finished(this);
    int before = completeState(outcome);
    if ((before & DETACHED) != 0) {
      stage = null; // nobody will ask, and somebody may hold the handle for long
    }
    if ((before & JOIN_WAKER) != 0) {
      Waker waker = joinWaker; // null when a spurious poll has already taken the result
      if (waker != null) {
        wakeAwaiter(waker);
      }
    }
    return before;
  }

  private void wakeAwaiter(Waker waker) {
    try {
      waker.wake();
    } catch (Throwable failure) {
      scheduler.failures().report(info(), failure);
    }
  }

  private Future<?> future() {
    if (stage instanceof Future<?> future) {
      return future;
    }
    throw new AssertionError("no future in " + this);
  }

  // ---------------------------------------------------------------- the scheduler

  /// Where the registry of live tasks keeps this one; 0 for nowhere.
  public int slot() {
    return slot;
  }

  /// The holder only.
  public void slot(int slot) {
    this.slot = slot;
  }

  /// The next task in the queue that this one is in.
  public @Nullable Task<?> next() {
    return next;
  }

  /// Whoever has the queue only.
  public void next(@Nullable Task<?> next) {
    this.next = next;
  }

  /// Whether the task is to end, and its future has not been told. Any thread.
  public boolean isCancelDue() {
    int now = state();
    return (now & CANCELLING) == 0 && ((now & CANCELLED) != 0 || scheduler.isClosing());
  }

  /// Cancels without patience, on the task's scheduler: the runtime closes, or the grace is over.
  public void dropNow() {
    schedule(DROP);
  }

  /// With a number from the first time that somebody asks.
  @Override
  public TaskInfo info() {
    while (true) {
      Object meta = this.meta;
      if (meta instanceof TaskInfo info) {
        return info;
      }
      META.compareAndSet(this, meta, new TaskInfo(IDS.incrementAndGet(), labelIn(meta), block()));
    }
  }

  private static TaskLabel labelIn(@Nullable Object meta) {
    return switch (meta) {
      case TaskInfo info -> info.label();
      case TaskLabel label -> label;
      case null, default -> TaskLabel.NONE;
    };
  }

  /// Where the async block begins that it runs, or ran until it was aborted. Any thread.
  private @Nullable StackTraceElement block() {
    return switch (stage) {
      case StackTraceElement block when has(ABORTED) -> block;
      case StateMachine<?> block when !has(COMPLETE) -> block.source();
      case Future<?> future when !has(COMPLETE) -> AwaitTree.source(future);
      case null, default -> null;
    };
  }

  // ---------------------------------------------------------------- join handle

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    if (has(DETACHED | OBSERVED)) {
      throw new IllegalStateException(
          has(OBSERVED)
              ? info() + " was awaited to its end already: use shared() for several awaiters"
              : "the handle of " + info() + " was dropped");
    }
    if (!cx.proceed()) {
      return PENDING;
    }
    if (has(COMPLETE) || join(cx.waker()) == Joined.TAKE) {
      return take();
    }
    cx.refund();
    return PENDING;
  }

  private Joined join(Waker waker) {
    if (has(JOIN_WAKER)) {
      Waker stored = joinWaker;
      if (stored != null && stored.willWake(waker)) {
        return Joined.WAIT;
      }
      if (stored instanceof Task<?> && waker instanceof Task<?>) {
        throw new IllegalStateException(
            info() + " is awaited by two tasks: use shared() for several awaiters");
      }
      if (unjoinState() == Joined.TAKE) {
        return Joined.TAKE;
      }
    }
    joinWaker = waker;
    return joinState();
  }

  private @Nullable Object take() throws Exception {
    int before = observeState();
    joinWaker = null;
    if ((before & ABORTED) != 0) {
      TaskInfo info = info();
      stage = null;
      throw new TaskCancelledException(info);
    }
    Object result = stage;
    stage = null;
    if ((before & FAILED) != 0 && result instanceof Failure failure) {
      Throwable cause = failure.observe();
      AwaitStack.rethrown(cause, failure.trace());
      throw Task.<RuntimeException>unchanged(cause);
    }
    return result;
  }

  /// A failure of any type goes to the awaiter as it is.
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException unchanged(Throwable failure) throws E {
    throw (E) failure;
  }

  @Override
  public void drop() {
    if (has(DETACHED | OBSERVED)) {
      return;
    }
    int before = detachState();
    if ((before & COMPLETE) == 0) {
      joinWaker = null;
      return;
    }
    Object result = stage;
    stage = null;
    if ((before & FAILED) != 0 && result instanceof Failure failure) {
      failure.report();
    }
  }

  @Override
  public void abort() {
    schedule(ABORT);
    scheduler.aborting(this);
  }

  @Override
  public boolean isFinished() {
    return has(COMPLETE);
  }

  @Override
  public long id() {
    return info().id();
  }

  @Override
  public @Nullable String name() {
    return labelIn(meta).name();
  }

  /// The future that this task polls, for schedulers that know its class; null once it has ended.
  /// May be stale on any thread but the holder's.
  public @Nullable Future<?> peek() {
    return stage instanceof Future<?> future && !has(COMPLETE) ? future : null;
  }

  // ---------------------------------------------------------------- who looks in from outside

  @Override
  public void inspect(Inspection into) {
    into.what(toString());
    if (into.acrossTasks()) {
      into.awaits(peek());
    }
  }

  @Override
  public AwaitTree awaitTree() {
    return AwaitTree.of(this);
  }

  /// The task as it is now; null when it has ended. Any thread: the acquiring read of the state
  /// makes all of a suspended future visible.
  public @Nullable TaskDump dump() {
    int before = state();
    Future<?> future = peek();
    if (future == null) {
      return null;
    }
    AwaitTree awaits = AwaitTree.ofOneTask(future);
    boolean suspended = (before & (HELD | SCHEDULED)) == 0;
    TaskInfo info = info();
    return new TaskDump(
        info.id(),
        info.name(),
        new TaskDump.Origin(info.block(), info.spawnedAt(), info.label().texts()),
        suspended ? TaskDump.State.SUSPENDED : TaskDump.State.QUEUED,
        !suspended || before != state(),
        awaits,
        null,
        List.of());
  }

  @Override
  public String toString() {
    String what =
        has(ABORTED)
            ? "aborted"
            : has(FAILED)
                ? "failed"
                : has(COMPLETE)
                    ? "complete"
                    : has(HELD) ? "running" : has(SCHEDULED) ? "scheduled" : "idle";
    return info() + " (" + what + ")";
  }
}
