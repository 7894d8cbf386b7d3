package io.pollen.woven;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Dropped;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The base of every async block: one suspended body as one object.
///
/// A generated subclass adds the fields that live values are spilled to, and [#pollRaw], which runs
/// the body from one await to the next. This class holds what needs no generation: the laws of
/// polling and dropping.
///
/// | `state`             | meaning                                    | left by                  |
/// |---------------------|--------------------------------------------|--------------------------|
/// | 0                   | not started; `inner` is the body           | first poll, drop         |
/// | k > 0               | suspended at await k; `inner` is awaited   | poll, drop, pollCancel   |
/// | k + [#SIGNALLED]    | the same, in a cleanup under pollCancel    | pollCancel, drop         |
/// | ... + [#UNWINDING]  | a drop or pollCancel of it is on some stack | the end of that call    |
/// | ... + [#DROP_ASKED] | something inside of that call, or of a poll that jumped over the block ([Shortcut]), dropped it | the end of that call or poll |
/// | [#RUNNING]          | a poll is on some stack                    | the end of that poll     |
/// | [#RUNNING_DROPPED]  | the same, and the body dropped itself      | the end of that poll     |
/// | [#DONE]             | completed, failed or dropped               | never                    |
///
/// Fields are plain: the laws order polls and drops of one future. What reads them from outside
/// ([#where], [#inner]) is for diagnostics and may see an older state.
///
/// @param <T> the type of the block's value
public abstract class StateMachine<T> extends RawFuture<T> implements Inspectable {
  static final int START = 0;
  static final int RUNNING = -1;
  static final int RUNNING_DROPPED = -2;
  static final int DONE = -3;
  static final int SIGNALLED = 1 << 20;
  static final int UNWINDING = 1 << 21;
  static final int DROP_ASKED = 1 << 22;

  /// Frames, each of at least 32 bytes, that making a NestingError may take.
  private static final int HEADROOM = 1_024;

  /// See the table of this class. Generated code never touches it: all transitions are calls of
  /// [#enter], [#suspend], [#complete] and [#failed].
  int state;

  /// The body until the first poll, then the future of the latest await that was Pending, or what
  /// stands in its place: [#below] and [#inner] see through that.
  protected @Nullable Object inner;

  /// For generated subclasses.
  protected StateMachine() {}

  /// What the class knows about its source.
  protected abstract MachineInfo info();

  /// Forgets spilled references.
  protected abstract void release();

  // --- called by generated code: public, because woven code is in the user's class ---

  /// The awaited future in raw form.
  public static RawFuture<?> raw(@Nullable Future<?> future) {
    return future instanceof RawFuture<?> raw ? raw : ForeignFuture.of(future);
  }

  /// The awaited stage in raw form.
  public static RawFuture<?> raw(@Nullable CompletionStage<?> stage) {
    if (stage == null) {
      throw new NullPointerException("await(null): there is no stage to wait for");
    }
    return raw(Async.from(stage));
  }

  /// The failure of a resumed await on its way back into the ranges of the body's try blocks.
  public static Object failure(Throwable failure) {
    return new AwaitFailure(failure);
  }

  /// The value of a resumed await, or its failure thrown.
  public static @Nullable Object unwrap(@Nullable Object answer) {
    if (answer instanceof AwaitFailure failed) {
      throw Sneaky.rethrow(failed.cause());
    }
    return answer;
  }

  /// Begins a poll.
  ///
  /// @return the await to go on from, or 0 at the start
  /// @throws IllegalStateException when this poll is against the laws
  public final int enter() {
    int found = state;
    if (found < START || found >= SIGNALLED) {
      throw Misuse.of(this, found);
    }
    state = RUNNING;
    return found;
  }

  /// What the block is suspended at.
  public final RawFuture<?> awaited() {
    return (RawFuture<?>) Objects.requireNonNull(inner);
  }

