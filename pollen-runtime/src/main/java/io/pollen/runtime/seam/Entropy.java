package io.pollen.runtime.seam;

/// Chance for one thread: where a thief starts to look, which branch of a select comes first.
@FunctionalInterface
public interface Entropy {

  /// A number from 0 (inclusive) to `bound` (exclusive). The owning thread only.
  int nextInt(int bound);

  /// The same numbers for the same seed (xorshift64*, Vigna 2016).
  static Entropy seeded(long seed) {
    return new XorShift(seed);
  }

  /// A seed that differs from run to run.
  static long freshSeed() {
    return System.nanoTime() * 0x9E3779B97F4A7C15L + ProcessHandle.current().pid();
  }
}
