package io.pollen.woven;

import io.pollen.AsyncTrace;
import io.pollen.Dropped;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// Finds the awaits that a failure passes, for [AsyncTrace]: blocks that wait for each other are
/// polled through each other, so they lie on the stack of the thread that polls, each at its await.
///
/// Called where there is a failure, and nowhere else. It takes the stack as an exception takes its
/// own, and reads it when somebody asks: a StackWalker that looks for the blocks at once was ten
/// times as dear.
public final class AwaitStack {
  /// What the methods with the parts of a divided body have behind the name of the one that calls
  /// them; a number follows.
  public static final String PART = "$part";

  /// What was collected last on a thread. Weak: it lives as long as the trace that it is for.
  private static final ThreadLocal<@Nullable WeakReference<Awaits>> LATEST = new ThreadLocal<>();

  private AwaitStack() {}

  /// A leaf throws a failure that was made elsewhere: it is just now that the awaits lie on the
  /// stack.
  public static void rethrown(Throwable failure) {
    rethrown(failure, null);
  }

  /// The same for a failure from another task.
  ///
  /// @param origin what is known of it from there
  public static void rethrown(Throwable failure, @Nullable AsyncTrace origin) {
    remember(failure, origin, false);
  }

  /// A failure leaves a block. The innermost one collects for all.
  static void passing(Throwable failure) {
    remember(failure, null, true);
  }

  /// @param unwound whether the innermost block has left its place already: the stack trace of the
  ///   failure knows it, if that was made there; and the blocks around it come here after it
  private static void remember(Throwable failure, @Nullable AsyncTrace origin, boolean unwound) {
    if (failure instanceof VirtualMachineError || failure instanceof Dropped) {
      return;
    }
    try {
      if (!unwound || !AsyncTrace.isKnown(failure)) {
        Awaits awaits = new Awaits(failure, unwound);
        LATEST.set(new WeakReference<>(awaits));
        AsyncTrace.remember(failure, awaits, origin);
      }
    } catch (StackOverflowError | OutOfMemoryError noRoom) {
      // The failure itself is what counts.
    }
  }

  /// What was collected on this thread, if it was for `failure` and somebody can still ask for it.
  static @Nullable Awaits latest(Throwable failure) {
    WeakReference<Awaits> latest = LATEST.get();
    Awaits awaits = latest == null ? null : latest.get();
    return awaits != null && awaits.isOf(failure) ? awaits : null;
  }
}
