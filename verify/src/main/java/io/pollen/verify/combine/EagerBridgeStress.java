package io.pollen.verify.combine;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Two threads wake the bridge at the same time: the future is driven to its end.
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "driven to its end")
@Outcome(expect = Expect.FORBIDDEN, desc = "a wake during a run was lost")
@State
public class EagerBridgeStress {
  private final Leaf leaf = new Leaf();
  private final CompletableFuture<String> promise = leaf.toCompletableFuture();

  @Actor
  public void completing() {
    leaf.complete();
  }

  @Actor
  public void wakingForNothing() {
    leaf.wake();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = promise.isDone();
  }
}