  /// Ends a poll that found its await Pending.
  public final Object suspend(int await, RawFuture<?> awaited) {
    if (inner != awaited) {
      inner = awaited;
    }
    boolean dropped = state == RUNNING_DROPPED;
    state = await;
    if (LostBlocks.WATCHED) {
      LostBlocks.suspended(this);
    }
    if (dropped) {
      drop();
    }
    return PENDING;
  }

  /// Ends a poll with the body's value.
  public final @Nullable Object complete(@Nullable Object value) {
    if (LostBlocks.WATCHED) {
      LostBlocks.ended(this);
    }
    if (state == RUNNING) {
      state = DONE;
      return value;
    }
    state = DONE;
    release();
    return PENDING;
  }

  /// [#complete] for a body whose static type does not tell that its value is no future.
  public final @Nullable Object completeChecked(@Nullable Object value) {
    requireNoFuture(value);
    return complete(value);
  }

  /// Ends a poll of a body whose value nobody gets. That, too, must not be a future.
  public final @Nullable Object completeDiscarding(@Nullable Object value) {
    requireNoFuture(value);
    return complete(null);
  }

  private void requireNoFuture(@Nullable Object value) {
    if (value instanceof Future<?> future && !(value instanceof Eager)) {
      future.drop();
      throw new IllegalStateException(info().valueIsFuture());
    }
  }

  /// Ends a poll with the body's failure.
  public final Object failed(Throwable failure) {
    if (LostBlocks.WATCHED) {
      LostBlocks.ended(this);
    }
    boolean dropped = state == RUNNING_DROPPED;
    state = DONE;
    Throwable told = failure instanceof StackOverflowError e ? passing(e) : failure;
    if (!dropped) {
      AwaitStack.passing(told);
      throw Sneaky.rethrow(told);
    }
    Unwinding.report(this, told);
    return PENDING;
  }

  /// A class that is first used where the stack ends, one of the JDK's, too, and finds no room for
  /// its initialisation there, stays unusable for good. So there must be room before anything else
  /// is called.
  private Throwable passing(StackOverflowError failure) {
    try {
      if (failure.getClass() == StackOverflowError.class) {
        requireRoom();
      }
      return NestingError.passing(failure, this);
    } catch (StackOverflowError noRoomYet) {
      return failure;
    }
  }

  /// Fails with a `StackOverflowError` where it is not worth while to call anything.
  static void requireRoom() {
    descend(HEADROOM);
  }

  private static int descend(int left) {
    return left == 0 ? 0 : 1 + descend(left - 1);
  }

  // --- the owner's side ---

  @Override
  public final void drop() {
    if (state >= UNWINDING) {
      // From inside its own drop, which goes on; or from inside pollCancel, which looks for this.
      state |= DROP_ASKED;
    } else if (state > START) {
      Unwinding.drop(this);
    } else if (state == START) {
      end();
    } else if (state == RUNNING) {
      state = RUNNING_DROPPED;
    }
  }

  @Override
  public final Poll<Void> pollCancel(Context cx) {
    if (state > START && state < UNWINDING) {
      return Unwinding.pollCancel(this, cx) ? Poll.ready() : Poll.pending();
    }
    drop();
    return Poll.ready();
  }

  /// Where the block is written: its first line. All blocks of one class share the object.
  public final StackTraceElement source() {
    return info().source();
  }

  /// Where the block is: the await it is suspended at, or its first line.
  public final StackTraceElement where() {
    return info().position(await());
  }

  /// The future that the block is suspended at, or null when it is not suspended.
  public final @Nullable Future<?> inner() {
    return suspended() ? awaited(inner) : null;
  }

  private static @Nullable Future<?> awaited(@Nullable Object inner) {
    if (inner instanceof ForeignFuture<?> foreign) {
      return foreign.future;
    } else if (inner instanceof Shortcut shortcut) {
      return shortcut.awaited;
    }
    return inner instanceof Future<?> raw && !(raw instanceof Handover) ? raw : null;
  }

