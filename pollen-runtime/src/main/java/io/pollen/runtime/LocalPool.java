package io.pollen.runtime;

import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Threads with a local runtime each: tasks stay on the thread where they begin, and share its
/// state without locks. For state that belongs to one thread, and for servers that run one loop for
/// each processor.
///
/// ```java
/// try (var pool = LocalPool.perCore()) {
///   pool.spawnOnEach(index -> serve(index));
///   ...
/// }
/// ```
///
/// A task is given as a supplier: the future is made on the task's thread. `Pollen.spawn` in a task
/// starts another one on the same thread. Only the task's result comes back to the spawner's
/// thread. All methods may be called from any thread.
public final class LocalPool implements AutoCloseable {
  private final List<LocalThread> threads = new ArrayList<>();

  /// @param builder one thread at a time builds with it
  LocalPool(RuntimeBuilder builder, int size) {
    for (int i = 0; i < size; i++) {
      LocalThread thread = new LocalThread(builder, builder.name + "-local-" + i);
      thread.start();
      try {
        thread.awaitStart();
      } catch (RuntimeException | Error failure) {
        close();
        throw failure;
      }
      threads.add(thread);
    }
  }

  /// As many threads as there are processors, with the defaults of the builder; others are made by
  /// [RuntimeBuilder#localPool].
  public static LocalPool perCore() {
    return AsyncRuntime.builder().localPool(Runtime.getRuntime().availableProcessors());
  }

  /// How many threads there are.
  public int size() {
    return threads.size();
  }

  /// How many of the tasks that were started by this pool's methods on thread `index` have not
  /// ended.
  ///
  /// @throws IndexOutOfBoundsException when there is no such thread
  public long load(int index) {
    return threads.get(index).load();
  }

  /// Starts a task on the thread that has the fewest.
  ///
  /// @param make makes the future, on that thread; what it throws is the task's failure
  public <T> JoinHandle<T> spawn(Supplier<? extends Future<? extends T>> make) {
    Objects.requireNonNull(make, "make");
    return threads.stream()
        .min(Comparator.comparingLong(LocalThread::load))
        .orElseThrow()
        .spawn(make);
  }

  /// Starts a task on thread `index`, counted from 0.
  ///
  /// @param make makes the future, on that thread; what it throws is the task's failure
  /// @throws IndexOutOfBoundsException when there is no such thread
  public <T> JoinHandle<T> spawnOn(int index, Supplier<? extends Future<? extends T>> make) {
    Objects.requireNonNull(make, "make");
    return threads.get(index).spawn(make);
  }

  /// Starts a task on each thread.
  ///
  /// @param make makes the future for the thread of that index, on that thread
  /// @return the handles, by index
  public <T> List<JoinHandle<T>> spawnOnEach(IntFunction<? extends Future<? extends T>> make) {
    Objects.requireNonNull(make, "make");
    List<JoinHandle<T>> handles = new ArrayList<>();
    for (int i = 0; i < threads.size(); i++) {
      int index = i;
      handles.add(spawnOn(index, () -> make.apply(index)));
    }
    return handles;
  }

  /// Ends all runtimes as [AsyncRuntime#close] does, and waits for their threads; called on one of
  /// them it does not wait. Idempotent. When the caller is interrupted it waits no longer.
  @Override
  public void close() {
    threads.forEach(LocalThread::end);
    if (Thread.currentThread() instanceof LocalThread own && threads.contains(own)) {
      return;
    }
    try {
      for (LocalThread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "LocalPool of " + size() + " threads";
  }
}
