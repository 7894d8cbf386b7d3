package io.pollen.runtime.driver;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// The last completion of a receive brings the end of the stream, while the reader takes what is
/// there and waits for more: it is woken, or it sees that no receive is in flight any more and does
/// not wait.
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it waits, and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "woken, or not waiting")
@State
public class InboxStress {
  private final Inbox inbox = new Inbox(new EpollSocket(-1, StandardProtocolFamily.INET, 0));
  private final ByteBuffer[] to = {ByteBuffer.allocate(1)};
  private volatile boolean woken;

  public InboxStress() {
    inbox.begins();
  }

  @Actor
  public void reader(ZZ_Result r) {
    try {
      inbox.take(to, 0);
      r.r1 = inbox.park(() -> woken = true);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Actor
  public void driver() {
    WakeBatch wakes = new WakeBatch();
    inbox.end(0, wakes);
    inbox.idles();
    inbox.wake(wakes);
    wakes.wakeAll();
  }

  @Arbiter
  public void afterwards(ZZ_Result r) {
    r.r2 = woken;
  }
}
