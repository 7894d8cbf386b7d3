package io.pollen.bench.load;

import io.pollen.bench.measure.Child;
import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.SystemCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// A server and its load, connected: the load answers lines as `peers/load.c` does.
record Loaded(Server server, Child load) implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(60);
  private static final Duration SLACK = Duration.ofSeconds(20);

  /// Connects: returns when every connection has had an echo. The server stays the caller's when
  /// that fails.
  static Loaded connect(Server server, List<String> command) throws Failure {
    Child load;
    try {
      load = Child.start(command);
    } catch (IOException e) {
      throw new Failure("the load did not start: " + e.getMessage());
    }
    try {
      load.line(CONNECT);
      return new Loaded(server, load);
    } catch (Failure e) {
      load.close();
      throw e;
    }
  }

  /// Lets the load run for so long.
  ///
  /// @return how many messages have come back
  double messages(int millis) throws Failure {
    load.send("go " + millis);
    return load.number(SLACK.plusMillis(millis));
  }

  /// The same: microseconds of the server's CPU time for each message. A tick of the CPU clock is
  /// 10 ms, so a round must be many of them.
  double cpuMicros(int millis) throws Failure {
    double before = server.cpuSeconds();
    double messages = messages(millis);
    return Math.max(server.cpuSeconds() - before, 1e-3) * 1e6 / messages;
  }

  /// The same: microseconds of time for each message.
  double wallMicros(int millis) throws Failure {
    long begin = System.nanoTime();
    double messages = messages(millis);
    return (System.nanoTime() - begin) / 1e3 / messages;
  }

  /// The same: system calls of the server for each message that it receives or sends.
  double systemCalls(int millis) throws Failure {
    try (SystemCalls calls = SystemCalls.of(server.child().pid())) {
      double messages = messages(millis);
      return calls.end() / (2 * messages);
    }
  }

  @Override
  public void close() {
    load.close();
    server.close();
  }
}
