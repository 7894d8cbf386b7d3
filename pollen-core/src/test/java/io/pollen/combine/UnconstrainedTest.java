package io.pollen.combine;

import static io.pollen.Async.consumeBudget;
import static io.pollen.Async.pollFn;
import static io.pollen.Async.unconstrained;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.conformance.CountingWaker;
import io.pollen.conformance.ManualContext;
import io.pollen.sync.Semaphore;
import org.junit.jupiter.api.Test;

class UnconstrainedTest {

  /// Completes when it may do five operations in one poll.
  private static Future<Integer> fiveOperations() {
    return cx -> {
      int done = 0;
      while (done < 5 && cx.proceed()) {
        done++;
      }
      return done == 5 ? Poll.ready(done) : Poll.pending();
    };
  }

  @Test
  void operationsGoOnWithoutBudget() throws Exception {
    ManualContext cx = ManualContext.of(Waker.noop()).budget(3);
    assertThat(fiveOperations().poll(cx).isReady()).as("constrained").isFalse();
    assertThat(unconstrained(fiveOperations()).poll(cx)).isEqualTo(Poll.ready(5));
    assertThat(unconstrained(new Semaphore(1).acquire()).poll(cx).isReady()).isTrue();
  }

  @Test
  void theBudgetOfTheOthersIsNotTouched() throws Exception {
    ManualContext cx = ManualContext.of(Waker.noop()).budget(3);
    Future<Void> taken =
        unconstrained(
            pollFn(context -> {
              context.proceed();
              context.refund();
              context.refund();
              return Poll.ready();
            }));
    assertThat(taken.poll(cx).isReady()).isTrue();
    assertThat(cx.remainingBudget()).isEqualTo(3);
  }

  @Test
  void contextsDerivedInsideAreWithoutBudgetToo() throws Exception {
    ManualContext cx = ManualContext.of(Waker.noop()).budget(0);
    CountingWaker waker = new CountingWaker();
    Context[] seen = new Context[1];
    Future<Boolean> derives =
        unconstrained(context -> {
          seen[0] = context.withWaker(waker);
          return Poll.ready(seen[0].proceed());
        });
    assertThat(derives.poll(cx)).isEqualTo(Poll.ready(true));
    assertThat(seen[0].waker()).isSameAs(waker);
  }

  @Test
  void consumeBudgetIsPendingOnlyWhenNothingIsLeft() throws Exception {
    ManualContext cx = ManualContext.of(Waker.noop()).budget(1);
    assertThat(consumeBudget().poll(cx).isReady()).isTrue();
    assertThat(cx.remainingBudget()).isZero();
    Future<Void> last = consumeBudget();
    assertThat(last.poll(cx).isReady()).isFalse();
    cx.budget(1);
    assertThat(last.poll(cx).isReady()).isTrue();
  }
}