  @Override
  public final void inspect(Inspection into) {
    int seen = state;
    Object awaited = inner;
    int await = seen > START ? seen & (SIGNALLED - 1) : 0;
    into.at(info().position(await)).source(source());
    if (await == 0) {
      into.what(word(seen));
    } else {
      into.what((seen & SIGNALLED) == 0 ? "" : "cleaning up");
      info().inspect(await, this, into);
      into.awaits(awaited(awaited));
    }
  }

  @Override
  public String toString() {
    return "async block " + where() + ", " + word(state);
  }

  private static String word(int state) {
    return switch (state) {
      case START -> "not started";
      case RUNNING, RUNNING_DROPPED -> "running";
      case DONE -> "done";
      default -> "suspended";
    };
  }

  // --- for those who drive futures ---

  /// Lets further polls of a long chain of blocks jump over its middle. Cheap where there is no
  /// such chain; who drives a future does it every so many polls, and whenever there is time.
  ///
  /// @param future a future that has just answered Pending; its owner calls
  public static void shorten(Future<?> future) {
    if (future instanceof StateMachine<?> machine && machine.waits()) {
      Shortcut.install(machine);
    }
  }

  // --- for Unwinding, Shortcut and their friends ---

  /// The block that this one is suspended at, or null when that is another future.
  final @Nullable StateMachine<?> below() {
    if (inner instanceof StateMachine<?> machine) {
      return machine;
    }
    return inner instanceof Shortcut shortcut ? shortcut.awaited : null;
  }

  final boolean running() {
    return state == RUNNING || state == RUNNING_DROPPED;
  }

  /// Whether it is suspended and may be polled.
  final boolean waits() {
    return state > START && state < SIGNALLED;
  }

  final boolean suspended() {
    return state > START;
  }

  /// The number of the await at which it is suspended, or 0.
  final int await() {
    return suspended() ? state & (SIGNALLED - 1) : 0;
  }

  final boolean signalled() {
    return suspended() && (state & SIGNALLED) != 0;
  }

  /// Resumes the suspended body by throwing `signal` at its await.
  final @Nullable Object resumeWith(Dropped signal, Context cx) throws Exception {
    state = await();
    inner = new DropSignal(signal);
    return pollRaw(cx);
  }

  /// Resumes a body that runs its cleanup.
  final @Nullable Object resumeCleanup(Context cx) throws Exception {
    state = await();
    return pollRaw(cx);
  }

  /// Resumes the suspended body with the answer that `awaited` is going to give.
  ///
  /// @return what [#pollCaught] does
  final @Nullable Object resumeBy(Handover awaited, Context cx) {
    inner = awaited;
    if (isDropAsked()) {
      state = await();
      awaited.drops(this);
    }
    return pollCaught(cx);
  }

  /// Polls.
  ///
  /// @return the answer; the block's failure as an [AwaitFailure]. Where there was no room on the
  ///   stack to run it, or to end it, the `StackOverflowError` is thrown
  final @Nullable Object pollCaught(Context cx) {
    try {
      return pollRaw(cx);
    } catch (Throwable failure) {
      if (state == DONE) {
        return new AwaitFailure(failure);
      }
      throw Sneaky.rethrow(failure);
    }
  }

  final void markSignalled() {
    if (suspended()) {
      state |= SIGNALLED;
    }
  }

  final void beginUnwinding() {
    if (suspended()) {
      state |= UNWINDING;
    }
  }

  /// @return whether something inside dropped the block meanwhile
  final boolean endUnwinding() {
    boolean asked = isDropAsked();
    if (suspended()) {
      state &= ~(UNWINDING | DROP_ASKED);
    }
    return asked;
  }

  final boolean isDropAsked() {
    return suspended() && (state & DROP_ASKED) != 0;
  }

  final void end() {
    if (LostBlocks.WATCHED) {
      LostBlocks.ended(this);
    }
    state = DONE;
    inner = null;
    release();
  }
}
