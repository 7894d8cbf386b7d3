package io.pollen.sync;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.util.List;
import org.junit.jupiter.api.Test;

class OneshotTest {
  private final Probe first = new Probe();
  private final Probe second = new Probe();
  private final Oneshot.Channel<String> channel = Oneshot.channel();
  private final Oneshot.Sender<String> sender = channel.sender();
  private final Oneshot.Receiver<String> receiver = channel.receiver();

  @Test
  void aValueSentBeforeTheFirstPollIsThere() {
    assertThat(sender.send("a")).isTrue();
    assertThat(first.ready(receiver)).isEqualTo("a");
    assertThatIllegalStateException().isThrownBy(() -> first.poll(receiver));
  }

  @Test
  void sendingWakesTheLatestWaker() {
    first.pending(receiver);
    second.pending(receiver);
    second.pending(receiver);
    sender.send("a");
    assertThat(List.of(first.wakes(), second.wakes())).containsExactly(0, 1);
    assertThat(second.ready(receiver)).isEqualTo("a");
  }

  @Test
  void nullIsAValueToo() {
    Oneshot.Channel<Void> signal = Oneshot.channel();
    signal.sender().send(null);
    assertThat(first.ready(signal.receiver())).isNull();
  }

  @Test
  void closingTheSenderFailsTheReceiver() {
    first.pending(receiver);
    sender.close();
    sender.close();
    assertThat(first.wakes()).isEqualTo(1);
    assertThatThrownBy(() -> first.poll(receiver))
        .isInstanceOf(ClosedException.class)
        .hasMessageContaining("sender");
  }

  @Test
  void closingTheSenderAfterItHasSentChangesNothing() {
    try (sender) {
      sender.send("a");
    }
    assertThat(first.ready(receiver)).isEqualTo("a");
  }

  @Test
  void aSenderSendsOnce() {
    sender.send("a");
    assertThatIllegalStateException().isThrownBy(() -> sender.send("b"));
  }

  @Test
  void aDroppedReceiverLeavesTheValueToTheSender() {
    first.pending(receiver);
    receiver.drop();
    assertThat(sender.isClosed()).isTrue();
    assertThat(sender.send("a")).isFalse();
    assertThat(first.wakes()).isZero();
    assertThatIllegalStateException().isThrownBy(() -> first.poll(receiver));
  }

  @Test
  void aClosedReceiverStillReceivesWhatWasSentBefore() {
    sender.send("a");
    receiver.close();
    assertThat(first.ready(receiver)).isEqualTo("a");
  }

  @Test
  void aClosedReceiverFailsWhenNothingWasSent() {
    receiver.close();
    receiver.close();
    assertThat(sender.send("a")).isFalse();
    assertThatThrownBy(() -> first.poll(receiver))
        .isInstanceOf(ClosedException.class)
        .hasMessageContaining("receiver");
  }

  @Test
  void tryRecvTakesTheValueOnceItIsThere() {
    assertThat(receiver.tryRecv()).isEmpty();
    sender.send("a");
    assertThat(receiver.tryRecv()).contains("a");
    assertThatIllegalStateException().isThrownBy(receiver::tryRecv);
  }

  @Test
  void tryRecvTellsThatThereWillBeNoValue() {
    sender.close();
    assertThatThrownBy(receiver::tryRecv).isInstanceOf(ClosedException.class);
  }

  @Test
  void closedWakesWhenTheReceiverGoes() {
    var closed = sender.closed();
    first.pending(closed);
    second.pending(closed);
    receiver.drop();
    assertThat(List.of(first.wakes(), second.wakes())).containsExactly(0, 1);
    second.ready(closed);
    assertThatIllegalStateException().isThrownBy(() -> second.poll(closed));
    first.ready(sender.closed());
  }

  @Test
  void closedEndsWhenTheSenderIsSpent() {
    var closed = sender.closed();
    first.pending(closed);
    sender.send("a");
    assertThat(first.wakes()).isEqualTo(1);
    first.ready(closed);
    first.ready(sender.closed());
  }

  @Test
  void aDroppedClosedIsNotWoken() {
    var closed = sender.closed();
    first.pending(closed);
    closed.drop();
    receiver.close();
    assertThat(first.wakes()).isZero();
  }

  @Test
  void aDroppedClosedLeavesTheOneThatTookItsPlaceInTheSameTask() {
    var earlier = sender.closed();
    var later = sender.closed();
    first.pending(earlier);
    first.pending(later);
    earlier.drop();
    receiver.close();
    assertThat(first.wakes()).isEqualTo(1);
    first.ready(later);
  }

  @Test
  void closingAReceiverThatIsAwaitedWakesItsTask() {
    first.pending(receiver);
    receiver.close();
    assertThat(first.wakes()).isEqualTo(1);
    assertThatThrownBy(() -> first.poll(receiver)).isInstanceOf(ClosedException.class);
  }

  @Test
  void aThreadCanWaitForTheValue() {
    assertTimeoutPreemptively(
        ofSeconds(20),
        () -> {
          Thread thread = Thread.ofPlatform().start(() -> sender.send("a"));
          assertThat(receiver.recvBlocking()).isEqualTo("a");
          thread.join();
        });
  }
}
