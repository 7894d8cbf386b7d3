// Row 7. drive: poll, park, be unparked by the waker. The permit of park/unpark makes an early unpark safe.
//
// Rust:  fn drive<F: Future>(future: F) -> F::Output {
//            let mut future = pin!(future);
//            let waker = Arc::new(ThreadWaker(thread::current())).into();
//            let mut cx = Context::from_waker(&waker);
//            loop { match future.as_mut().poll(&mut cx) {
//                Poll::Ready(value) => return value, Poll::Pending => thread::park() } } }

import static io.pollen.Async.*;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;

static <T> T drive(Future<T> future) throws Exception {
  Thread driver = Thread.currentThread();
  Context cx = Context.of(() -> LockSupport.unpark(driver));
  while (true) {
    switch (future.poll(cx)) {
      case Poll.Ready<T>(var value) -> {
        return value;
      }
      case Poll.Pending<T>() -> LockSupport.park();
    }
  }
}

/// Wakes before it answers Pending: the unpark comes before the park, and is not lost.
static Future<String> early() {
  var polls = new AtomicInteger();
  return pollFn(
      cx -> {
        cx.waker().wake();
        return polls.incrementAndGet() < 3 ? Poll.pending() : Poll.ready("after " + polls + " polls");
      });
}

void main() throws Exception {
  IO.println("ten lines: " + drive(early()));
  IO.println("the library's: " + Drive.drive(early()));
}

// prints: ten lines: after 3 polls
// prints: the library's: after 3 polls
