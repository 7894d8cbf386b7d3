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
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// A completion meets a poll with another waker than before: it is seen, or that waker is called.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class CompleterPollStress implements Waker {
  private @Nullable Completer<String> completer;
  private final Future<String> future = Async.create(started -> completer = started);
  private boolean woken;

  /// With the waker of an earlier poll.
  public CompleterPollStress() {
    Polls.once(future, Waker.noop());
  }

  @Override
  public void wake() {
    woken = true;
  }

  @Actor
  public void awaiter(ZZ_Result r) {
    r.r1 = Polls.once(future, this);
  }

  @Actor
  public void completing() {
    Objects.requireNonNull(completer).complete("value");
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r2 = woken;
  }
}
