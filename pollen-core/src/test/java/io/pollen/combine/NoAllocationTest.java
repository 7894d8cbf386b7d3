package io.pollen.combine;

import static io.pollen.Async.join;
import static io.pollen.Async.joinAll;
import static io.pollen.Async.pending;
import static io.pollen.Async.race;
import static io.pollen.Async.select;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Waker;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NoAllocationTest {
  private static final int POLLS = 10_000;

  static Stream<Arguments> suspended() {
    return Stream.of(
        Arguments.of("map", pending().map(value -> value)),
        Arguments.of("flatMap", pending().flatMap(value -> pending())),
        Arguments.of("catching", pending().catching()),
        Arguments.of("abortable", pending().abortable()),
        Arguments.of("join of 2", join(pending(), pending())),
        Arguments.of(
            "join of 6", join(pending(), pending(), pending(), pending(), pending(), pending())),
        Arguments.of("joinAll of 100", joinAll(Collections.nCopies(100, pending()))),
        Arguments.of("race of 3", race(pending(), pending(), pending())),
        Arguments.of("select of 2", select(pending(), pending())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("suspended")
  void anotherPollOfASuspendedFutureAllocatesNothing(String name, Future<?> future)
      throws Exception {
    Context cx = Context.of(Waker.noop());
    poll(future, cx);
    poll(future, cx);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long own = threads.getCurrentThreadAllocatedBytes();
    long measuring = threads.getCurrentThreadAllocatedBytes() - own;
    long before = threads.getCurrentThreadAllocatedBytes();
    poll(future, cx);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before - measuring;
    // The whole run may cost a few objects of the JVM's own; one a poll would be 160 kB.
    assertThat(allocated).as("bytes in %d polls of %s", POLLS, name).isLessThan(POLLS);
  }

  private static void poll(Future<?> future, Context cx) throws Exception {
    for (int count = 0; count < POLLS; count++) {
      assertPending(future.poll(cx).isReady());
    }
  }

  private static void assertPending(boolean ready) {
    if (ready) {
      throw new AssertionError("a future of nothing but pending() was ready");
    }
  }
}
