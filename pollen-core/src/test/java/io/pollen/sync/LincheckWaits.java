package io.pollen.sync;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    options().check(test);
  }

  /// The same look at a copy with a seeded defect must end with a report of it.
  static void assertCaught(Class<?> defect) {
    assertThatThrownBy(() -> options().check(defect))
        .isInstanceOf(AssertionError.class)
        .hasMessageFindingMatch("Invalid execution results|Validation function .* has failed");
  }

  private static ModelCheckingOptions options() {
    int factor = Integer.getInteger("pollen.lincheck.factor", 1);
    return new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(0)
        .iterations(6 * factor)
        .invocationsPerIteration(40 * factor);
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
