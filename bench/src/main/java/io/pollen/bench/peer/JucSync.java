package io.pollen.bench.peer;

import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Shape;
import io.pollen.bench.micro.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The sync shapes with java.util.concurrent's locks and queues, on virtual threads or on a fixed
/// pool. What Tokio does in `block_on` on the calling thread is done on the calling thread here,
/// except that on virtual threads a receiver is a virtual thread, too.
public final class JucSync {
  private final ExecutorService tasks;
  private final boolean virtual;
  private final Shape shape;

  private JucSync(ExecutorService tasks, boolean virtual, Shape shape) {
    this.tasks = tasks;
    this.virtual = virtual;
    this.shape = shape;
  }

  /// The body for `shape`, or null.
  public static @Nullable Body open(Shape shape, boolean virtual) {
    ExecutorService tasks =
        virtual
            ? Executors.newVirtualThreadPerTaskExecutor()
            : Executors.newFixedThreadPool(shape.workers());
    Body body = new JucSync(tasks, virtual, shape).body();
    return body == null ? null : body.closing(tasks::shutdownNow);
  }

  private @Nullable Body body() {
    int size = shape.size();
    Semaphore semaphore = new Semaphore(shape.name().contains(".multi") ? 10 : size);
    Counter counter = new Counter();
    return switch (shape.name()) {
      case "oneshot.create_send_recv" -> () -> oneshots(size);
      case "request_reply.current" -> this::requestReply;
      case "semaphore.uncontended.multi" -> () -> acquire(semaphore, size);
      case "semaphore.uncontended.concurrent_multi", "semaphore.contended.concurrent_multi" ->
          () -> inTasks(6, () -> acquire(semaphore, 1));
      case "mutex.uncontended" -> () -> counter.add(size);
      case "mutex.contended.concurrent_multi" -> () -> inTasks(size, () -> counter.add(1));
      case "mutex.contended.loop" -> () -> inTasks(Shapes.LOCKERS, () -> counter.add(size));
      case "notify_one.100" -> virtual ? new Notified(tasks, size, false) : null;
      case "notify_waiters.100" -> virtual ? new Notified(tasks, size, true) : null;
      case "mpsc.contention.bounded" ->
          () -> contended(new LinkedBlockingQueue<>(Shapes.DEEP), size);
      case "mpsc.contention.bounded_full" -> () -> contended(new LinkedBlockingQueue<>(100), size);
      case "mpsc.contention.unbounded" -> () -> contended(new LinkedBlockingQueue<>(), size);
      case "mpsc.uncontended.bounded" ->
          () -> uncontended(new LinkedBlockingQueue<>(Shapes.DEEP), size);
      case "mpsc.uncontended.unbounded" -> () -> uncontended(new LinkedBlockingQueue<>(), size);
      default -> null;
    };
  }

  /// A piece of work that may be interrupted.
  private interface Work {
    void run() throws Exception;
  }

  private static Callable<Boolean> callable(Work work) {
    return () -> {
      work.run();
      return true;
    };
  }

  private void inTasks(int count, Work work) throws Exception {
    List<Future<?>> handles = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      handles.add(tasks.submit(callable(work)));
    }
    for (Future<?> handle : handles) {
      handle.get();
    }
  }

  /// In a virtual thread where there are such, else on the calling thread.
  private void inTask(Work work) throws Exception {
    if (virtual) {
      tasks.submit(callable(work)).get();
    } else {
      work.run();
    }
  }

  private static void oneshots(int count) {
    for (int i = 0; i < count; i++) {
      CompletableFuture<Integer> channel = new CompletableFuture<>();
      channel.complete(i);
      channel.join();
    }
  }

  private void requestReply() throws Exception {
    int size = shape.size();
    BlockingQueue<CompletableFuture<Boolean>> inbox = new LinkedBlockingQueue<>(10);
    Future<?> server =
        tasks.submit(
            callable(() -> {
              for (int i = 0; i < size; i++) {
                inbox.take().complete(true);
              }
            }));
    inTask(() -> {
      for (int i = 0; i < size; i++) {
        CompletableFuture<Boolean> reply = new CompletableFuture<>();
        inbox.put(reply);
        reply.get();
      }
    });
    server.get();
  }

  private static void acquire(Semaphore semaphore, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      semaphore.acquire();
      semaphore.release();
    }
  }

  private void contended(BlockingQueue<Integer> queue, int size) throws Exception {
    List<Future<?>> senders = new ArrayList<>(Shapes.SENDERS);
    for (int s = 0; s < Shapes.SENDERS; s++) {
      senders.add(tasks.submit(callable(() -> send(queue, size))));
    }
    inTask(() -> receive(queue, Shapes.SENDERS * size));
    for (Future<?> sender : senders) {
      sender.get();
    }
  }

  private void uncontended(BlockingQueue<Integer> queue, int size) throws Exception {
    inTask(() -> {
      send(queue, size);
      receive(queue, size);
    });
  }

  private static void send(BlockingQueue<Integer> queue, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      queue.put(i);
    }
  }

  private static void receive(BlockingQueue<Integer> queue, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      queue.take();
    }
  }

  /// A number behind a lock.
  private static final class Counter {
    private final ReentrantLock lock = new ReentrantLock();
    private long value;

    void add(int times) {
      for (int i = 0; i < times; i++) {
        lock.lock();
        try {
          value++;
        } finally {
          lock.unlock();
        }
      }
    }
  }
}
