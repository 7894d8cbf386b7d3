package io.pollen.woven;

import io.pollen.Context;
import io.pollen.Dropped;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Poll;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Ends suspended blocks: at once ([#drop]) or patiently ([#pollCancel]). Both walk a chain of
/// blocks that await each other in a loop, not by recursion: a chain may be deeper than the stack
/// of the thread that drops it.
final class Unwinding {
  private Unwinding() {}

  /// How often a body that swallows the signal and awaits again gets another one.
  static final int SIGNALS = 8;

  private static final Throwable[] NONE = {};

  /// How often something has dropped a block from inside of a poll that jumped over it, on whatever
  /// thread: whoever sees that it has changed during a poll looks for what to drop.
  static final AtomicInteger DROPS_ASKED = new AtomicInteger();

  static void drop(StateMachine<?> root) {
    StateMachine<?> child = root.below();
    if (child == null || child.state == StateMachine.DONE) {
      dropOne(root);
      return;
    }
    if (isPolled(child)) {
      ask(root);
      return;
    }
    dropChain(root);
  }

  /// Whether a poll is on the stack that jumped over the blocks from `outermost` inwards.
  private static boolean isPolled(StateMachine<?> outermost) {
    StateMachine<?> at = outermost;
    while (at.suspended() && at.below() instanceof StateMachine<?> below) {
      at = below;
    }
    return at.running();
  }

  private static void ask(StateMachine<?> machine) {
    machine.state |= StateMachine.DROP_ASKED;
    DROPS_ASKED.getAndIncrement();
  }

  /// Drops the outermost block, of those from `root` inwards, that was dropped from inside of the
  /// poll that just ends.
  static void dropAsked(StateMachine<?> root) {
    for (StateMachine<?> at = root; at != null && at.suspended(); at = at.below()) {
      if (at.isDropAsked()) {
        drop(at);
        return;
      }
    }
  }

  private static void dropChain(StateMachine<?> root) {
    ArrayDeque<StateMachine<?>> chain = chain(root, true);
    for (StateMachine<?> next; (next = chain.pollLast()) != null; ) {
      if (next.suspended()) {
        dropOne(next);
      }
    }
  }

  /// @return whether the cleanup has ended
  static boolean pollCancel(StateMachine<?> root, Context cx) {
    if (isPolled(root)) {
      ask(root);
      return true;
    }
    ArrayDeque<StateMachine<?>> chain = chain(root, false);
    for (StateMachine<?> next; (next = chain.peekLast()) != null; chain.removeLast()) {
      if (next.suspended() && !cancelOne(next, cx)) {
        StateMachine<?> dropped = endUnwinding(chain);
        if (dropped == null) {
          return false;
        }
        drop(dropped);
        return dropped == root || pollCancel(root, cx);
      }
    }
    return true;
  }

  /// @return the outermost of the blocks that something inside dropped meanwhile, or null
  private static @Nullable StateMachine<?> endUnwinding(ArrayDeque<StateMachine<?>> chain) {
    StateMachine<?> dropped = null;
    for (StateMachine<?> machine : chain) {
      if (machine.endUnwinding() && dropped == null) {
        dropped = machine;
      }
    }
    return dropped;
  }

  /// The suspended blocks from `root` inwards, marked: a drop of one of them from inside, by a
  /// `finally` or by the drop of an awaited future, must not overtake the unwinding. A cleanup
  /// awaits its own futures: with `throughCleanups` false, the chain ends at a block that runs one.
  private static ArrayDeque<StateMachine<?>> chain(StateMachine<?> root, boolean throughCleanups) {
    ArrayDeque<StateMachine<?>> chain = new ArrayDeque<>();
    StateMachine<?> next = root;
    while (next != null && next.suspended()) {
      next.beginUnwinding();
      chain.addLast(next);
      next = next.signalled() && !throughCleanups ? null : next.below();
    }
    return chain;
  }

  /// Nobody polls again after this: an await in a `finally` block that is Pending ends the block.
  private static void dropOne(StateMachine<?> machine) {
    for (int signals = 0; signals < SIGNALS; signals++) {
      machine.beginUnwinding();
      dropAwaited(machine);
      if (!machine.info().guarded(machine.await())) {
        machine.end();
        return;
      }
      if (signal(machine, LastContext.NOBODY)) {
        machine.end();
        return;
      }
    }
    StackTraceElement where = machine.where();
    dropAwaited(machine);
    machine.end();
    report(
        machine,
        new IllegalStateException(
            "the async block caught its Dropped signal "
                + SIGNALS
                + " times and awaited again, last at "
                + where
                + "; it was stopped there. In a catch (Throwable t), pass the signal on:"
                + " if (t instanceof Dropped) throw t;"));
  }

  private static void dropAwaited(StateMachine<?> machine) {
    if (machine.inner instanceof Future<?> awaited) {
      FailureHook.drop(awaited);
    }
  }

  /// @return whether `machine` has ended
  private static boolean cancelOne(StateMachine<?> machine, Context cx) {
    boolean ended;
    if (machine.isDropAsked()) {
      dropOne(machine);
      return true;
    }
    if (machine.signalled()) {
      ended = ended(machine, () -> machine.resumeCleanup(cx));
    } else {
      if (machine.inner instanceof Future<?> awaited && !cancelAwaited(machine, awaited, cx)) {
        return false;
      }
      if (machine.isDropAsked()) {
        dropOne(machine);
        return true;
      }
      ended = signal(machine, cx);
    }
    if (ended) {
      machine.end();
    } else {
      machine.markSignalled();
    }
    return ended;
  }

  private static boolean cancelAwaited(StateMachine<?> machine, Future<?> awaited, Context cx) {
    try {
      return awaited.pollCancel(cx) instanceof Poll.Ready<?>;
    } catch (Throwable failure) {
      report(machine, failure);
      FailureHook.drop(awaited);
      return true;
    }
  }

  private interface Resumption {
    @Nullable Object run() throws Exception;
  }

  private static boolean signal(StateMachine<?> machine, Context cx) {
    return ended(machine, () -> machine.resumeWith(new Dropped(), cx));
  }

  private static boolean ended(StateMachine<?> machine, Resumption resumption) {
    try {
      return resumption.run() != RawFuture.PENDING || !machine.suspended();
    } catch (Throwable end) {
      if (!(end instanceof Dropped)) {
        report(machine, end);
      }
      for (Throwable suppressed : end instanceof Dropped ? end.getSuppressed() : NONE) {
        report(machine, suppressed);
      }
      return true;
    }
  }

  static void report(StateMachine<?> machine, Throwable failure) {
    FailureHook.report(machine, failure);
  }
}
