package io.pollen.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.pollen.Future;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// To take a place in a queue, wait there and leave it allocates nothing beyond the future.
class WaitingAllocatesNothingTest {
  private static final int WAITS = 10_000;
  private static final Probe PROBE = new Probe();

  private interface Wait {
    Future<?> begin();
  }

  static Stream<Arguments> waits() {
    Semaphore semaphore = new Semaphore(0);
    Mutex<Integer> mutex = new Mutex<>(0);
    var unused = mutex.tryLock();
    Notify notify = new Notify();
    Mpsc.Bounded<String> full = Mpsc.bounded(1);
    full.sender().trySend("a");
    Mpsc.Unbounded<String> empty = Mpsc.unbounded();
    return Stream.of(
        Arguments.of("Semaphore.acquire", (Wait) semaphore::acquire),
        Arguments.of("Mutex.lock", (Wait) mutex::lock),
        Arguments.of("Notify.notified", (Wait) notify::notified),
        Arguments.of("Sender.send", (Wait) () -> full.sender().send("b")),
        Arguments.of("Sender.reserve", (Wait) full.sender()::reserve),
        Arguments.of("Receiver.recv", (Wait) empty.receiver()::recv));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("waits")
  void waitingAllocatesNothingBeyondTheFuture(String name, Wait wait) {
    Future<?>[] futures = new Future<?>[WAITS];
    for (int round = 0; round < 2; round++) {
      waitAndLeave(wait, futures);
    }
    long allocated = waitAndLeave(wait, futures);
    // The whole run may cost a few objects of the JVM's own; one a wait would be 160 kB.
    assertThat(allocated).as("bytes in %d waits of %s", WAITS, name).isLessThan(WAITS);
  }

  private static long waitAndLeave(Wait wait, Future<?>[] futures) {
    for (int i = 0; i < futures.length; i++) {
      futures[i] = wait.begin();
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (Future<?> future : futures) {
      PROBE.pending(future);
    }
    for (Future<?> future : futures) {
      future.drop();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
