package io.pollen.runtime.blocking;

import io.pollen.AtomicWaker;
import io.pollen.Context;
import io.pollen.Outcome;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Spawner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A call on the blocking pool that outlives the futures which wait for it, one after the other and
/// in different tasks: a handle alone has one awaiter for ever. One thread at a time.
///
/// Its failure is for who asks next, as that of a socket; when nobody does, because the program is
/// at its end, it is not reported as a task's that failed.
public final class PoolCall<T> {
  private final AtomicWaker waiter = new AtomicWaker();
  private final Waker relay = Waker.of(waiter::wake);
  private @Nullable JoinHandle<Outcome<T>> call;

  /// No call is under way.
  public PoolCall() {}

  /// Whether a call was begun whose outcome nobody has taken.
  public boolean isUnderWay() {
    return call != null;
  }

  /// Begins a call, which is waited for from now on.
  public void begin(Spawner pool, Callable<T> action) {
    call = pool.spawnBlocking(() -> outcome(action));
  }

  /// The same, on `pool`.
  public void begin(BlockingPool pool, Callable<T> action) {
    call = pool.submit(() -> outcome(action));
  }

  /// The same for a call that is to be carried through, see [BlockingPool#submitMandatory].
  public void beginMandatory(BlockingPool pool, Callable<T> action, Runnable refused) {
    call = pool.submitMandatory(() -> outcome(action), refused);
  }

  /// What becomes of `action`, its failure as a value.
  static <T> Outcome<T> outcome(Callable<? extends T> action) {
    try {
      return Outcome.success(action.call());
    } catch (VirtualMachineError fatal) {
      throw fatal;
    } catch (Throwable failure) {
      return Outcome.failure(failure);
    }
  }

  /// Takes the outcome of the call that is under way. Spends a unit of the budget when there is
  /// one.
  ///
  /// @throws Exception what the call threw
  public Poll<T> poll(Context cx) throws Exception {
    JoinHandle<Outcome<T>> current = call;
    if (current == null) {
      throw new IllegalStateException("no call is under way");
    }
    waiter.register(cx.waker()); // Pairs with the wake by the relay: registered first, then asked.
    boolean over = true;
    try {
      switch (current.poll(cx.withWaker(relay))) {
        case Poll.Ready<Outcome<T>>(var outcome) -> {
          return Poll.ready(outcome.get());
        }
        case Poll.Pending<Outcome<T>> pending -> {
          over = false;
          return Poll.pending();
        }
      }
    } finally {
      if (over) {
        call = null;
        forget();
      }
    }
  }

  /// Nobody waits any more; the call goes on.
  public void forget() {
    waiter.take();
  }
}
