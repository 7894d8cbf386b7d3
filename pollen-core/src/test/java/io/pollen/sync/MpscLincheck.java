package io.pollen.sync;

import io.pollen.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/// Sends, dropped sends, receives and a close in every order that the model checker finds. A
/// receive may miss an item behind one whose send is still under way, so the operations return
/// nothing, and the end is judged: every item that was sent arrives once, in its sender's order,
/// and nobody waits for what is already there.
@Param(name = "thread", gen = ThreadIdGen.class)
public class MpscLincheck {
  private final Mpsc.Bounded<int[]> channel = Mpsc.bounded(1);
  private final Slot[] slots = {new Slot(), new Slot(), new Slot(), new Slot()};
  private final LincheckWaits.Cx receiver = new LincheckWaits.Cx();
  private final List<int[]> received = new ArrayList<>();
  private Future<Optional<int[]>> receiving;
  private boolean ended;

  private static final class Slot {
    final LincheckWaits.Cx cx = new LincheckWaits.Cx();
    final List<Integer> sent = new ArrayList<>();
    Future<Void> sending;
    int number;
  }

  @Operation
  public void send(@Param(name = "thread") int thread) throws Exception {
    Slot slot = slots[thread];
    if (slot.sending == null) {
      slot.sending = channel.sender().send(new int[] {thread, ++slot.number});
    }
    try {
      if (slot.cx.isReady(slot.sending)) {
        slot.sent.add(slot.number);
        slot.sending = null;
      }
    } catch (ClosedException e) {
      slot.sending = null;
    }
  }

  @Operation
  public void dropSend(@Param(name = "thread") int thread) {
    Slot slot = slots[thread];
    if (slot.sending != null) {
      slot.sending.drop();
      slot.sending = null;
    }
  }

  @Operation(nonParallelGroup = "receiver")
  public void receive() throws Exception {
    if (receiving == null) {
      receiving = channel.receiver().recv();
    }
    Optional<int[]> item = receiver.poll(receiving);
    if (item != null) {
      receiving = null;
      item.ifPresent(received::add);
      ended = item.isEmpty();
    }
  }

  @Operation(nonParallelGroup = "receiver")
  public void close() {
    channel.receiver().close();
  }

  @Validate
  public void everyItemArrivesOnceInOrderAndNobodyWaitsForNothing() throws Exception {
    if (receiving != null && !receiver.isWoken()) {
      receive();
      if (receiving == null) {
        throw new IllegalStateException("the receiver was not woken");
      }
    }
    for (int round = 0; round < 20 && !ended; round++) {
      for (Slot slot : slots) {
        if (slot.sending != null && slot.cx.isWoken()) {
          send(slot == slots[0] ? 0 : slot == slots[1] ? 1 : slot == slots[2] ? 2 : 3);
        }
      }
      receive();
    }
    for (int thread = 0; thread < slots.length; thread++) {
      List<Integer> arrived = new ArrayList<>();
      for (int[] item : received) {
        if (item[0] == thread) {
          arrived.add(item[1]);
        }
      }
      if (!arrived.equals(slots[thread].sent)) {
        throw new IllegalStateException(
            "sent " + slots[thread].sent + " arrived " + arrived + " of thread " + thread);
      }
      if (slots[thread].sending != null) {
        throw new IllegalStateException("a sender was not woken, thread " + thread);
      }
    }
  }

  /// The same with a seeded defect: a send looks for room and then takes it, in two steps.
  public static class LooksForRoomAndThenTakesIt {
    private final AtomicInteger sent = new AtomicInteger();
    private volatile int room = 2;

    @Operation
    public void send() {
      int seen = room;
      if (seen > 0) {
        room = seen - 1;
        sent.incrementAndGet();
      }
    }

    @Validate
    public void theChannelIsNotOverfull() {
      if (sent.get() > 2) {
        throw new IllegalStateException("more items than room: " + sent);
      }
    }
  }

  @Test
  void modelChecked() {
    LincheckWaits.modelCheck(MpscLincheck.class);
  }

  @Test
  void aSendThatTakesItsRoomInTwoStepsIsCaught() {
    LincheckWaits.assertCaught(LooksForRoomAndThenTakesIt.class);
  }
}
