package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Real programs to talk to, where there is a Python.
final class Python {
  private Python() {}

  /// Skips the test when there is none.
  static void assumed() throws InterruptedException {
    boolean there;
    try {
      there = new ProcessBuilder("python3", "-c", "").start().waitFor() == 0;
    } catch (IOException e) {
      there = false;
    }
    assumeTrue(there, "there is no python3");
  }

  static Process start(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", "-c", program));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /// Runs `program` to its end.
  ///
  /// @return what it has printed
  static String run(String program, String... arguments) throws Exception {
    return end(start(program, arguments));
  }

  /// Waits for the end of `process`.
  ///
  /// @return what it has printed
  static String end(Process process) throws Exception {
    try {
      String printed = new String(process.getInputStream().readAllBytes()).strip();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it has ended").isTrue();
      assertThat(process.exitValue()).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }
}
