// Row 2. Futures are one thing, who runs them is another: the runtime is a library of one's choice.
//
// Rust:  async fn answer() -> u32 { 6 * seven().await }
//        futures::executor::block_on(answer());  smol::block_on(answer());  tokio_runtime.block_on(answer());

import static io.pollen.Async.*; // the language half alone: no runtime is imported for it

import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;

Future<Integer> seven() {
  return async(() -> 7);
}

Future<Integer> answer() {
  return async(() -> 6 * await(seven()));
}

void main() throws Exception {
  IO.println("by a driver for one future: " + Drive.drive(answer()));
  try (var runtime = AsyncRuntime.currentThread()) {
    IO.println("by a runtime on this thread: " + runtime.blockOn(answer()));
  }
  try (var runtime = AsyncRuntime.multiThread()) {
    IO.println("by a runtime with workers: " + runtime.blockOn(answer()));
  }
}

// prints: by a driver for one future: 42
// prints: by a runtime on this thread: 42
// prints: by a runtime with workers: 42
