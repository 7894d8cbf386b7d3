package io.pollen.sync;

/// Permits of a [Semaphore] that somebody holds. Closing it gives them back; closing it twice has
/// no effect.
///
/// It may be handed from task to task and cross an `await`, but only one thread uses it at a time.
public final class Permit implements AutoCloseable {
  private final Permits permits;
  private int count;

  Permit(Permits permits, int count) {
    this.permits = permits;
    this.count = count;
  }

  /// How many permits it holds: 0 after it was closed, forgotten or merged into another.
  public int count() {
    return count;
  }

  /// Gives the permits back; the first in the queue gets them.
  @Override
  public void close() {
    int held = take();
    if (held > 0) {
      permits.release(held);
    }
  }

  /// Keeps the permits from ever coming back: the semaphore shrinks by them.
  public void forget() {
    take();
  }

  /// Splits off `part` permits.
  ///
  /// @return a permit of its own that holds them
  /// @throws IllegalArgumentException when `part` is less than 1 or more than it holds
  public Permit split(int part) {
    if (part < 1 || part > count) {
      throw new IllegalArgumentException("cannot split " + part + " off " + count + " permits");
    }
    count -= part;
    return new Permit(permits, part);
  }

  /// Takes the permits of `other` over, which then holds none.
  ///
  /// @throws IllegalArgumentException when it is of another semaphore, or this permit itself
  public void merge(Permit other) {
    if (other == this || other.permits != permits) {
      throw new IllegalArgumentException("only another permit of the same semaphore can be merged");
    }
    count = Math.addExact(count, other.take());
  }

  private int take() {
    int held = count;
    count = 0;
    return held;
  }
}
