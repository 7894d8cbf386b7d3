package io.pollen;

import io.pollen.combine.Surrounded;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A value that belongs to a future and all that it awaits, whichever thread polls it.
///
/// ```
/// static final TaskLocal<String> USER = TaskLocal.named("user");
///
/// await(TaskLocal.where(USER, "ada", handle(request)));   // USER.get() is "ada" inside
/// ```
///
/// The value is installed around each poll *and drop* of the future, and what was there before is
/// put back afterwards, so bindings nest. It is not inherited: a task that is spawned inside starts
/// without it. Nor does it follow a callback onto another thread.
///
/// Several branches of one join may bind the same key differently.
///
/// @param <T> the type of the value
public final class TaskLocal<T> {
  private static final Object UNBOUND = new Object();

  private final String name;
  private final ThreadLocal<@Nullable Object> current = ThreadLocal.withInitial(() -> UNBOUND);

  private TaskLocal(String name) {
    this.name = name;
  }

  /// A key, to be kept in a `static final` field.
  ///
  /// @param name for error messages
  public static <T> TaskLocal<T> named(String name) {
    return new TaskLocal<>(Objects.requireNonNull(name, "name"));
  }

  /// `future` with `key` bound to `value` inside it. Lazy; dropping it drops `future`, with the
  /// value installed.
  ///
  /// @param value may be null
  public static <K, T> Future<T> where(TaskLocal<K> key, K value, Future<? extends T> future) {
    return Surrounded.of(future, key.new Binding(value));
  }

  /// The value bound by the nearest [#where] around the code that is being polled.
  ///
  /// @throws NoSuchElementException when there is none
  @SuppressWarnings("unchecked") // only Binding writes, a value of K
  public T get() {
    Object value = current.get();
    if (value == UNBOUND) {
      throw new NoSuchElementException(
          "task local \""
              + name
              + "\" is not bound here: wrap the future in TaskLocal.where(key, value, future);"
              + " spawned tasks do not inherit it");
    }
    return (T) value;
  }

  /// The bound value, or `other`.
  @SuppressWarnings("unchecked") // only Binding writes, a value of K
  public T orElse(T other) {
    Object value = current.get();
    return value == UNBOUND ? other : (T) value;
  }

  /// Whether a value is bound here.
  public boolean isBound() {
    return current.get() != UNBOUND;
  }

  @Override
  public String toString() {
    return "TaskLocal[" + name + "]";
  }

  private final class Binding implements Surrounded.Surrounding {
    private final T value;

    Binding(T value) {
      this.value = value;
    }

    @Override
    public @Nullable Object enter() {
      Object before = current.get();
      current.set(value);
      return before;
    }

    @Override
    public void exit(@Nullable Object before) {
      if (before == UNBOUND) {
        current.remove();
      } else {
        current.set(before);
      }
    }
  }
}
