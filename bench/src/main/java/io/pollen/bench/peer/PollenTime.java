package io.pollen.bench.peer;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.timeout;

import io.pollen.AsyncAction;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Shape;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.time.Sleep;
import io.pollen.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The timer shapes on Pollen: one task for each worker does its share.
public final class PollenTime {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long MINUTE = 60_000;

  private static final AtomicReference<@Nullable Sleep> MADE = new AtomicReference<>();

  private PollenTime() {}

  /// The body for `shape`, or null.
  public static @Nullable Body open(Shape shape) {
    int share = shape.size() / shape.workers();
    AsyncAction job =
        switch (shape.name()) {
          case "time.timeout_ready.single", "time.timeout_ready.multi8" -> timeouts(share);
          case "time.sleep_create.single" -> creates(share);
          case "time.sleep_cancel.single", "time.sleep_cancel.multi" -> cancels(share);
          case "time.sleep_reset_later.single" -> resets(share, 1);
          case "time.sleep_reset_earlier.single" -> resets(share, -1);
          default -> null;
        };
    if (job == null) {
      return null;
    }
    AsyncRuntime runtime = PollenScheduler.runtime(shape);
    Body body =
        () ->
            runtime.blockOn(() -> {
              List<JoinHandle<Void>> handles = new ArrayList<>(shape.workers());
              for (int i = 0; i < shape.workers(); i++) {
                handles.add(spawn(job));
              }
              await(PollenScheduler.joinAll(handles));
            });
    return body.closing(runtime);
  }

  private static Future<Integer> ready() {
    return async(() -> 1);
  }

  private static AsyncAction timeouts(int share) {
    return () -> {
      for (int i = 0; i < share; i++) {
        int value = await(timeout(SECOND, ready()));
        if (value != 1) {
          throw new AssertionError("a timeout answered " + value);
        }
      }
    };
  }

  private static AsyncAction creates(int share) {
    return () -> {
      for (int i = 0; i < share; i++) {
        Sleep sleep = Time.sleep(SECOND);
        MADE.setOpaque(sleep); // as black_box in the Tokio peer: the object must really be made
        sleep.drop();
      }
    };
  }

  /// Polls once, which registers the timer. The sleep stays the caller's.
  @SuppressWarnings("pollen:futureNoDrop")
  private static Future<Void> register(Sleep sleep) {
    return cx -> {
      if (sleep.poll(cx) instanceof Poll.Ready<Void>) {
        throw new AssertionError("a sleep of a second was over at once");
      }
      return Poll.ready();
    };
  }

  private static AsyncAction cancels(int share) {
    return () -> {
      for (int i = 0; i < share; i++) {
        Sleep sleep = Time.sleep(SECOND);
        await(register(sleep));
        sleep.drop();
      }
    };
  }

  /// Moves one registered timer about, by up to a second later or earlier than a minute from now.
  private static AsyncAction resets(int share, int direction) {
    return () -> {
      Sleep sleep = Time.sleep(Duration.ofMillis(MINUTE));
      await(register(sleep));
      for (int i = 0; i < share; i++) {
        sleep.postpone(Duration.ofMillis(direction));
        await(register(sleep));
      }
      sleep.drop();
    };
  }
}
