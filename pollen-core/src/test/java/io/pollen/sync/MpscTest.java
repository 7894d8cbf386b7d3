package io.pollen.sync;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.pollen.sync.Mpsc.TrySend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MpscTest {
  private final Probe first = new Probe();
  private final Probe second = new Probe();

  private final Mpsc.Bounded<String> bounded = Mpsc.bounded(2);
  private final Mpsc.Sender<String> sender = bounded.sender();
  private final Mpsc.Receiver<String> receiver = bounded.receiver();

  private final Mpsc.Unbounded<String> unbounded = Mpsc.unbounded();

  @Test
  void itemsArriveInOrder() {
    first.ready(sender.send("a"));
    assertThat(sender.trySend("b")).isEqualTo(TrySend.SENT);
    assertThat(receiver.len()).isEqualTo(2);
    assertThat(first.ready(receiver.recv())).contains("a");
    assertThat(receiver.tryRecv()).contains("b");
    assertThat(receiver.tryRecv()).isEmpty();
    assertThat(receiver.isEmpty()).isTrue();
  }

  @Test
  void aFullChannelMakesTheSenderWait() {
    fill();
    assertThat(sender.trySend("c")).isEqualTo(TrySend.FULL);
    var sending = sender.send("c");
    second.pending(sending);
    assertThat(sender.capacity()).isZero();
    assertThat(sender.maxCapacity()).isEqualTo(2);
    assertThat(first.ready(receiver.recv())).contains("a");
    assertThat(second.wakes()).isEqualTo(1);
    assertThat(sender.trySend("d")).as("the waiting sender comes first").isEqualTo(TrySend.FULL);
    second.ready(sending);
    assertThat(drain()).containsExactly("b", "c");
  }

  @Test
  void aDroppedReceiveLeavesTheOneThatTookItsPlaceInTheSameTask() {
    var earlier = receiver.recv();
    var later = receiver.recv();
    first.pending(earlier);
    first.pending(later);
    earlier.drop();
    sender.trySend("a");
    assertThat(first.wakes()).isEqualTo(1);
    assertThat(first.ready(later)).contains("a");
  }

  @Test
  void aSecondTaskThatReceivesIsToldSo() {
    var earlier = receiver.recv();
    var later = receiver.recv();
    first.pending(earlier);
    assertThatIllegalStateException()
        .isThrownBy(() -> second.poll(later))
        .withMessageContaining("another recv() waits already");
    sender.trySend("a");
    assertThat(first.wakes()).isEqualTo(1);
    assertThat(first.ready(earlier)).contains("a");
    second.pending(receiver.recv());
  }

  @Test
  void aReceiveWhosePlaceWasTakenAfterItsWakeIsToldSo() {
    var earlier = receiver.recv();
    var later = receiver.recv();
    first.pending(earlier);
    sender.trySend("a");
    assertThat(second.ready(receiver.recv())).contains("a");
    second.pending(later);
    assertThatIllegalStateException().isThrownBy(() -> first.poll(earlier));
    sender.trySend("b");
    assertThat(second.wakes()).isEqualTo(1);
    assertThat(second.ready(later)).contains("b");
  }

  @Test
  void aSendThatIsDroppedByTheReceiverThatItWakesKeepsNoRoom() {
    fill();
    var sending = sender.send("c");
    first.pending(sending);
    assertThat(drain()).containsExactly("a", "b");
    var receiving = receiver.recv();
    second.pending(receiving);
    second.onWake = sending::drop;
    first.ready(sending);
    assertThat(sender.capacity()).as("one item is in the channel").isEqualTo(1);
    assertThat(second.ready(receiving)).contains("c");
    assertThat(sender.capacity()).isEqualTo(2);
  }

  @Test
  void aDroppedSendSendsNothingAndPassesItsRoomOn() {
    fill();
    var one = sender.send("lost");
    var two = sender.send("kept");
    first.pending(one);
    second.pending(two);
    assertThat(receiver.tryRecv()).contains("a");
    one.drop();
    assertThat(second.wakes()).isEqualTo(1);
    second.ready(two);
    assertThat(drain()).containsExactly("b", "kept");
    assertThat(sender.capacity()).isEqualTo(2);
  }

  @Test
  void aReceiverThatWaitsIsWokenByASend() {
    var receiving = receiver.recv();
    first.pending(receiving);
    second.pending(receiving);
    sender.trySend("a");
    sender.trySend("b");
    assertThat(List.of(first.wakes(), second.wakes())).containsExactly(0, 1);
    assertThat(second.ready(receiving)).contains("a");
    assertThatIllegalStateException().isThrownBy(() -> second.poll(receiving));
  }

  @Test
  void aDroppedReceiveLosesNoItem() {
    var receiving = receiver.recv();
    first.pending(receiving);
    sender.trySend("a");
    receiving.drop();
    assertThat(receiver.tryRecv()).contains("a");
    sender.trySend("b");
    assertThat(first.wakes()).isEqualTo(1);
  }

  @Test
  void aSlotKeepsRoomForOneItem() {
    Mpsc.Slot<String> slot = first.ready(sender.reserve());
    Mpsc.Slot<String> other = sender.tryReserve().orElseThrow();
    assertThat(sender.trySend("x")).isEqualTo(TrySend.FULL);
    assertThat(sender.tryReserve()).isEmpty();
    other.close();
    other.close();
    assertThat(sender.capacity()).isEqualTo(1);
    slot.send("a");
    slot.close();
    assertThatIllegalStateException().isThrownBy(() -> slot.send("b"));
    assertThat(drain()).containsExactly("a");
    assertThat(sender.capacity()).isEqualTo(2);
  }

  @Test
  void recvManyTakesWhatIsThereUpToItsLimit() {
    List<String> into = new ArrayList<>();
    var waiting = receiver.recvMany(into, 10);
    first.pending(waiting);
    fill();
    assertThat(first.ready(waiting)).isEqualTo(2);
    assertThat(into).containsExactly("a", "b");
    fill();
    assertThat(first.ready(receiver.recvMany(into, 1))).isEqualTo(1);
    assertThat(into).containsExactly("a", "b", "a");
    assertThat(sender.capacity()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> receiver.recvMany(into, 0));
    receiver.close();
    assertThat(first.ready(receiver.recvMany(into, 5))).isEqualTo(1);
    assertThat(first.ready(receiver.recvMany(into, 5))).isZero();
  }

  @Test
  void anItemThatTheCollectionRefusesIsReceivedNext() {
    fill();
    List<String> refuses = List.of();
    assertThatThrownBy(() -> first.poll(receiver.recvMany(refuses, 2)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(drain()).containsExactly("a", "b");
  }

  @Test
  void theEndComesWhenTheLastSenderIsClosed() {
    var shared = sender.share();
    assertThat(receiver.senderCount()).isEqualTo(2);
    assertThat(shared.sameChannel(sender)).isTrue();
    var receiving = receiver.recv();
    first.pending(receiving);
    sender.close();
    sender.close();
    assertThat(first.wakes()).isZero();
    shared.trySend("a");
    shared.close();
    assertThat(first.ready(receiving)).contains("a");
    assertThat(first.ready(receiver.recv())).isEmpty();
    assertThat(first.ready(receiver.recv())).isEmpty();
    assertThatThrownBy(receiver::tryRecv).isInstanceOf(ClosedException.class);
    assertThatIllegalStateException().isThrownBy(() -> shared.send("b"));
    assertThatIllegalStateException().isThrownBy(shared::share);
  }

  @Test
  void closingTheReceiverRefusesSendsAndKeepsWhatWasSent() {
    fill();
    var waiting = sender.send("c");
    var closed = sender.closed();
    first.pending(waiting);
    second.pending(closed);
    receiver.close();
    assertThat(List.of(first.wakes(), second.wakes())).containsExactly(1, 1);
    second.ready(closed);
    first.ready(sender.closed());
    assertThatThrownBy(() -> first.poll(waiting)).isInstanceOf(ClosedException.class);
    assertThat(sender.trySend("d")).isEqualTo(TrySend.CLOSED);
    assertThat(drain()).containsExactly("a", "b");
    assertThat(first.ready(receiver.recv())).isEmpty();
  }

  @Test
  void aSlotReservedBeforeTheCloseHoldsTheEndBack() {
    Mpsc.Slot<String> used = sender.tryReserve().orElseThrow();
    Mpsc.Slot<String> unused = sender.tryReserve().orElseThrow();
    receiver.close();
    var receiving = receiver.recv();
    first.pending(receiving);
    used.send("a");
    assertThat(first.ready(receiving)).contains("a");
    var last = receiver.recv();
    second.pending(last);
    unused.close();
    assertThat(second.wakes()).isEqualTo(1);
    assertThat(second.ready(last)).isEmpty();
  }

  @Test
  void aGrantedSendDroppedAfterTheCloseEndsTheChannel() {
    fill();
    var sending = sender.send("c");
    second.pending(sending);
    assertThat(receiver.tryRecv()).contains("a");
    receiver.close();
    assertThat(receiver.tryRecv()).contains("b");
    var last = receiver.recv();
    first.pending(last);
    sending.drop();
    assertThat(first.wakes()).isEqualTo(1);
    assertThat(first.ready(last)).isEmpty();
  }

  @Test
  void unboundedSendsNeverWaitUntilTheReceiverCloses() {
    var tx = unbounded.sender();
    var rx = unbounded.receiver();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      sent.add("item " + i);
      assertThat(tx.send(sent.getLast())).isTrue();
    }
    assertThat(rx.len()).isEqualTo(1_000);
    rx.close();
    assertThat(tx.send("late")).isFalse();
    assertThat(tx.isClosed()).isTrue();
    assertThat(rx.len()).isEqualTo(1_000);
    List<String> received = new ArrayList<>();
    assertThat(first.ready(rx.recvMany(received, 2_000))).isEqualTo(1_000);
    assertThat(received).isEqualTo(sent);
    assertThat(first.ready(rx.recv())).isEmpty();
    assertThat(rx.len()).isZero();
  }

  @Test
  void anUnboundedReceiverSeesTheEndOfItsSenders() {
    var tx = unbounded.sender();
    var shared = tx.share();
    assertThat(shared.sameChannel(tx)).isTrue();
    var receiving = unbounded.receiver().recv();
    first.pending(receiving);
    tx.close();
    assertThat(shared.senderCount()).isEqualTo(1);
    shared.close();
    assertThat(first.wakes()).isEqualTo(1);
    assertThat(first.ready(receiving)).isEmpty();
  }

  @Test
  void nullIsNoItem() {
    assertThatNullPointerException().isThrownBy(() -> sender.send(null));
    assertThatNullPointerException().isThrownBy(() -> sender.trySend(null));
    assertThatNullPointerException().isThrownBy(() -> unbounded.sender().send(null));
    assertThatIllegalArgumentException().isThrownBy(() -> Mpsc.bounded(0));
  }

  @Test
  void threadsThatSendAndReceiveByBlockingLoseNothing() {
    assertTimeoutPreemptively(
        ofSeconds(30),
        () -> {
          Mpsc.Bounded<int[]> channel = Mpsc.bounded(3);
          int senders = 3;
          int each = 5_000;
          List<Thread> threads = new ArrayList<>();
          for (int s = 0; s < senders; s++) {
            int id = s;
            var own = channel.sender().share();
            threads.add(
                Thread.ofPlatform()
                    .start(() -> {
                      try (own) {
                        for (int i = 0; i < each; i++) {
                          own.sendBlocking(new int[] {id, i});
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    }));
          }
          channel.sender().close();
          int[] next = new int[senders];
          int count = 0;
          for (Optional<int[]> item = channel.receiver().recvBlocking();
              item.isPresent();
              item = channel.receiver().recvBlocking()) {
            int[] pair = item.get();
            assertThat(pair[1]).as("order of sender " + pair[0]).isEqualTo(next[pair[0]]++);
            count++;
          }
          assertThat(count).isEqualTo(senders * each);
          for (Thread thread : threads) {
            thread.join();
          }
        });
  }

  private void fill() {
    sender.trySend("a");
    sender.trySend("b");
  }

  private List<String> drain() {
    List<String> items = new ArrayList<>();
    for (Optional<String> item = receiver.tryRecv(); item.isPresent(); ) {
      items.add(item.get());
      try {
        item = receiver.tryRecv();
      } catch (ClosedException end) {
        break;
      }
    }
    return items;
  }
}
