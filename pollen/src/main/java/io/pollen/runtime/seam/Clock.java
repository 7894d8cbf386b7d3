package io.pollen.runtime.seam;

/// Monotonic time. Nothing in Pollen calls `System.nanoTime` but the implementation of this.
@FunctionalInterface
public interface Clock {

  /// Nanoseconds since an arbitrary origin; compare by subtraction only. Any thread.
  long nanos();

  /// The machine's own clock.
  static Clock system() {
    return System::nanoTime;
  }
}
