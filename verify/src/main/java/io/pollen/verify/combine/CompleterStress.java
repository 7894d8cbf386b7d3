package io.pollen.verify.combine;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.combine.Completer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/// A completion and a drop at the same time: exactly one of them wins.
@JCStressTest
@Outcome(id = "true, false, true", expect = Expect.ACCEPTABLE, desc = "completed, then handed back")
@Outcome(id = "false, true, false", expect = Expect.ACCEPTABLE, desc = "dropped, and the hook ran")
@Outcome(expect = Expect.FORBIDDEN, desc = "both sides won, or neither")
@State
public class CompleterStress {
  private @Nullable Completer<String> completer;
  private final Future<String> future =
      Async.create(started -> {
        completer = started;
        started.onDrop(() -> stopped = true);
        started.onUndelivered(value -> undelivered = true);
      });
  private volatile boolean stopped;
  private volatile boolean undelivered;

  public CompleterStress() {
    Polls.once(future, Waker.noop());
  }

  @Actor
  public void completing(ZZZ_Result r) {
    r.r1 = Objects.requireNonNull(completer).complete("value");
  }

  @Actor
  public void dropping() {
    future.drop();
  }

  @Arbiter
  public void end(ZZZ_Result r) {
    r.r2 = stopped;
    r.r3 = undelivered;
  }
}
