package io.pollen.woven;

import io.pollen.Context;
import io.pollen.Dropped;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Poll;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Ends suspended blocks: at once ([#drop]) or patiently ([#pollCancel]). Both walk a chain of
/// blocks that await each other in a loop, not by recursion: a chain may be deeper than the stack
/// of the thread that drops it.
final class Unwinding {
  private Unwinding() {}

  /// How often a body that swallows the signal and awaits again gets another one.
  static final int SIGNALS = 8;

  private static final Throwable[] NONE = {};

  static void drop(StateMachine<?> root) {
    if (!(root.inner instanceof StateMachine<?> child && child.suspended())) {
      dropOne(root);
      return;
    }
    ArrayDeque<StateMachine<?>> chain = chain(root, true);
    for (StateMachine<?> next; (next = chain.pollLast()) != null; ) {
      if (next.suspended()) {
        dropOne(next);
      }
    }
  }

  /// @return whether the cleanup has ended
  static boolean pollCancel(StateMachine<?> root, Context cx) {
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
    Object next = root;
    while (next instanceof StateMachine<?> machine && machine.suspended()) {
      machine.beginUnwinding();
      chain.addLast(machine);
      next = machine.signalled() && !throughCleanups ? null : machine.inner;
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
