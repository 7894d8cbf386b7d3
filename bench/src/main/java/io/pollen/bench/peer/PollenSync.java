package io.pollen.bench.peer;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.joinAll;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.yieldNow;

import io.pollen.AsyncAction;
import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Shape;
import io.pollen.bench.micro.Shapes;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.sync.Guard;
import io.pollen.sync.Mpsc;
import io.pollen.sync.Mutex;
import io.pollen.sync.Notify;
import io.pollen.sync.Oneshot;
import io.pollen.sync.Permit;
import io.pollen.sync.Semaphore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The sync shapes on Pollen.
public final class PollenSync {
  private final AsyncRuntime runtime;
  private final int size;

  private PollenSync(AsyncRuntime runtime, int size) {
    this.runtime = runtime;
    this.size = size;
  }

  /// The body for `shape`, or null.
  public static @Nullable Body open(Shape shape) {
    AsyncRuntime runtime = PollenScheduler.runtime(shape);
    Body body = new PollenSync(runtime, shape.size()).body(shape.name());
    return body == null ? null : body.closing(runtime);
  }

  private @Nullable Body body(String name) {
    return switch (name) {
      case "oneshot.create_send_recv" -> this::oneshots;
      case "request_reply.current" -> this::requestReply;
      case "semaphore.uncontended.multi" -> uncontended(new Semaphore(10));
      case "semaphore.uncontended.concurrent_multi", "semaphore.contended.concurrent_multi" ->
          inTasks(6, acquire(new Semaphore(size)));
      case "semaphore.contended.concurrent_single" -> joined(new Semaphore(size));
      case "mutex.uncontended" -> uncontended(new Mutex<>(0L));
      case "mutex.contended.concurrent_multi" -> inTasks(size, lock(new Mutex<>(0L), 1));
      case "mutex.contended.loop" -> inTasks(Shapes.LOCKERS, lock(new Mutex<>(0L), size));
      case "notify_one.100" -> notified(false);
      case "notify_waiters.100" -> notified(true);
      case "mpsc.contention.bounded" -> () -> contended(Shapes.DEEP);
      case "mpsc.contention.bounded_full" -> () -> contended(100);
      case "mpsc.contention.unbounded" -> this::contendedUnbounded;
      case "mpsc.uncontended.bounded" -> this::uncontendedBounded;
      case "mpsc.uncontended.unbounded" -> this::uncontendedUnbounded;
      default -> null;
    };
  }

  private void oneshots() throws Exception {
    runtime.blockOn(() -> {
      for (int i = 0; i < size; i++) {
        var channel = Oneshot.<Integer>channel();
        channel.sender().send(i);
        await(channel.receiver());
        if (i % 64 == 63) {
          await(yieldNow()); // a fresh cooperative budget, as in the Tokio peer
        }
      }
    });
  }

  private void requestReply() throws Exception {
    runtime.blockOn(() -> {
      var inbox = Mpsc.<Oneshot.Sender<Boolean>>bounded(10);
      spawn(() -> {
        for (int i = 0; i < size; i++) {
          await(inbox.receiver().recv()).orElseThrow().send(true);
        }
      });
      for (int i = 0; i < size; i++) {
        var reply = Oneshot.<Boolean>channel();
        await(inbox.sender().send(reply.sender()));
        await(reply.receiver());
      }
    });
  }

  /// Starts `count` tasks and awaits them in order.
  private Body inTasks(int count, AsyncAction body) {
    return () ->
        runtime.blockOn(() -> {
          List<JoinHandle<Void>> handles = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            handles.add(spawn(body));
          }
          await(PollenScheduler.joinAll(handles));
        });
  }

  private static AsyncAction acquire(Semaphore semaphore) {
    return () -> {
      Permit permit = await(semaphore.acquire());
      permit.close();
    };
  }

  private Body uncontended(Semaphore semaphore) {
    return () ->
        runtime.blockOn(() -> {
          for (int i = 0; i < size; i++) {
            Permit permit = await(semaphore.acquire());
            permit.close();
          }
        });
  }

  private Body joined(Semaphore semaphore) {
    AsyncAction acquire = acquire(semaphore);
    return () ->
        runtime.blockOn(() -> {
          await(
              joinAll(
                  List.of(
                      async(acquire),
                      async(acquire),
                      async(acquire),
                      async(acquire),
                      async(acquire),
                      async(acquire))));
        });
  }

  private static AsyncAction lock(Mutex<Long> mutex, int times) {
    return () -> {
      for (int i = 0; i < times; i++) {
        try (Guard<Long> guard = await(mutex.lock())) {
          guard.set(guard.get() + 1);
        }
      }
    };
  }

  private Body uncontended(Mutex<Long> mutex) {
    return () ->
        runtime.blockOn(() -> {
          for (int i = 0; i < size; i++) {
            try (Guard<Long> guard = await(mutex.lock())) {
              guard.set(guard.get() + 1);
            }
          }
        });
  }

  private Body notified(boolean all) {
    Notify notify = new Notify();
    AtomicInteger seen = new AtomicInteger();
    for (int i = 0; i < size; i++) {
      runtime.spawn(() -> {
        while (true) {
          await(notify.notified());
          seen.incrementAndGet();
        }
      });
    }
    return () -> {
      seen.set(0);
      while (seen.get() < Shapes.WAKEUPS) {
        if (all) {
          notify.notifyWaiters();
        } else {
          notify.notifyOne();
        }
      }
    };
  }

  private void contended(int capacity) throws Exception {
    runtime.blockOn(() -> {
      var channel = Mpsc.<Integer>bounded(capacity);
      for (int s = 0; s < Shapes.SENDERS; s++) {
        var sender = channel.sender().share();
        spawn(() -> {
          for (int i = 0; i < size; i++) {
            await(sender.send(i));
          }
        });
      }
      for (int i = 0; i < Shapes.SENDERS * size; i++) {
        var _ = await(channel.receiver().recv()).orElseThrow();
      }
    });
  }

  private void contendedUnbounded() throws Exception {
    runtime.blockOn(() -> {
      var channel = Mpsc.<Integer>unbounded();
      for (int s = 0; s < Shapes.SENDERS; s++) {
        var sender = channel.sender().share();
        spawn(() -> {
          for (int i = 0; i < size; i++) {
            sender.send(i);
          }
        });
      }
      for (int i = 0; i < Shapes.SENDERS * size; i++) {
        var _ = await(channel.receiver().recv()).orElseThrow();
      }
    });
  }

  private void uncontendedBounded() throws Exception {
    runtime.blockOn(() -> {
      var channel = Mpsc.<Integer>bounded(Shapes.DEEP);
      for (int i = 0; i < size; i++) {
        await(channel.sender().send(i));
      }
      for (int i = 0; i < size; i++) {
        var _ = await(channel.receiver().recv()).orElseThrow();
      }
    });
  }

  private void uncontendedUnbounded() throws Exception {
    runtime.blockOn(() -> {
      var channel = Mpsc.<Integer>unbounded();
      for (int i = 0; i < size; i++) {
        channel.sender().send(i);
      }
      for (int i = 0; i < size; i++) {
        var _ = await(channel.receiver().recv()).orElseThrow();
      }
    });
  }
}
