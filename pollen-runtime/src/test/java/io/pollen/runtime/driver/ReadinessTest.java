package io.pollen.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private final AtomicInteger wakes = new AtomicInteger();
  private final WakeBatch batch = new WakeBatch();

  @Test
  void aClearThatIsOlderThanAnEdgeDoesNotWipeIt() {
    Readiness readiness = new Readiness(Readiness.READABLE);
    long seen = readiness.enter();
    readiness.event(Readiness.READABLE, batch);
    readiness.clear(Readiness.READABLE, seen);
    assertThat(readiness.look() & Readiness.READABLE).isNotZero();
    readiness.clear(Readiness.READABLE, readiness.look());
    assertThat(readiness.look() & Readiness.READABLE).isZero();
  }

  @Test
  void leavingClearsWhatTheCallHasUsedUpUnlessAnEdgeIsNewer() {
    Readiness readiness = new Readiness(Readiness.READABLE | Readiness.WRITABLE);
    long seen = readiness.enter();
    assertThat(readiness.leaveClearing(Readiness.READABLE, seen)).isFalse();
    assertThat(readiness.look()).isEqualTo(Readiness.WRITABLE);

    seen = readiness.enter();
    readiness.event(Readiness.READABLE, batch);
    assertThat(readiness.leaveClearing(Readiness.READABLE, seen)).isFalse();
    assertThat(readiness.look() & Readiness.READABLE).isNotZero();
  }

  @Test
  void whoLeavesClearingAfterACloseClosesTheDescriptorAndClearsNothing() {
    Readiness readiness = new Readiness(Readiness.READABLE);
    long seen = readiness.enter();
    assertThat(readiness.close(batch)).isEqualTo(Readiness.Closing.LATER);
    assertThat(readiness.leaveClearing(Readiness.READABLE, seen)).isTrue();
    assertThat(readiness.look() & Readiness.READABLE).isNotZero();
  }

  @Test
  void whoIsAloneInsideOfAClosedOneMayReleaseItAndNobodyElseIsToldTo() {
    Readiness readiness = new Readiness(0);
    readiness.enter();
    readiness.enter();
    assertThat(readiness.close(batch)).isEqualTo(Readiness.Closing.LATER);
    assertThat(readiness.releaseAlone()).as("another one is inside").isFalse();
    assertThat(readiness.leave()).isFalse();
    assertThat(readiness.releaseAlone()).isTrue();
    assertThat(readiness.enter() & Readiness.CLOSED).isNotZero(); // who comes too late
    assertThat(readiness.leave()).isFalse();
    assertThat(readiness.leave()).isFalse();
    assertThat(readiness.close(batch)).isEqualTo(Readiness.Closing.ALREADY);
  }

  @Test
  void aClearOfOneSideLeavesTheOther() {
    Readiness readiness = new Readiness(Readiness.READABLE | Readiness.WRITABLE);
    readiness.clear(Readiness.WRITABLE, readiness.look());
    assertThat(readiness.look() & (Readiness.READABLE | Readiness.WRITABLE))
        .isEqualTo(Readiness.READABLE);
  }

  @Test
  void anEdgeWakesTheSidesThatItIsForOnce() {
    Readiness readiness = new Readiness(0);
    AtomicInteger writes = new AtomicInteger();
    readiness.awaitReadable(wakes::incrementAndGet);
    readiness.awaitWritable(writes::incrementAndGet);
    readiness.event(Readiness.READABLE, batch);
    readiness.event(Readiness.READABLE, batch);
    assertThat(wakes).as("before the batch is fired").hasValue(0);
    batch.wakeAll();
    batch.wakeAll();
    assertThat(wakes).hasValue(1);
    assertThat(writes).hasValue(0);
  }

  @Test
  void aPriorityHasAWakerOfItsOwn() {
    Readiness readiness = new Readiness(0);
    AtomicInteger urgent = new AtomicInteger();
    readiness.awaitReadable(wakes::incrementAndGet);
    readiness.awaitPriority(() -> urgent.addAndGet(100));
    readiness.forgetPriority();
    readiness.event(Readiness.PRIORITY, batch);
    readiness.clear(Readiness.PRIORITY, readiness.look());
    assertThat(readiness.awaitPriority(urgent::incrementAndGet) & Readiness.PRIORITY).isZero();
    readiness.event(Readiness.PRIORITY, batch);
    batch.wakeAll();
    assertThat(urgent).hasValue(1);
    assertThat(wakes).hasValue(0);
    readiness.awaitPriority(urgent::incrementAndGet);
    readiness.close(batch);
    batch.wakeAll();
    assertThat(urgent).as("a close wakes it, too").hasValue(2);
  }

  @Test
  void theLatestWakerIsTheOneThatCounts() {
    Readiness readiness = new Readiness(0);
    readiness.awaitReadable(() -> wakes.addAndGet(100));
    readiness.awaitReadable(wakes::incrementAndGet);
    readiness.event(Readiness.READABLE, batch);
    batch.wakeAll();
    assertThat(wakes).hasValue(1);
  }

  @Test
  void aWaiterThatGaveUpIsNotWoken() {
    Readiness readiness = new Readiness(0);
    readiness.awaitReadable(wakes::incrementAndGet);
    readiness.forgetReader();
    readiness.event(Readiness.READABLE | Readiness.WRITABLE, batch);
    batch.wakeAll();
    assertThat(wakes).hasValue(0);
  }

  @Test
  void closeAnswersNowOnlyWhenNobodyIsInside() {
    Readiness idle = new Readiness(0);
    assertThat(idle.close(batch)).isEqualTo(Readiness.Closing.NOW);
    assertThat(idle.close(batch)).isEqualTo(Readiness.Closing.ALREADY);

    Readiness busy = new Readiness(0);
    busy.enter();
    busy.enter();
    assertThat(busy.close(batch)).isEqualTo(Readiness.Closing.LATER);
    assertThat(busy.leave()).as("another thread is inside").isFalse();
    assertThat(busy.leave()).as("the last one closes the descriptor").isTrue();
  }

  @Test
  void whoEntersAfterTheCloseSeesItAndReleasesNothing() {
    Readiness readiness = new Readiness(0);
    assertThat(readiness.close(batch)).isEqualTo(Readiness.Closing.NOW);
    assertThat(readiness.enter() & Readiness.CLOSED).isNotZero();
    assertThat(readiness.leave()).isFalse();
  }

  @Test
  void closeWakesBothSidesAndLeavesThemReady() {
    Readiness readiness = new Readiness(0);
    readiness.awaitReadable(wakes::incrementAndGet);
    readiness.awaitWritable(wakes::incrementAndGet);
    readiness.close(batch);
    batch.wakeAll();
    assertThat(wakes).hasValue(2);
    readiness.clear(Readiness.READABLE, readiness.look());
    assertThat(readiness.awaitReadable(() -> {}) & Readiness.READABLE).isNotZero();
  }

  @Test
  void theTickWrapsWithoutTouchingTheOtherBits() {
    Readiness readiness = new Readiness(0);
    for (int i = 0; i < 100_000; i++) {
      readiness.event(Readiness.READ_CLOSED, batch);
    }
    assertThat(readiness.look() & 0xFFFF_FFFFL).isEqualTo(Readiness.READ_CLOSED);
    assertThat(readiness.look() >>> 32).isEqualTo(100_000);
  }
}
