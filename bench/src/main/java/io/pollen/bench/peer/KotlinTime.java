package io.pollen.bench.peer;

import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Shape;
import java.util.ArrayList;
import java.util.List;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.DelayKt;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.TimeoutKt;
import org.jspecify.annotations.Nullable;

/// The timer shapes with Kotlin's withTimeout and delay. A delay cannot be made without being
/// started, nor be moved.
public final class KotlinTime {
  private KotlinTime() {}

  /// The body for `shape`, or null.
  public static @Nullable Body open(Shape shape) {
    int share = shape.size() / shape.workers();
    return switch (shape.name()) {
      case "time.timeout_ready.single" -> () -> Machine.runBlocking(timeouts(share));
      case "time.timeout_ready.multi8" -> () -> inTasks(shape.workers(), timeouts(share));
      case "time.sleep_cancel.single" -> () -> Machine.runBlocking(new Cancels(null, null, share));
      case "time.sleep_cancel.multi" ->
          () -> inTasks(shape.workers(), new Cancels(GlobalScope.INSTANCE, null, share));
      default -> null;
    };
  }

  private static void inTasks(int count, Machine body) throws InterruptedException {
    List<Job> jobs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      jobs.add(Machine.launch(body));
    }
    Machine.runBlocking(new Machine.JoinAll(null, jobs));
  }

  /// `{ repeat(count) { withTimeout(1000) { } } }`.
  private static Machine timeouts(int count) {
    Machine ready = new Machine.Plain(null, () -> {});
    return new Loop(count, here -> TimeoutKt.withTimeout(1000, ready, here), value -> {});
  }

  /// `{ repeat(count) { launch(start = UNDISPATCHED) { delay(1000) }.cancel() } }`.
  private static final class Cancels extends Machine {
    private final @Nullable CoroutineScope scope;
    private final int count;

    Cancels(@Nullable CoroutineScope scope, @Nullable Continuation<?> completion, int count) {
      super(completion);
      this.scope = scope;
      this.count = count;
    }

    @Override
    Machine fresh(CoroutineScope scope, Continuation<?> completion) {
      return new Cancels(this.scope == null ? scope : this.scope, completion, count);
    }

    @Override
    Object go(Object value) {
      Machine delay = new Loop(1, here -> DelayKt.delay(1000, here), slept -> {});
      for (int i = 0; i < count && scope != null; i++) {
        Job job =
            BuildersKt.launch(
                scope, EmptyCoroutineContext.INSTANCE, CoroutineStart.UNDISPATCHED, delay);
        job.cancel(null);
      }
      return DONE;
    }
  }
}
