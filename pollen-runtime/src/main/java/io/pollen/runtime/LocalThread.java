package io.pollen.runtime;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.group.TaskTracker;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.sync.CancellationToken;
import io.pollen.sync.NonBlocking;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// A thread and the local runtime that runs on it, until it is told to end.
final class LocalThread extends Thread implements NonBlocking {
  private final RuntimeBuilder builder;
  private final CompletableFuture<AsyncRuntime> made = new CompletableFuture<>();
  private final CancellationToken end = new CancellationToken();
  private final TaskTracker tasks = new TaskTracker();

  LocalThread(RuntimeBuilder builder, String name) {
    super(null, null, name, builder.stackSize, false);
    this.builder = builder;
    setDaemon(builder.daemon);
  }

  @Override
  public void run() {
    AsyncRuntime runtime;
    try {
      runtime = builder.build();
    } catch (Throwable failure) {
      made.completeExceptionally(failure);
      return;
    }
    made.complete(runtime);
    try (runtime) {
      runtime.blockOn(end.cancelled());
    } catch (Exception ended) {
      // By a failure that the policy makes the end of the runtime, whose handler was told, or by
      // an interrupt: the tasks are cancelled either way.
    }
  }

  /// Waits until the runtime is there.
  void awaitStart() {
    made.join();
  }

  /// How many tasks came from outside and have not ended.
  long load() {
    return tasks.size();
  }

  /// The future is made on this thread, at its first poll, and never leaves it.
  <T> JoinHandle<T> spawn(Supplier<? extends Future<? extends T>> make) {
    Future<T> here = Async.<Future<? extends T>>lazy(make::get).flatMap(future -> future);
    return made.join().spawnFromAnywhere(tasks.track(here));
  }

  /// Returns at once.
  void end() {
    end.cancel();
  }
}
