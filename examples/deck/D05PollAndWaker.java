// Row 5. The contract: poll answers Ready or Pending, and the context carries a waker.
//
// Rust:  enum Poll<T> { Ready(T), Pending }
//        trait Future { type Output; fn poll(self: Pin<&mut Self>, cx: &mut Context) -> Poll<Self::Output>; }
//
// There is no Pin: an object of the JVM never moves, so a suspended future may refer to itself. What Pin asks of its
// users (one owner, the same object until it is done) are the laws of polling in Future's documentation.

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;

/// Ready at the second poll; asks for it at the first.
static final class OnceMore implements Future<String> {
  private int polls;

  @Override
  public Poll<String> poll(Context cx) {
    polls++;
    if (polls == 1) {
      cx.waker().wake();
      return Poll.pending();
    }
    if (polls == 2) {
      return Poll.ready("polled twice");
    }
    throw new IllegalStateException("already completed");
  }
}

void main() throws Exception {
  var woken = new AtomicInteger();
  Context cx = Context.of(Waker.of(woken::incrementAndGet));
  Future<String> future = new OnceMore();
  for (int i = 0; i < 2; i++) {
    IO.println(
        switch (future.poll(cx)) {
          case Poll.Pending<String>() -> "Pending, woken " + woken;
          case Poll.Ready<String>(var value) -> "Ready: " + value;
        });
  }
  try {
    future.poll(cx).isReady();
  } catch (IllegalStateException e) {
    IO.println("a third poll: " + e.getMessage());
  }
}

// prints: Pending, woken 1
// prints: Ready: polled twice
// prints: a third poll: already completed
