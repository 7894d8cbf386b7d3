package io.pollen.bench.peer;

import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.DelayKt;
import org.jspecify.annotations.Nullable;

/// Coroutines that sleep.
public final class KotlinSleepers {
  private KotlinSleepers() {}

  /// `repeat(count) { GlobalScope.launch { begin(); delay(millis) } }`.
  public static void start(int count, long millis, Runnable begin) {
    Machine sleeper = new Sleeper(null, millis, begin);
    for (int i = 0; i < count; i++) {
      Machine.launch(sleeper);
    }
  }

  private static final class Sleeper extends Machine {
    private final long millis;
    private final Runnable begin;

    Sleeper(@Nullable Continuation<?> completion, long millis, Runnable begin) {
      super(completion);
      this.millis = millis;
      this.begin = begin;
    }

    @Override
    Machine fresh(CoroutineScope scope, Continuation<?> completion) {
      return new Sleeper(completion, millis, begin);
    }

    @Override
    Object go(Object value) {
      if (at == 0) {
        at = 1;
        begin.run();
        if (DelayKt.delay(millis, this) == SUSPENDED) {
          return SUSPENDED;
        }
      }
      return DONE;
    }
  }
}
