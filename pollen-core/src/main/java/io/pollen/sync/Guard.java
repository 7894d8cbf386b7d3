package io.pollen.sync;

/// The right to use the value of a [Mutex], until it is closed. It may cross an `await` and be
/// handed from task to task, but only one thread uses it at a time.
///
/// @param <T> the type of the value
public final class Guard<T> implements AutoCloseable {
  private final Mutex<T> mutex;
  private boolean open = true;

  Guard(Mutex<T> mutex) {
    this.mutex = mutex;
  }

  /// The value.
  ///
  /// @throws IllegalStateException when the guard was closed
  public T get() {
    checkOpen();
    return mutex.value();
  }

  /// Replaces the value.
  ///
  /// @throws IllegalStateException when the guard was closed
  public void set(T value) {
    checkOpen();
    mutex.value(value);
  }

  /// Unlocks; the first in the queue gets the lock. Closing twice has no effect.
  @Override
  public void close() {
    if (open) {
      open = false;
      mutex.unlock();
    }
  }

  private void checkOpen() {
    if (!open) {
      throw new IllegalStateException("the mutex was used through a guard that is closed");
    }
  }
}
