package io.pollen.runtime;

import io.pollen.Async;
import io.pollen.AsyncAction;
import io.pollen.AsyncBody;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.TaskLocal;
import io.pollen.combine.ScopedCapture;
import io.pollen.combine.Surrounded;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskAttribute;
import io.pollen.runtime.task.TaskLabel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Describes a task before it starts: `Pollen.task().name("reader").spawn(read())`.
public final class TaskBuilder {
  private final AsyncRuntime runtime;
  private final List<Surrounding> surroundings = new ArrayList<>();
  private final Map<TaskAttribute<?>, Object> attributes = new LinkedHashMap<>();
  private @Nullable String name;

  TaskBuilder(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  /// The task's name in messages and dumps. Need not be unique.
  public TaskBuilder name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /// Says something of the task to those who look at it from outside: dumps show it (by calling its
  /// `toString`, on any thread), and [io.pollen.runtime.task.TaskInfo#attribute] answers it.
  public <V> TaskBuilder attribute(TaskAttribute<V> key, V value) {
    attributes.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return this;
  }

  private TaskLabel label() {
    return name == null && attributes.isEmpty()
        ? TaskLabel.NONE
        : new TaskLabel(name, null, attributes);
  }

  /// Lets the task inherit the value that `key` has here and now. Without this a task starts with
  /// no task local bound.
  public TaskBuilder inherit(TaskLocal<?> key) {
    Objects.requireNonNull(key, "key");
    return key.isBound() ? around(inheriting(key)) : this;
  }

  private static <V> Surrounding inheriting(TaskLocal<V> key) {
    V value = key.get();
    return new Surrounding() {
      @Override
      public <T> Future<T> of(Future<T> future) {
        return TaskLocal.where(key, value, future);
      }
    };
  }

  /// Binds the scoped values that are bound here and now around each poll of the task, too. The JDK
  /// does not tell which there are, so they are named. Costs an object or two for each poll.
  public TaskBuilder captureScopedValues(ScopedValue<?>... keys) {
    ScopedValue.Carrier values = ScopedCapture.captured(keys);
    return values == null
        ? this
        : around(
            new Surrounding() {
              @Override
              public <T> Future<T> of(Future<T> future) {
                return ScopedCapture.of(future, values);
              }
            });
  }

  /// Installs `element` around each poll of the task. The first one that was given is the
  /// innermost.
  public <S extends @Nullable Object> TaskBuilder with(ContextElement<S> element) {
    var installed = new Installed<>(Objects.requireNonNull(element, "element"));
    return around(
        new Surrounding() {
          @Override
          public <T> Future<T> of(Future<T> future) {
            return Surrounded.of(future, installed);
          }
        });
  }

  /// Something put around the task's future.
  private interface Surrounding {
    <T> Future<T> of(Future<T> future);
  }

  private record Installed<S extends @Nullable Object>(ContextElement<S> element)
      implements Surrounded.Surrounding {
    @Override
    public @Nullable Object enter() {
      return element.enter();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what enter has answered
    public void exit(@Nullable Object before) {
      element.exit((S) before);
    }
  }

  private TaskBuilder around(Surrounding surrounding) {
    surroundings.add(surrounding);
    return this;
  }

  private <T> Future<T> surrounded(Future<T> future) {
    Future<T> whole = Objects.requireNonNull(future, "future");
    for (Surrounding surrounding : surroundings) {
      whole = surrounding.of(whole);
    }
    return whole;
  }

  /// Starts the task.
  public <T> JoinHandle<T> spawn(Future<? extends T> future) {
    return runtime.spawn(surrounded(future), label());
  }

  /// Starts a task that runs an async block.
  public <T> JoinHandle<T> spawn(AsyncBody<T> body) {
    return runtime.spawn(surrounded(body.start()), label());
  }

  /// Starts a task that runs an async block without a value.
  public JoinHandle<Void> spawn(AsyncAction body) {
    return runtime.spawn(surrounded(body.start()), label());
  }

  /// Runs `call`, which may block, on a thread of the blocking pool.
  public <T> JoinHandle<T> spawnBlocking(Callable<? extends T> call) {
    Objects.requireNonNull(call, "call");
    return runtime.spawnBlocking(surroundings.isEmpty() ? call : surrounded(call), label());
  }

  /// The call as a future that completes in its only poll.
  private <T> Callable<T> surrounded(Callable<? extends T> call) {
    Future<T> once = surrounded(Async.<T>lazy(call));
    return () -> Drive.drive(once);
  }
}
