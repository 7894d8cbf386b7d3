package io.pollen.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

/// After completion or drop neither the future nor the primitive leads to the waker (and so to the
/// task) any more.
class ReleasedReferencesTest {
  private final Probe probe = new Probe();

  @Test
  void aDroppedWaitKeepsNoWaker() {
    Semaphore semaphore = new Semaphore(0);
    Mutex<Integer> mutex = new Mutex<>(0);
    Guard<Integer> guard = mutex.tryLock().orElseThrow();
    Notify notify = new Notify();
    CancellationToken token = new CancellationToken();
    Oneshot.Channel<String> answer = Oneshot.channel();
    Mpsc.Bounded<String> full = Mpsc.bounded(1);
    full.sender().trySend("a");
    Mpsc.Bounded<String> empty = Mpsc.bounded(1);
    List<Future<?>> waits =
        List.of(
            semaphore.acquire(),
            mutex.lock(),
            notify.notified(),
            token.cancelled(),
            answer.receiver(),
            answer.sender().closed(),
            full.sender().send("b"),
            full.sender().reserve(),
            empty.receiver().recv(),
            empty.sender().closed());
    waits.forEach(probe::pending);
    assertThat(probes(waits)).isPositive();
    waits.forEach(Future::drop);
    assertThat(
            probes(
                List.of(
                    waits,
                    semaphore,
                    guard,
                    notify,
                    token,
                    answer.sender(),
                    full.sender(),
                    empty.receiver())))
        .isZero();
  }

  @Test
  void aCompletedWaitKeepsNoWaker() {
    Semaphore semaphore = new Semaphore(0);
    Notify notify = new Notify();
    Oneshot.Channel<String> answer = Oneshot.channel();
    Mpsc.Bounded<String> full = Mpsc.bounded(1);
    full.sender().trySend("a");
    Mpsc.Unbounded<String> empty = Mpsc.unbounded();
    List<Future<?>> waits =
        List.of(
            semaphore.acquire(),
            notify.notified(),
            answer.receiver(),
            full.sender().send("b"),
            empty.receiver().recv());
    waits.forEach(probe::pending);
    semaphore.addPermits(1);
    notify.notifyWaiters();
    answer.sender().send("a");
    full.receiver().tryRecv();
    empty.sender().send("a");
    waits.forEach(probe::ready);
    assertThat(
            probes(
                List.of(
                    waits, semaphore, notify, answer.sender(), full.sender(), empty.receiver())))
        .isZero();
  }

  @Test
  void aSentItemIsNotKeptByTheChannel() {
    Mpsc.Unbounded<Probe> channel = Mpsc.unbounded();
    for (int i = 0; i < 100; i++) {
      channel.sender().send(new Probe());
      channel.receiver().tryRecv();
    }
    assertThat(probes(List.of(channel.sender(), channel.receiver()))).isZero();
  }

  private static long probes(List<?> roots) {
    return GraphLayout.parseInstance(roots.toArray()).getClassCounts().count(Probe.class);
  }
}
