package io.pollen.bench.peer;

import java.util.function.Consumer;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CoroutineScope;
import org.jspecify.annotations.Nullable;

/// `{ repeat(count) { then(call()) } }` for a suspending call.
final class Loop extends Machine {
  /// A suspending call: takes where to go on, answers SUSPENDED or its value.
  @FunctionalInterface
  interface Suspending {
    @Nullable Object call(Continuation<Object> here);
  }

  private final int count;
  private final Suspending call;
  private final Consumer<Object> then;
  private boolean waiting;

  Loop(int count, Suspending call, Consumer<Object> then) {
    this(null, count, call, then);
  }

  private Loop(
      @Nullable Continuation<?> completion, int count, Suspending call, Consumer<Object> then) {
    super(completion);
    this.count = count;
    this.call = call;
    this.then = then;
  }

  @Override
  Machine fresh(CoroutineScope scope, Continuation<?> completion) {
    return new Loop(completion, count, call, then);
  }

  @Override
  Object go(Object value) {
    if (waiting) {
      waiting = false;
      then.accept(value);
      at++;
    }
    while (at < count) {
      waiting = true; // before the call: another thread may go on while it returns
      Object result = call.call(this);
      if (result == SUSPENDED) {
        return SUSPENDED;
      }
      waiting = false;
      then.accept(result == null ? DONE : result);
      at++;
    }
    return DONE;
  }
}
