package io.pollen.verify.combine;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.combine.Completer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A hook that is set while the future is dropped runs exactly once.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the hook ran once")
@Outcome(expect = Expect.FORBIDDEN, desc = "the hook ran twice or never")
@State
public class DropHookStress {
  private @Nullable Completer<String> completer;
  private final Future<String> future = Async.create(started -> completer = started);
  private final AtomicInteger runs = new AtomicInteger();

  public DropHookStress() {
    Polls.once(future, Waker.noop());
  }

  @Actor
  public void setting() {
    Objects.requireNonNull(completer).onDrop(runs::incrementAndGet);
  }

  @Actor
  public void dropping() {
    future.drop();
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = runs.get();
  }
}
