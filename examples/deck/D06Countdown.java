// Row 6. A future written by hand that a timer thread wakes.
//
// Rust:  impl Future for CountdownFuture {
//            fn poll(mut self: Pin<&mut Self>, cx: &mut Context) -> Poll<&'static str> {
//                if self.count == 0 { Poll::Ready("Liftoff!") }
//                else { self.count -= 1; let waker = cx.waker().clone();
//                       thread::spawn(move || { sleep(SECOND); waker.wake(); }); Poll::Pending }
//            } }

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;

static final class CountdownFuture implements Future<String>, AutoCloseable {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private int count;

  CountdownFuture(int count) {
    this.count = count;
  }

  @Override
  public Poll<String> poll(Context cx) {
    if (count == 0) {
      return Poll.ready("Liftoff!");
    }
    IO.println(count--);
    var waker = cx.waker(); // the context ends with this poll; the waker lasts
    timer.schedule(waker::wake, 5, TimeUnit.MILLISECONDS);
    return Poll.pending();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

void main() throws Exception {
  try (var countdown = new CountdownFuture(3)) {
    IO.println(Drive.drive(countdown));
  }
}

// prints: 3
// prints: 2
// prints: 1
// prints: Liftoff!
