package io.pollen.process;

import java.nio.charset.StandardCharsets;

/// What a process has written until its end.
///
/// @param status how it has ended
/// @param stdout the bytes of its standard output; empty when that was no pipe
/// @param stderr the bytes of its standard error; empty when that was no pipe
public record Output(ExitStatus status, byte[] stdout, byte[] stderr) {

  /// The standard output as UTF-8; malformed bytes become U+FFFD.
  public String stdoutText() {
    return new String(stdout, StandardCharsets.UTF_8);
  }

  /// The standard error as UTF-8; malformed bytes become U+FFFD.
  public String stderrText() {
    return new String(stderr, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "%s, %d bytes of output, %d of errors".formatted(status, stdout.length, stderr.length);
  }
}
