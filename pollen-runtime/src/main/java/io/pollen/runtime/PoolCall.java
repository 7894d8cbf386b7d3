package io.pollen.runtime;

import io.pollen.AtomicWaker;
import io.pollen.Context;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.task.JoinHandle;
import org.jspecify.annotations.Nullable;

/// A call on the blocking pool that outlives the futures which wait for it, one after the other and
/// in different tasks: a handle alone has one awaiter for ever. One thread at a time.
final class PoolCall<T> {
  private final AtomicWaker waiter = new AtomicWaker();
  private final Waker relay = Waker.of(waiter::wake);
  private @Nullable JoinHandle<T> call;

  /// Whether a call was begun whose outcome nobody has taken.
  boolean isUnderWay() {
    return call != null;
  }

  /// From now on it is this call that is waited for.
  void begin(JoinHandle<T> next) {
    call = next;
  }

  /// Takes the outcome of the call that is under way. Spends a unit of the budget when there is
  /// one.
  ///
  /// @throws Exception what the call threw
  Poll<T> poll(Context cx) throws Exception {
    JoinHandle<T> current = call;
    if (current == null) {
      throw new IllegalStateException("no call is under way");
    }
    waiter.register(cx.waker()); // Pairs with the wake by the relay: registered first, then asked.
    boolean over = true;
    try {
      Poll<T> answer = current.poll(cx.withWaker(relay));
      over = answer.isReady();
      return answer;
    } finally {
      if (over) {
        call = null;
        forget();
      }
    }
  }

  /// Nobody waits any more; the call goes on.
  void forget() {
    waiter.take();
  }
}
