package io.pollen.runtime;

import io.pollen.AsyncAction;
import io.pollen.AsyncBody;
import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Describes a task before it starts: `Pollen.task().name("reader").spawn(read())`.
public final class TaskBuilder {
  private final AsyncRuntime runtime;
  private @Nullable String name;

  TaskBuilder(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  /// The task's name in messages and dumps. Need not be unique.
  public TaskBuilder name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /// Starts the task.
  public <T> JoinHandle<T> spawn(Future<? extends T> future) {
    return runtime.spawn(Objects.requireNonNull(future, "future"), name);
  }

  /// Starts a task that runs an async block.
  public <T> JoinHandle<T> spawn(AsyncBody<T> body) {
    return runtime.spawn(body.start(), name);
  }

  /// Starts a task that runs an async block without a value.
  public JoinHandle<Void> spawn(AsyncAction body) {
    return runtime.spawn(body.start(), name);
  }

  /// Runs `call`, which may block, on a thread of the blocking pool.
  public <T> JoinHandle<T> spawnBlocking(Callable<? extends T> call) {
    return runtime.spawnBlocking(Objects.requireNonNull(call, "call"), name);
  }
}
