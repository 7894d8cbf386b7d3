package io.pollen.bench.block;

import io.pollen.Future;
import io.pollen.bench.block.Values.Gate;

/// The same computations, made by hand or of async blocks.
interface Maker {
  /// One await of a future that is ready: `x + 1`.
  Future<Integer> ready(int x);

  /// Awaits `gate` again and again: the sum.
  Future<Integer> resume(Gate gate, int times);

  /// Three functions that call each other, four blocks with six awaits of what is ready.
  Future<Integer> nested(int x);

  /// As [#resume], inside of two more blocks.
  Future<Integer> deepResume(Gate gate, int times);
}
