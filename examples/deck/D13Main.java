// Row 13. One line from main into async code.
//
// Rust:  #[tokio::main]
//        async fn main() { println!("hello"); sleep(MS).await; println!("world"); }

import static io.pollen.runtime.Pollen.*;

void main() throws Exception {
  run(
      () -> {
        IO.println("hello");
        await(sleep(Duration.ofMillis(1)));
        IO.println("world");
      });
}

// prints: hello
// prints: world
