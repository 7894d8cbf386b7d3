// Row 4. A future does nothing until it is awaited, and dropping it cancels it. A promise starts at once.
//
// Rust:  let f = http_get(url);   // nothing happens
//        drop(f);                 // and now nothing ever will
// JS:    let p = fetch(url);      // the request is on its way

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;

Future<String> work(String name) {
  return async(
      () -> {
        IO.println(name + " starts");
        try {
          await(sleep(Duration.ofMillis(50)));
          return name + " is done";
        } finally {
          IO.println(name + " cleans up");
        }
      });
}

void main() throws Exception {
  run(
      () -> {
        var lazy = work("lazy");
        var eager = CompletableFuture.supplyAsync(() -> "the promise ran without being awaited");
        IO.println("made both");
        IO.println(await(eager)); // from Java's eager promise into async code
        IO.println(await(lazy));

        var never = work("never");
        never.drop(); // not started: nothing to clean up
        try {
          await(timeout(Duration.ofMillis(1), work("cancelled")));
        } catch (TimeoutException e) {
          IO.println("the timeout dropped it");
        }

        var promise = spawn(work("bridged")).toCompletableFuture(); // and from a task to an eager promise
        IO.println(await(promise.thenApply(String::toUpperCase)));
      });
}

// prints: made both
// prints: the promise ran without being awaited
// prints: lazy starts
// prints: lazy cleans up
// prints: lazy is done
// prints: cancelled starts
// prints: cancelled cleans up
// prints: the timeout dropped it
// prints: bridged starts
// prints: bridged cleans up
// prints: BRIDGED IS DONE
