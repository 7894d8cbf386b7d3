package io.pollen.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.FailureHook;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SemaphoreTest {
  private final Probe first = new Probe();
  private final Probe second = new Probe();
  private final Probe third = new Probe();

  @Test
  void acquireTakesAndCloseGivesBack() {
    var semaphore = new Semaphore(2);
    Permit permit = first.ready(semaphore.acquire());
    assertThat(semaphore.availablePermits()).isEqualTo(1);
    permit.close();
    permit.close();
    assertThat(semaphore.availablePermits()).isEqualTo(2);
  }

  @Test
  void creatingARequestDoesNothingUntilItsFirstPoll() {
    var semaphore = new Semaphore(1);
    var early = semaphore.acquire();
    var late = semaphore.acquire();
    Permit held = second.ready(late);
    first.pending(early);
    held.close();
    assertThat(first.wakes()).isEqualTo(1);
    first.ready(early).close();
  }

  @Test
  void waitersAreServedInTheOrderOfTheirFirstPoll() {
    var semaphore = new Semaphore(1);
    Permit held = semaphore.tryAcquire().orElseThrow();
    var one = semaphore.acquire();
    var two = semaphore.acquire();
    first.pending(one);
    second.pending(two);
    held.close();
    assertThat(List.of(first.wakes(), second.wakes())).containsExactly(1, 0);
    second.pending(two);
    first.ready(one).close();
    assertThat(second.wakes()).isEqualTo(1);
    second.ready(two).close();
  }

  @Test
  void aWakerThatThrowsLeavesNobodyBehindItAsleep() {
    var semaphore = new Semaphore(0);
    first.pending(semaphore.acquire());
    second.pending(semaphore.acquire());
    var broken = new IllegalStateException("a broken waker");
    first.onWake =
        () -> {
          throw broken;
        };
    List<Throwable> reported = new ArrayList<>();
    FailureHook.Handler before = FailureHook.install((source, failure) -> reported.add(failure));
    try {
      semaphore.addPermits(2);
    } finally {
      FailureHook.install(before);
    }
    assertThat(List.of(first.wakes(), second.wakes())).containsExactly(1, 1);
    assertThat(reported).containsExactly(broken);
  }

  @Test
  void nobodyOvertakesTheQueue() {
    var semaphore = new Semaphore(2);
    Permit held = semaphore.tryAcquire(1).orElseThrow();
    var large = semaphore.acquire(2);
    first.pending(large);
    assertThat(semaphore.tryAcquire()).isEmpty();
    var small = semaphore.acquire();
    second.pending(small);
    held.close();
    assertThat(second.wakes()).isZero();
    Permit both = first.ready(large);
    assertThat(both.count()).isEqualTo(2);
    both.close();
    second.ready(small).close();
  }

  @Test
  void aDroppedLargeRequestLetsTheSmallOneBehindItPass() {
    var semaphore = new Semaphore(1);
    var large = semaphore.acquire(2);
    var small = semaphore.acquire();
    first.pending(large);
    second.pending(small);
    large.drop();
    assertThat(second.wakes()).isEqualTo(1);
    second.ready(small).close();
    assertThat(semaphore.availablePermits()).isEqualTo(1);
  }

  @Test
  void aGrantToADroppedRequestGoesToTheNext() {
    var semaphore = new Semaphore(0);
    var one = semaphore.acquire();
    var two = semaphore.acquire();
    first.pending(one);
    second.pending(two);
    semaphore.addPermits(1);
    assertThat(List.of(first.wakes(), second.wakes())).containsExactly(1, 0);
    one.drop();
    assertThat(second.wakes()).isEqualTo(1);
    second.ready(two).close();
    one.drop();
    assertThat(semaphore.availablePermits()).isEqualTo(1);
  }

  @Test
  void aRequestInTheMiddleOfTheQueueCanBeDropped() {
    var semaphore = new Semaphore(0);
    var one = semaphore.acquire();
    var two = semaphore.acquire();
    var three = semaphore.acquire();
    first.pending(one);
    second.pending(two);
    third.pending(three);
    two.drop();
    semaphore.addPermits(2);
    assertThat(List.of(first.wakes(), second.wakes(), third.wakes())).containsExactly(1, 0, 1);
    first.ready(one).forget();
    third.ready(three).forget();
    assertThat(semaphore.availablePermits()).isZero();
  }

  @Test
  void onlyTheLatestWakerIsCalled() {
    var semaphore = new Semaphore(0);
    var request = semaphore.acquire();
    first.pending(request);
    second.pending(request);
    semaphore.addPermits(1);
    assertThat(List.of(first.wakes(), second.wakes())).containsExactly(0, 1);
    second.ready(request).close();
  }

  @Test
  void addingManyPermitsWakesManyWaitersAndKeepsTheRest() {
    var semaphore = new Semaphore(0);
    List<io.pollen.Future<Permit>> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(semaphore.acquire());
      first.pending(requests.getLast());
    }
    semaphore.addPermits(150);
    assertThat(first.wakes()).isEqualTo(100);
    assertThat(semaphore.availablePermits()).isEqualTo(50);
    requests.forEach(request -> first.ready(request).close());
    assertThat(semaphore.availablePermits()).isEqualTo(150);
  }

  @Test
  void closeFailsThoseWhoWaitAndThoseToCome() {
    var semaphore = new Semaphore(1);
    Permit held = semaphore.tryAcquire().orElseThrow();
    var waiting = semaphore.acquire();
    first.pending(waiting);
    semaphore.close();
    semaphore.close();
    assertThat(first.wakes()).isEqualTo(1);
    assertThatThrownBy(() -> first.poll(waiting)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> first.poll(semaphore.acquire())).isInstanceOf(ClosedException.class);
    assertThat(semaphore.tryAcquire()).isEmpty();
    held.close();
    assertThat(semaphore.availablePermits()).isEqualTo(1);
    assertThat(semaphore.isClosed()).isTrue();
  }

  @Test
  void aGrantBeforeTheCloseIsStillGood() {
    var semaphore = new Semaphore(0);
    var waiting = semaphore.acquire();
    first.pending(waiting);
    semaphore.addPermits(1);
    semaphore.close();
    first.ready(waiting).close();
  }

  @Test
  void aWaitingRequestDroppedAfterCloseLeavesNothingBehind() {
    var semaphore = new Semaphore(0);
    var waiting = semaphore.acquire();
    first.pending(waiting);
    semaphore.close();
    waiting.drop();
    assertThat(semaphore.availablePermits()).isZero();
  }

  @Test
  void permitsSplitMergeAndAreForgotten() {
    var semaphore = new Semaphore(5);
    Permit four = semaphore.tryAcquire(4).orElseThrow();
    Permit one = four.split(1);
    assertThat(four.count()).isEqualTo(3);
    four.merge(one);
    assertThat(four.count()).isEqualTo(4);
    one.close();
    four.split(3).forget();
    four.close();
    assertThat(semaphore.availablePermits()).isEqualTo(2);
    assertThat(semaphore.forgetPermits(9)).isEqualTo(2);
    assertThat(semaphore.availablePermits()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> four.split(1));
    assertThatIllegalArgumentException().isThrownBy(() -> four.merge(four));
    Permit foreign = new Semaphore(1).tryAcquire().orElseThrow();
    assertThatIllegalArgumentException().isThrownBy(() -> four.merge(foreign));
  }

  @Test
  void pollingAfterTheEndIsRefused() {
    var semaphore = new Semaphore(1);
    var request = semaphore.acquire();
    first.ready(request).close();
    assertThatIllegalStateException().isThrownBy(() -> first.poll(request));
    var dropped = semaphore.acquire();
    dropped.drop();
    assertThatIllegalStateException().isThrownBy(() -> first.poll(dropped));
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Semaphore(-1));
    var semaphore = new Semaphore(Semaphore.MAX_PERMITS);
    assertThatIllegalArgumentException().isThrownBy(() -> semaphore.acquire(0));
    assertThatIllegalArgumentException().isThrownBy(() -> semaphore.tryAcquire(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> semaphore.addPermits(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> semaphore.forgetPermits(-1));
    assertThatIllegalStateException().isThrownBy(() -> semaphore.addPermits(1));
    assertThat(semaphore.availablePermits()).isEqualTo(Semaphore.MAX_PERMITS);
  }
}
