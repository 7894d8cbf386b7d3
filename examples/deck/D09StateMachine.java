// Row 9. An async function becomes a state machine: its states hold the live locals and the point of execution.
//
// Rust:  async fn add(a: u32) -> u32 { let x = one(a).await; let y = one(x).await; x + y }
//        enum Add { Start { a: u32 }, First { one: One }, Second { x: u32, one: One }, Done }

import static io.pollen.Async.*;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;

/// As it is written.
Future<Integer> add(int a) {
  return async(
      () -> {
        int x = await(one(a));
        int y = await(one(x));
        return x + y;
      });
}

/// As it is compiled, by hand: the same states, with types instead of a number and fields.
static final class Add implements Future<Integer> {
  sealed interface State {
    record Start(int a) implements State {}

    record First(Future<Integer> one) implements State {}

    record Second(int x, Future<Integer> one) implements State {}

    record Done() implements State {}
  }

  private State state;

  Add(int a) {
    state = new State.Start(a);
  }

  @Override
  public Poll<Integer> poll(Context cx) throws Exception {
    while (true) {
      switch (state) {
        case State.Start(int a) -> state = new State.First(one(a));
        case State.First(var one) -> {
          if (!(one.poll(cx) instanceof Poll.Ready<Integer>(var x))) return Poll.pending();
          state = new State.Second(x, one(x));
        }
        case State.Second(int x, var one) -> {
          if (!(one.poll(cx) instanceof Poll.Ready<Integer>(var y))) return Poll.pending();
          state = new State.Done();
          return Poll.ready(x + y);
        }
        case State.Done() -> throw new IllegalStateException("already completed");
      }
    }
  }
}

/// Pending once, then one more than `a`.
static Future<Integer> one(int a) {
  var first = new AtomicBoolean(true);
  return pollFn(
      cx -> {
        if (first.getAndSet(false)) {
          cx.waker().wake();
          return Poll.pending();
        }
        return Poll.ready(a + 1);
      });
}

void main() throws Exception {
  IO.println("written: " + Drive.drive(add(1)));
  IO.println("by hand: " + Drive.drive(new Add(1)));
}

// prints: written: 5
// prints: by hand: 5
