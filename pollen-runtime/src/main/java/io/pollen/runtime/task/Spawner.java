package io.pollen.runtime.task;

import io.pollen.AsyncAction;
import io.pollen.AsyncBody;
import io.pollen.Future;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;

/// What can start tasks: a runtime. All methods may be called from any thread.
public interface Spawner {

  /// Starts a task: it runs even if the handle is never awaited. It owns the future from then on.
  <T> JoinHandle<T> spawn(Future<? extends T> future);

  /// Starts a task that runs an async block.
  default <T> JoinHandle<T> spawn(AsyncBody<T> body) {
    return spawn(body.start());
  }

  /// Starts a task that runs an async block without a value.
  default JoinHandle<Void> spawn(AsyncAction body) {
    return spawn(body.start());
  }

  /// Starts a task for each of `futures`. All of them enter the queue in one pass, and other
  /// workers are woken once: for many small tasks.
  ///
  /// @return a handle for each, in the order of the futures
  <T> List<JoinHandle<T>> spawnAll(Collection<? extends Future<? extends T>> futures);

  /// Runs `call`, which may block, on a thread of its own. Aborting the handle interrupts that
  /// thread; a call that then throws InterruptedException is cancelled, not failed.
  <T> JoinHandle<T> spawnBlocking(Callable<? extends T> call);
}
