// Row 8. await outside an async block is an error, and something must call poll in a loop.
//
// Rust:  fn main() { http_get(url).await; }    // error[E0728]: `await` is only allowed inside `async`

import static io.pollen.Async.*;

import io.pollen.Drive;
import io.pollen.Future;

@SuppressWarnings("pollen:awaitOutside") // with the processor, javac refuses this file without it
void main() throws Exception {
  Future<String> future = async(() -> "hello");
  try {
    IO.println(await(future));
  } catch (IllegalStateException e) {
    IO.println(e.getMessage());
  }
  IO.println("polled in a loop: " + Drive.drive(future));
}

// prints: await outside an async block at D08AwaitOutside.java:14: wrap the caller in async(() -> …)
// prints: polled in a loop: hello
