package io.pollen.bench.measure;

import io.pollen.bench.report.Stats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A warm child JVM that runs one benchmark round by round, and what its rounds have cost.
public final class TimedChild implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration SLACK = Duration.ofSeconds(20);

  private final Child child;
  private final List<Double> costs = new ArrayList<>();

  private TimedChild(Child child) {
    this.child = child;
  }

  /// Starts and warms up a child that answers as [io.pollen.bench.micro.Rounds#serve] does; empty
  /// when it says that it has nothing of that kind.
  public static Optional<TimedChild> open(List<String> command, int warmupMillis) throws Failure {
    Child child;
    try {
      child = Child.start(command);
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
      return Optional.of(new TimedChild(child));
    } finally {
      if (!warm) {
        child.close();
      }
    }
  }

  /// Lets the child do one round.
  public void round(int millis) throws Failure {
    child.send("round " + millis);
    costs.add(child.number(SLACK.plusMillis(millis)));
  }

  /// Lets the child run for about so long.
  ///
  /// @return how many sleeps of its threads there were for each operation
  public double sleeps(int millis) throws Failure {
    long before = Sleeps.of(child.pid());
    long begin = System.nanoTime();
    child.send("round " + millis);
    double nanosPerOperation = child.number(SLACK.plusMillis(millis));
    double operations = (System.nanoTime() - begin) / nanosPerOperation;
    return (Sleeps.of(child.pid()) - before) / operations;
  }

  /// The bytes that an operation allocates in the child's own thread.
  public double bytes() throws Failure {
    child.send("bytes 0");
    return child.number(SLACK);
  }

  /// The median of the rounds so far.
  public double median() {
    return Stats.median(costs);
  }

  @Override
  public void close() {
    child.close();
  }
}
