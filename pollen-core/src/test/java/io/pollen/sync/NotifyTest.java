package io.pollen.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class NotifyTest {
  private final Probe first = new Probe();
  private final Probe second = new Probe();
  private final Probe third = new Probe();
  private final Notify notify = new Notify();

  @Test
  void aNotificationWithoutAWaiterIsKeptOnce() {
    notify.notifyOne();
    notify.notifyOne();
    first.ready(notify.notified());
    first.pending(notify.notified());
  }

  @Test
  void notifyOneWakesTheOneThatWaitedLongest() {
    var one = waiting(first);
    var two = waiting(second);
    notify.notifyOne();
    assertThat(wakes()).containsExactly(1, 0, 0);
    second.pending(two);
    first.ready(one);
    notify.notifyOne();
    second.ready(two);
    first.pending(notify.notified());
  }

  @Test
  void notifyLastWakesTheOneThatCameLast() {
    var one = waiting(first);
    var two = waiting(second);
    notify.notifyLast();
    assertThat(wakes()).containsExactly(0, 1, 0);
    first.pending(one);
    second.ready(two);
  }

  @Test
  void notifyWaitersWakesAllThatExistAndStoresNothing() {
    var polled = waiting(first);
    var created = notify.notified();
    notify.notifyWaiters();
    assertThat(wakes()).containsExactly(1, 0, 0);
    first.ready(polled);
    second.ready(created);
    third.pending(notify.notified());
  }

  @Test
  void notifyWaitersLeavesTheStoredPermitAlone() {
    notify.notifyOne();
    notify.notifyWaiters();
    first.ready(notify.notified());
    first.pending(notify.notified());
  }

  @Test
  void aWaiterDroppedAfterItsNotificationPassesItOn() {
    var one = waiting(first);
    var two = waiting(second);
    var three = waiting(third);
    notify.notifyOne();
    one.drop();
    assertThat(wakes()).containsExactly(1, 1, 0);
    second.ready(two);
    third.pending(three);
  }

  @Test
  void anotherLastInFirstOutNotificationPassesToTheLast() {
    var one = waiting(first);
    var two = waiting(second);
    var three = waiting(third);
    notify.notifyLast();
    three.drop();
    assertThat(wakes()).containsExactly(0, 1, 1);
    first.pending(one);
    second.ready(two);
  }

  @Test
  void theLastWaiterDroppedAfterItsNotificationLeavesThePermit() {
    var one = waiting(first);
    notify.notifyOne();
    one.drop();
    one.drop();
    second.ready(notify.notified());
    second.pending(notify.notified());
  }

  @Test
  void aWaiterDroppedAfterNotifyWaitersPassesNothingOn() {
    var one = waiting(first);
    notify.notifyWaiters();
    one.drop();
    second.pending(notify.notified());
  }

  @Test
  void aDroppedWaiterLeavesTheQueue() {
    var one = waiting(first);
    one.drop();
    notify.notifyOne();
    assertThat(wakes()).containsExactly(0, 0, 0);
    second.ready(notify.notified());
  }

  @Test
  void enableTakesAPlaceWithoutAPoll() {
    var one = notify.notified();
    var two = waiting(second);
    assertThat(one.enable()).isFalse();
    notify.notifyOne();
    notify.notifyOne();
    assertThat(second.wakes()).isEqualTo(1);
    first.ready(one);
    second.ready(two);
    third.pending(notify.notified());
  }

  @Test
  void enableTellsThatThePermitWasThere() {
    notify.notifyOne();
    var one = notify.notified();
    assertThat(one.enable()).isTrue();
    assertThat(one.enable()).isTrue();
    second.pending(notify.notified());
    first.ready(one);
    assertThatIllegalStateException().isThrownBy(one::enable);
  }

  @Test
  void enableAfterANotificationConsumesIt() {
    var one = waiting(first);
    notify.notifyOne();
    assertThat(one.enable()).isTrue();
    first.ready(one);
    first.pending(notify.notified());
  }

  @Test
  void onlyTheLatestWakerIsCalled() {
    var one = waiting(first);
    second.pending(one);
    notify.notifyOne();
    assertThat(wakes()).containsExactly(0, 1, 0);
    second.ready(one);
    assertThatIllegalStateException().isThrownBy(() -> second.poll(one));
  }

  @Test
  void aPermitArrivesBeforeANotificationOfAllIsLookedAt() {
    var one = notify.notified();
    notify.notifyOne();
    notify.notifyWaiters();
    first.ready(one);
    first.pending(notify.notified());
  }

  private Notify.Notified waiting(Probe probe) {
    var notified = notify.notified();
    probe.pending(notified);
    return notified;
  }

  private List<Integer> wakes() {
    return List.of(first.wakes(), second.wakes(), third.wakes());
  }
}
