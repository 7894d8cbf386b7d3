package io.pollen.verify.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// The promise is cancelled while another thread wakes the bridge: the future is dropped once, and
/// not polled afterwards.
@JCStressTest
@Outcome(id = "1, false", expect = Expect.ACCEPTABLE, desc = "dropped once, at the end")
@Outcome(expect = Expect.FORBIDDEN, desc = "never dropped, twice, or polled after it")
@State
public class EagerCancelStress {
  private final Dropping future = new Dropping();
  private final CompletableFuture<String> promise = future.toCompletableFuture();

  private static final class Dropping implements Future<String> {
    final AtomicInteger drops = new AtomicInteger();
    volatile Waker waker = Waker.noop();
    volatile boolean polledAfterwards;

    @Override
    public Poll<String> poll(Context cx) {
      waker = cx.waker();
      polledAfterwards |= drops.get() != 0;
      return Poll.pending();
    }

    @Override
    public void drop() {
      drops.incrementAndGet();
    }
  }

  @Actor
  public void cancelling() {
    promise.cancel(true);
  }

  @Actor
  public void waking() {
    future.waker.wake();
  }

  @Arbiter
  public void end(IZ_Result r) {
    r.r1 = future.drops.get();
    r.r2 = future.polledAfterwards;
  }
}
