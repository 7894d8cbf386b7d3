package io.pollen.sync;

import io.pollen.Future;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/// The two sides of a oneshot channel, each used by one thread at a time.
public class OneshotLincheck {
  private final Oneshot.Channel<Integer> channel = Oneshot.channel();
  private final Future<Void> closed = channel.sender().closed();
  private final LincheckWaits.Cx receiver = new LincheckWaits.Cx();
  private final LincheckWaits.Cx sender = new LincheckWaits.Cx();
  private boolean received;
  private boolean spent;
  private boolean seenClosed;
  private boolean receiverWaits; // its last poll was Pending
  private boolean senderWaits;

  @Operation(nonParallelGroup = "sender")
  public String send() {
    if (spent) {
      return "spent";
    }
    spent = true;
    return channel.sender().send(7) ? "sent" : "refused";
  }

  @Operation(nonParallelGroup = "sender")
  public void closeSender() {
    spent = true;
    senderWaits = false;
    channel.sender().close();
  }

  @Operation(nonParallelGroup = "sender")
  public boolean pollClosed() throws Exception {
    if (!seenClosed) {
      seenClosed = sender.isReady(closed);
      senderWaits = !seenClosed;
    }
    return seenClosed;
  }

  @Operation(nonParallelGroup = "receiver")
  public String receive() {
    if (received) {
      return "over";
    }
    try {
      Integer value = receiver.poll(channel.receiver());
      received = value != null;
      receiverWaits = value == null;
      return value == null ? "pending" : value.toString();
    } catch (ClosedException e) {
      received = true;
      return "closed";
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Operation(nonParallelGroup = "receiver")
  public void closeReceiver() {
    channel.receiver().close();
  }

  @Operation(nonParallelGroup = "receiver")
  public void dropReceiver() {
    received = true;
    channel.receiver().drop();
  }

  @Validate
  public void noWakeUpIsLost() throws Exception {
    if (receiverWaits && !received && !receiver.isWoken() && !receive().equals("pending")) {
      throw new IllegalStateException("the receiver was not woken");
    }
    if (senderWaits && !seenClosed && !sender.isWoken() && pollClosed()) {
      throw new IllegalStateException("the sender was not woken");
    }
  }

  /// The same with a seeded defect: both sides look at the state and then store theirs.
  public static class LooksAndThenEnds {
    private volatile int state;

    @Operation(nonParallelGroup = "sender")
    public boolean send() {
      if (state != 0) {
        return false;
      }
      state = 1;
      return true;
    }

    @Operation(nonParallelGroup = "receiver")
    public boolean closeReceiver() {
      if (state != 0) {
        return false;
      }
      state = 2;
      return true;
    }

    @Operation(nonParallelGroup = "receiver")
    public int receive() {
      return state;
    }
  }

  @Test
  void modelChecked() {
    LincheckWaits.modelCheck(OneshotLincheck.class);
  }

  @Test
  void anEndStoredAfterALookIsCaught() {
    LincheckWaits.assertCaught(LooksAndThenEnds.class);
  }
}
