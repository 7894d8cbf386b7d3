package io.pollen.runtime.driver;

import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// A stream is closed while a send is in flight that may never complete, and its writer, on another
/// thread, is about to wait for it: it is woken, or it sees the close.
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it waits, and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "woken, or not waiting")
@State
public class OutboxCloseStress {
  private final EpollSocket socket = new EpollSocket(-1, StandardProtocolFamily.INET, 0);
  private final Outbox outbox = new Outbox(socket, null, null);
  private volatile boolean woken;

  public OutboxCloseStress() {
    try {
      socket.enter(); // the send is inside: nobody closes the descriptor
    } catch (ClosedChannelException e) {
      throw new AssertionError(e);
    }
    outbox.begins();
  }

  @Actor
  public void writer(ZZ_Result r) {
    r.r1 = outbox.park(() -> woken = true) && socket.isOpen(); // as RingStream waits
  }

  @Actor
  public void closer() {
    socket.close();
    WakeBatch wakes = new WakeBatch();
    outbox.wake(wakes);
    wakes.wakeAll();
  }

  @Arbiter
  public void afterwards(ZZ_Result r) {
    r.r2 = woken;
  }
}
