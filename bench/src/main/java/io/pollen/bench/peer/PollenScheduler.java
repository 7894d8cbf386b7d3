package io.pollen.bench.peer;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.yieldNow;

import io.pollen.Future;
import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Shape;
import io.pollen.bench.micro.Shapes;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.sync.Oneshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The scheduler shapes on Pollen, line by line as Tokio has them: the blocking waits stand on the
/// thread that called blockOn.
@SuppressWarnings("pollen:blockingCall")
public final class PollenScheduler {
  private final AsyncRuntime runtime;
  private final int size;
  private final Semaphore done = new Semaphore(0);
  private final AtomicInteger left = new AtomicInteger();

  private PollenScheduler(AsyncRuntime runtime, int size) {
    this.runtime = runtime;
    this.size = size;
  }

  /// The body for `shape`, or null.
  public static @Nullable Body open(Shape shape) {
    AsyncRuntime runtime = runtime(shape);
    PollenScheduler bench = new PollenScheduler(runtime, shape.size());
    Body body =
        switch (shape.name()) {
          case "multi.spawn_many_local" -> bench::spawnLocal;
          case "multi.spawn_many_remote_idle", "current.spawn_many_remote_idle" ->
              bench::remoteIdle;
          case "multi.spawn_many_remote_busy1" -> bench.busy(shape.workers());
          case "multi.ping_pong" -> bench::pingPong;
          case "multi.yield_many" -> bench::yieldMany;
          case "multi.chained_spawn" -> bench::chained;
          case "current.spawn_many_local" -> bench::currentSpawn;
          case "current.ping_pong" -> bench::currentPingPong;
          case "current.yield_many" -> bench::currentYield;
          case "current.chained_spawn" -> bench::currentChained;
          default -> null;
        };
    return body == null ? null : body.closing(runtime);
  }

  /// A multi-thread runtime, or, for one worker, the current-thread one.
  static AsyncRuntime runtime(Shape shape) {
    return shape.workers() == 1
        ? AsyncRuntime.currentThread()
        : AsyncRuntime.builder().workerThreads(shape.workers()).build();
  }

  /// Awaits every handle in order.
  static Future<Void> joinAll(List<JoinHandle<Void>> handles) {
    return async(() -> {
      for (JoinHandle<Void> handle : handles) {
        await(handle);
      }
    });
  }

  private void spawnLocal() throws Exception {
    left.set(size);
    runtime.blockOn(() -> {
      for (int i = 0; i < size; i++) {
        spawn(() -> {
          if (left.decrementAndGet() == 0) {
            done.release();
          }
        });
      }
      done.acquire();
    });
  }

  private void remoteIdle() throws Exception {
    List<JoinHandle<Void>> handles = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      handles.add(runtime.spawn(() -> {}));
    }
    runtime.blockOn(joinAll(handles));
  }

  private Body busy(int workers) {
    Busy busy = new Busy();
    for (int i = 0; i < 2 * workers; i++) {
      runtime.spawn(() -> {
        while (busy.on()) {
          await(yieldNow());
          Busy.stall();
        }
      });
    }
    Body body = this::remoteIdle;
    return body.closing(busy);
  }

  /// One ping: a partner task answers a oneshot with another one.
  private static Future<Void> ping() {
    return async(() -> {
      var ask = Oneshot.<Boolean>channel();
      var answer = Oneshot.<Boolean>channel();
      spawn(() -> {
        await(ask.receiver());
        answer.sender().send(true);
      });
      ask.sender().send(true);
      await(answer.receiver());
    });
  }

  private void pingPong() throws Exception {
    left.set(size);
    runtime.blockOn(() -> {
      spawn(() -> {
        for (int i = 0; i < size; i++) {
          spawn(() -> {
            await(ping());
            if (left.decrementAndGet() == 0) {
              done.release();
            }
          });
        }
      });
      done.acquire();
    });
  }

  private void yieldMany() throws Exception {
    for (int i = 0; i < Shapes.YIELD_TASKS; i++) {
      runtime.spawn(() -> {
        for (int n = 0; n < size; n++) {
          await(yieldNow());
        }
        done.release();
      });
    }
    done.acquire(Shapes.YIELD_TASKS);
  }

  private void chained() throws Exception {
    runtime.blockOn(() -> {
      spawn(() -> chain(done, size));
      done.acquire();
    });
  }

  private static void chain(Semaphore done, int left) {
    if (left == 0) {
      done.release();
    } else {
      spawn(() -> chain(done, left - 1));
    }
  }

  private void currentSpawn() throws Exception {
    runtime.blockOn(() -> {
      List<JoinHandle<Void>> handles = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        handles.add(spawn(() -> {}));
      }
      await(joinAll(handles));
    });
  }

  private void currentPingPong() throws Exception {
    runtime.blockOn(() -> {
      List<JoinHandle<Void>> handles = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        handles.add(spawn(ping()));
      }
      await(joinAll(handles));
    });
  }

  private void currentYield() throws Exception {
    runtime.blockOn(() -> {
      List<JoinHandle<Void>> handles = new ArrayList<>(Shapes.YIELD_TASKS);
      for (int i = 0; i < Shapes.YIELD_TASKS; i++) {
        handles.add(
            spawn(() -> {
              for (int n = 0; n < size; n++) {
                await(yieldNow());
              }
            }));
      }
      await(joinAll(handles));
    });
  }

  private void currentChained() throws Exception {
    runtime.blockOn(() -> {
      var done = Oneshot.<Boolean>channel();
      asyncChain(done.sender(), size);
      await(done.receiver());
    });
  }

  private static void asyncChain(Oneshot.Sender<Boolean> done, int left) {
    if (left == 0) {
      done.send(true);
    } else {
      spawn(() -> asyncChain(done, left - 1));
    }
  }
}
