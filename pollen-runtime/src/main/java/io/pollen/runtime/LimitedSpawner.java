package io.pollen.runtime;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Spawner;
import io.pollen.sync.Semaphore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/// See [AsyncRuntime#limited].
final class LimitedSpawner implements Spawner {
  private final Spawner spawner;
  private final int most;
  private final Semaphore places;

  LimitedSpawner(Spawner spawner, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("a limit must be at least 1, not " + most);
    }
    this.spawner = spawner;
    this.most = most;
    places = new Semaphore(most);
  }

  private <T> Future<T> limited(Future<? extends T> future) {
    return new PlacedFuture<>(places, future);
  }

  @Override
  public <T> JoinHandle<T> spawn(Future<? extends T> future) {
    return spawner.spawn(limited(Objects.requireNonNull(future, "future")));
  }

  @Override
  public <T> List<JoinHandle<T>> spawnAll(Collection<? extends Future<? extends T>> futures) {
    List<Future<T>> limited = new ArrayList<>();
    for (Future<? extends T> future : List.copyOf(futures)) {
      limited.add(limited(future));
    }
    return spawner.spawnAll(limited);
  }

  /// The pool gets the call when there is a place for it, and not before.
  @Override
  public <T> JoinHandle<T> spawnBlocking(Callable<? extends T> call) {
    Objects.requireNonNull(call, "call");
    Future<JoinHandle<T>> begun = Async.lazy(() -> spawner.spawnBlocking(call));
    return spawn(begun.flatMap(JoinHandle::abortOnDrop));
  }

  @Override
  public String toString() {
    return "at most " + most + " tasks of " + spawner;
  }
}
