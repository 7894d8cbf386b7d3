package io.pollen.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pollen.Future;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class BudgetTest {

  /// A future that is Pending, the one thing that makes it ready, and what must hold before.
  private record Case(String name, Future<?> future, Runnable event) {}

  private static Stream<Case> cases() {
    Semaphore semaphore = new Semaphore(0);
    Mutex<Integer> mutex = new Mutex<>(0);
    Guard<Integer> guard = mutex.tryLock().orElseThrow();
    Notify notify = new Notify();
    CancellationToken token = new CancellationToken();
    Oneshot.Channel<String> answer = Oneshot.channel();
    Oneshot.Channel<String> closing = Oneshot.channel();
    Mpsc.Bounded<String> full = Mpsc.bounded(1);
    full.sender().trySend("a");
    Mpsc.Bounded<String> reserved = Mpsc.bounded(1);
    reserved.sender().trySend("a");
    Mpsc.Bounded<String> empty = Mpsc.bounded(1);
    Mpsc.Unbounded<String> many = Mpsc.unbounded();
    Mpsc.Bounded<String> ending = Mpsc.bounded(1);
    return Stream.of(
        new Case("Semaphore.acquire", semaphore.acquire(), () -> semaphore.addPermits(1)),
        new Case("Mutex.lock", mutex.lock(), guard::close),
        new Case("Notify.notified", notify.notified(), notify::notifyOne),
        new Case("CancellationToken.cancelled", token.cancelled(), token::cancel),
        new Case("Oneshot.Receiver", answer.receiver(), () -> answer.sender().send("a")),
        new Case("Oneshot.closed", closing.sender().closed(), () -> closing.receiver().close()),
        new Case("Mpsc.send", full.sender().send("b"), () -> full.receiver().tryRecv()),
        new Case("Mpsc.reserve", reserved.sender().reserve(), () -> reserved.receiver().tryRecv()),
        new Case("Mpsc.recv", empty.receiver().recv(), () -> empty.sender().trySend("a")),
        new Case(
            "Mpsc.recvMany",
            many.receiver().recvMany(new ArrayList<>(), 2),
            () -> many.sender().send("a")),
        new Case("Mpsc.closed", ending.sender().closed(), () -> ending.receiver().close()));
  }

  @TestFactory
  Stream<DynamicTest> onlyCompletingSpendsAUnitAndWithoutOneItIsPending() {
    return cases().map(c -> dynamicTest(c.name, () -> check(c)));
  }

  private static void check(Case c) {
    Probe probe = new Probe();
    probe.budget = 1;
    probe.pending(c.future);
    assertThat(probe.budget).as("refunded when Pending").isEqualTo(1);
    c.event.run();
    assertThat(probe.wakes()).isEqualTo(1);
    probe.budget = 0;
    probe.pending(c.future);
    assertThat(probe.budget).isZero();
    probe.budget = 1;
    probe.ready(c.future);
    assertThat(probe.budget).as("spent when ready").isZero();
  }
}
