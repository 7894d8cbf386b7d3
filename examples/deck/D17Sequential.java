// Row 17. Within a task things are sequential: a before b.
//
// Rust:  let a = get_a().await;   // 30 ms
//        let b = get_b().await;   // starts only now: 60 ms together

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;

Future<String> get(String name) {
  return async(
      () -> {
        IO.println(name + " starts");
        await(sleep(Duration.ofMillis(30)));
        IO.println(name + " ends");
        return name;
      });
}

void main() throws Exception {
  long start = System.nanoTime();
  run(
      () -> {
        await(get("a"));
        await(get("b"));
      });
  IO.println("one after the other: " + (System.nanoTime() - start >= 60_000_000));
}

// prints: a starts
// prints: a ends
// prints: b starts
// prints: b ends
// prints: one after the other: true
