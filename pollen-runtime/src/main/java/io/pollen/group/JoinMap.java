package io.pollen.group;

import io.pollen.AsyncBody;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.runtime.scheduler.CurrentRuntime;
import io.pollen.runtime.task.AbortHandle;
import io.pollen.runtime.task.Spawner;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A [JoinSet] whose tasks have keys: one task for each key. What Tokio calls a `JoinMap`.
///
/// A task that is started under the key of another one takes its place: the old one is aborted, and
/// [#next] does not tell of it. Closing the map aborts the tasks that are left. One owner at a time
/// uses it: not thread-safe.
///
/// @param <K> the type of the keys
/// @param <T> the type of the values
public final class JoinMap<K, T> implements AutoCloseable {
  private final JoinSet<T> tasks;
  private final Map<K, AbortHandle> handles = new HashMap<>();

  /// Of each task that was not replaced, by its number.
  private final Map<Long, K> keys = new HashMap<>();

  /// An empty map, whose tasks run on the current runtime.
  ///
  /// @throws IllegalStateException outside of a runtime
  public JoinMap() {
    this(CurrentRuntime.require(Spawner.class));
  }

  /// An empty map, whose tasks run on `spawner`.
  public JoinMap(Spawner spawner) {
    tasks = new JoinSet<>(spawner);
  }

  /// A task that has ended.
  ///
  /// @param key under which it was started
  /// @param outcome its value or failure
  /// @param <K> the type of the key
  /// @param <T> the type of the value
  public record Ended<K, T>(K key, Outcome<T> outcome) {}

  /// Starts a task under `key`.
  ///
  /// @throws IllegalStateException after [#close]; the future is dropped
  public AbortHandle spawn(K key, Future<? extends T> future) {
    return put(key, tasks.spawn(future));
  }

  /// Starts a task under `key` that runs an async block.
  ///
  /// @throws IllegalStateException after [#close]
  public AbortHandle spawn(K key, AsyncBody<T> body) {
    return spawn(key, body.start());
  }

  private AbortHandle put(K key, AbortHandle handle) {
    AbortHandle replaced = handles.put(key, handle);
    keys.put(handle.id(), key);
    if (replaced != null) {
      keys.remove(replaced.id());
      replaced.abort();
    }
    return handle;
  }

  /// The next task to end; empty when there are none in the map.
  ///
  /// Cancel-safe: dropping it loses no result. One at a time.
  public Future<Optional<Ended<K, T>>> next() {
    return tasks.next("JoinMap.next", this::isEmpty, this::remove);
  }

  /// Takes what has ended out of the map; null for a task that was replaced.
  private @Nullable Ended<K, T> remove(Joined<T> joined) {
    K key = keys.remove(joined.id());
    if (key == null) {
      return null;
    }
    handles.remove(key);
    return new Ended<>(key, joined.outcome());
  }

  /// Asks the task under `key` to end; [#next] will tell of it.
  ///
  /// @return whether there is one
  public boolean abort(K key) {
    AbortHandle handle = handles.get(key);
    if (handle == null) {
      return false;
    }
    handle.abort();
    return true;
  }

  /// Asks all tasks to end whose key fits.
  public void abortMatching(Predicate<? super K> fits) {
    handles.forEach((key, handle) -> {
      if (fits.test(key)) {
        handle.abort();
      }
    });
  }

  /// Whether there is a task under `key`.
  public boolean containsKey(K key) {
    return handles.containsKey(key);
  }

  /// The keys of the tasks that have not been handed out.
  public Set<K> keys() {
    return Set.copyOf(handles.keySet());
  }

  /// How many tasks have not been handed out.
  public int size() {
    return handles.size();
  }

  /// Whether [#next] would find nothing to wait for.
  public boolean isEmpty() {
    return handles.isEmpty();
  }

  /// Aborts all tasks.
  public void abortAll() {
    tasks.abortAll();
  }

  /// Aborts all tasks and waits until they have ended.
  ///
  /// Cancel-safe.
  public Future<Void> shutdown() {
    return tasks.shutdown(this::remove);
  }

  /// Aborts the tasks that are left, and forgets them. Does not wait.
  @Override
  public void close() {
    tasks.close();
    handles.clear();
    keys.clear();
  }
}
