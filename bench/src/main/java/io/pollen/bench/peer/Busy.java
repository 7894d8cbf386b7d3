package io.pollen.bench.peer;

/// The switch of the background tasks that keep every worker busy.
final class Busy implements AutoCloseable {
  private volatile boolean on = true;

  boolean on() {
    return on;
  }

  @Override
  public void close() {
    on = false;
  }

  /// Burns 10 µs of wall time the way Tokio's busy benchmarks do.
  static void stall() {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < 10_000) {
      Thread.onSpinWait();
    }
  }
}
