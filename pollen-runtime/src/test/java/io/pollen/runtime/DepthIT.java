package io.pollen.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// 40,000 nested awaits on the default workers of a JVM of its own: interpreted code, whose frames
/// are the largest, and code as it comes in a cold JVM.
class DepthIT {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final long LIMIT_SECONDS = 300;

  @TempDir Path work;

  private String run(String... flags) throws Exception {
    List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-ea"));
    command.addAll(List.of(flags));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            DeepProgram.class.getName()));
    Path output = work.resolve("output.txt");
    Path log = work.resolve("log.txt"); // where the watchdog tells of long polls, as these are
    Process process =
        new ProcessBuilder(command)
            .redirectError(log.toFile())
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(LIMIT_SECONDS, SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("timed out: " + command + "\n" + Files.readString(output));
    }
    assertThat(process.exitValue()).as(() -> text(log)).isZero();
    return Files.readString(output);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void inAColdJvm() throws Exception {
    assertThat(run()).isEqualTo(DeepProgram.EXPECTED);
  }

  @Test
  void interpretedOnly() throws Exception {
    assertThat(run("-Xint")).isEqualTo(DeepProgram.EXPECTED);
  }
}
