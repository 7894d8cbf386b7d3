// Row 19. Locals live in the state machine across awaits; a spawned task owns its data.
//
// Rust:  let name = String::from("deck");
//        tokio::spawn(async move { sleep(MS).await; println!("{name}") });   // without move: does not compile
//
// Java captures effectively final variables by value: that is `async move`. A variable that changes does not compile in
// a lambda, and what it refers to is shared, so hand over immutable values or things that nobody else keeps.

import static io.pollen.runtime.Pollen.*;

import io.pollen.runtime.task.JoinHandle;

JoinHandle<String> start() {
  var name = "deck"; // this frame is gone before the task resumes
  return spawn(
      () -> {
        int local = name.length();
        await(sleep(Duration.ofMillis(5)));
        return name + " has " + local + " letters";
      });
}

void main() throws Exception {
  run(() -> IO.println(await(start())));
}

// prints: deck has 4 letters
