package io.pollen.bench.peer;

import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Shape;
import io.pollen.bench.micro.Shapes;
import java.util.ArrayList;
import java.util.List;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CompletableDeferred;
import kotlinx.coroutines.CompletableDeferredKt;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.sync.Mutex;
import kotlinx.coroutines.sync.MutexKt;
import kotlinx.coroutines.sync.Semaphore;
import kotlinx.coroutines.sync.SemaphoreKt;
import org.jspecify.annotations.Nullable;

/// The sync shapes with Kotlin's CompletableDeferred, Mutex, Semaphore and Channel. Kotlin has
/// nothing like Notify.
public final class KotlinSync {
  private KotlinSync() {}

  /// The body for `shape`, or null.
  public static @Nullable Body open(Shape shape) {
    int size = shape.size();
    Semaphore semaphore = SemaphoreKt.Semaphore(shape.name().contains(".multi") ? 10 : size, 0);
    Mutex mutex = MutexKt.Mutex(false);
    long[] counter = new long[1];
    return switch (shape.name()) {
      case "oneshot.create_send_recv" ->
          () -> Machine.runBlocking(new Loop(size, KotlinSync::oneshot, KotlinSync::ignore));
      case "request_reply.current" -> () -> Machine.runBlocking(new RequestReply(size));
      case "semaphore.uncontended.multi" -> () -> Machine.runBlocking(acquire(semaphore, size));
      case "semaphore.uncontended.concurrent_multi", "semaphore.contended.concurrent_multi" ->
          () -> inTasks(6, acquire(semaphore, 1));
      case "semaphore.contended.concurrent_single" ->
          () -> Machine.runBlocking(new Machine.LaunchAll(6, acquire(semaphore, 1)));
      case "mutex.uncontended" -> () -> Machine.runBlocking(lock(mutex, size, counter));
      case "mutex.contended.concurrent_multi" -> () -> inTasks(size, lock(mutex, 1, counter));
      case "mutex.contended.loop" -> () -> inTasks(Shapes.LOCKERS, lock(mutex, size, counter));
      case "mpsc.contention.bounded" -> () -> contended(channel(Shapes.DEEP), size);
      case "mpsc.contention.bounded_full" -> () -> contended(channel(100), size);
      case "mpsc.contention.unbounded" -> () -> contended(channel(Channel.UNLIMITED), size);
      case "mpsc.uncontended.bounded" -> () -> uncontended(channel(Shapes.DEEP), size);
      case "mpsc.uncontended.unbounded" -> () -> uncontended(channel(Channel.UNLIMITED), size);
      default -> null;
    };
  }

  private static Channel<Integer> channel(int capacity) {
    return Machine.channel(capacity);
  }

  private static void ignore(Object value) {}

  private static @Nullable Object oneshot(Continuation<Object> here) {
    CompletableDeferred<Boolean> channel = CompletableDeferredKt.CompletableDeferred((Job) null);
    channel.complete(true);
    return channel.await(here);
  }

  private static Machine acquire(Semaphore semaphore, int times) {
    return new Loop(times, semaphore::acquire, got -> semaphore.release());
  }

  private static Machine lock(Mutex mutex, int times, long[] counter) {
    return new Loop(
        times,
        here -> mutex.lock(null, here),
        got -> {
          counter[0]++;
          mutex.unlock(null);
        });
  }

  private static void inTasks(int count, Machine body) throws InterruptedException {
    List<Job> jobs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      jobs.add(Machine.launch(body));
    }
    Machine.runBlocking(new Machine.JoinAll(null, jobs));
  }

  private static Machine send(Channel<Integer> channel, int count) {
    return new Loop(count, here -> channel.send(1, here), KotlinSync::ignore);
  }

  private static Machine receive(Channel<Integer> channel, int count) {
    return new Loop(count, channel::receive, KotlinSync::ignore);
  }

  private static void contended(Channel<Integer> channel, int size) throws InterruptedException {
    Machine sender = send(channel, size);
    for (int s = 0; s < Shapes.SENDERS; s++) {
      Machine.launch(sender);
    }
    Machine.runBlocking(receive(channel, Shapes.SENDERS * size));
  }

  private static void uncontended(Channel<Integer> channel, int size) throws InterruptedException {
    Machine.runBlocking(send(channel, size));
    Machine.runBlocking(receive(channel, size));
  }
}
