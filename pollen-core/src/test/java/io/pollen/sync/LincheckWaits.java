package io.pollen.sync;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/// What the Lincheck tests of this package share.
final class LincheckWaits {
  private LincheckWaits() {}

  /// A few seconds of model checking; `-Dpollen.lincheck.factor=50` for a long look.
  static void modelCheck(Class<?> test) {
    int factor = Integer.getInteger("pollen.lincheck.factor", 1);
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(0)
        .iterations(6 * factor)
        .invocationsPerIteration(40 * factor)
        .check(test);
  }

  /// A waker that remembers whether it was woken since the last poll.
  static final class Cx {
    private volatile boolean woken;
    private final Waker waker = () -> woken = true;
    private final Context context = Context.of(waker);

    boolean isWoken() {
      return woken;
    }

    /// @return null when Pending
    <T> T poll(Future<T> future) throws Exception {
      woken = false;
      return future.poll(context) instanceof Poll.Ready<T>(var value) ? value : null;
    }

    /// @return whether it is ready
    boolean isReady(Future<?> future) throws Exception {
      woken = false;
      return future.poll(context) instanceof Poll.Ready<?>;
    }
  }
}
