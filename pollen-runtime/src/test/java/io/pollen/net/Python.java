package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Real programs to talk to.
final class Python {
  private Python() {}

  static Process start(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of("python3", "-c", program));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new AssertionError(
          "this test needs 'python3': install it (apt-get install python3)", e);
    }
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
