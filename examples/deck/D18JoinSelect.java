// Row 18. join runs futures concurrently in one task; select takes the first and cancels the others.
//
// Rust:  let (a, b) = tokio::join!(slow("a"), slow("b"));
//        tokio::select! { m = message() => …, t = tick() => …, }

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;

sealed interface Event {}

record Message(String text) implements Event {}

record Tick(int number) implements Event {}

Future<String> after(int millis, String value) {
  return async(
      () -> {
        boolean done = false;
        try {
          await(sleep(Duration.ofMillis(millis)));
          done = true;
          return value;
        } finally {
          if (!done) IO.println(value + " was cancelled");
        }
      });
}

/// Ends only when the other one has started, too: one after the other it would wait for ever.
Future<String> meet(String name, AtomicInteger started) {
  return async(
      () -> {
        started.incrementAndGet();
        while (started.get() < 2) await(yieldNow());
        return name;
      });
}

void main() throws Exception {
  run(
      () -> {
        var started = new AtomicInteger();
        var both = await(join(meet("a", started), meet("b", started)));
        IO.println("joined " + both.first() + both.second());

        Future<Event> message = after(5_000, "message").map(Message::new);
        Future<Event> tick = after(5, "tick").map(text -> new Tick(1));
        switch (await(race(message, tick))) { // no default: javac checks that every case is there
          case Message(var text) -> IO.println("message " + text);
          case Tick(var number) -> IO.println("tick " + number);
        }
      });
}

// prints: joined ab
// prints: message was cancelled
// prints: tick 1
