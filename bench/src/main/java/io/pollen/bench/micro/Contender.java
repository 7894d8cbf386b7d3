package io.pollen.bench.micro;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Jvm;
import io.pollen.bench.measure.TimedChild;
import java.util.Optional;

/// A warm child JVM with one shape open on one library.
///
/// @param shape what it runs
/// @param library on what
/// @param gc under which collector
/// @param child the process
record Contender(Shape shape, Library library, Gc gc, TimedChild child) implements AutoCloseable {

  /// Starts and warms up the child; empty when the library has nothing of that kind.
  static Optional<Contender> open(Shape shape, Library library, Gc gc, int warmupMillis)
      throws Failure {
    return TimedChild.open(
            Jvm.command(
                gc, shape.workers(), Jvm.HEAP, MicroChild.class, library.name(), shape.name()),
            warmupMillis)
        .map(child -> new Contender(shape, library, gc, child));
  }

  /// Lets the child do one round.
  void round(int millis) throws Failure {
    child.round(millis);
  }

  /// The median of the rounds so far.
  double median() {
    return child.median();
  }

  @Override
  public void close() {
    child.close();
  }
}
