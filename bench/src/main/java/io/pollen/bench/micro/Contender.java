package io.pollen.bench.micro;

import io.pollen.bench.measure.Child;
import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Jvm;
import io.pollen.bench.report.Stats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A warm child JVM with one shape open on one library, and what its rounds have cost.
///
/// @param shape what it runs
/// @param library on what
/// @param gc under which collector
/// @param child the process
/// @param costs of its rounds
record Contender(Shape shape, Library library, Gc gc, Child child, List<Double> costs)
    implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration SLACK = Duration.ofSeconds(20);

  /// Starts and warms up the child; empty when the library has nothing of that kind.
  static Optional<Contender> open(Shape shape, Library library, Gc gc, int warmupMillis)
      throws Failure {
    Child child;
    try {
      child =
          Child.start(
              Jvm.command(
                  gc, shape.workers(), Jvm.HEAP, MicroChild.class, library.name(), shape.name()));
    } catch (IOException e) {
      throw new Failure("did not start: " + e.getMessage());
    }
    boolean warm = false;
    try {
      if (child.line(START).equals("none")) {
        return Optional.empty();
      }
      child.send("warm " + warmupMillis);
      child.number(SLACK.plusMillis(warmupMillis));
      warm = true;
      return Optional.of(new Contender(shape, library, gc, child, new ArrayList<>()));
    } finally {
      if (!warm) {
        child.close();
      }
    }
  }

  /// Lets the child do one round.
  void round(int millis) throws Failure {
    child.send("round " + millis);
    costs.add(child.number(SLACK.plusMillis(millis)));
  }

  /// The median of the rounds so far.
  double median() {
    return Stats.median(costs);
  }

  @Override
  public void close() {
    child.close();
  }
}
