// Row 20. A task may go on on another thread after any await, so what belongs to a thread cannot be held across one.
//
// Rust:  let guard = std_mutex.lock().unwrap();
//        sleep(MS).await;            // error: future cannot be sent between threads safely: MutexGuard is not Send

import static io.pollen.runtime.Pollen.*;

@SuppressWarnings("pollen:awaitInSynchronized") // with the processor, javac refuses this file without it
void main() throws Exception {
  var monitor = new Object();
  try {
    run(
        () -> {
          synchronized (monitor) {
            await(sleep(Duration.ofMillis(1)));
          }
        });
  } catch (Exception e) {
    IO.println("refused: " + e.getMessage());
  }

  int[] plain = {0}; // not volatile: what a task wrote is visible where it resumes
  run(
      () -> {
        for (int i = 0; i < 1_000; i++) {
          plain[0]++;
          await(yieldNow());
        }
      });
  IO.println("counted " + plain[0]);
}

// prints: refused: …D20ThreadBound.java:15…
// prints: counted 1000
