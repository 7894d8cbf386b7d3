package io.pollen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/// Runs the script `./pollen` as a user does, in a folder of the test's own.
abstract class WithScript {
  @TempDir Path folder;

  record Result(int code, String out, String err) {}

  static Path script() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(at.resolve("pollen"))) {
      at = at.getParent();
    }
    return at.resolve("pollen");
  }

  final Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(script().toString()));
    command.addAll(List.of(args));
    return launch(command);
  }

  /// The same for another command. What it writes to stderr is told by [#stderr].
  final Process launch(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("POLLEN_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("POLLEN_JAVA_OPTS", "-Xmx128m -XX:TieredStopAtLevel=1");
    Path err = Files.createTempFile(folder, "stderr", "");
    Process process = builder.redirectError(err.toFile()).start();
    Files.move(err, folder.resolve("stderr-" + process.pid()));
    return process;
  }

  final String stderr(Process process) throws IOException {
    return Files.readString(folder.resolve("stderr-" + process.pid()));
  }

  final Result pollen(String... args) throws Exception {
    Process process = start(args);
    try {
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Result(process.exitValue(), out, stderr(process));
    } finally {
      process.destroyForcibly();
    }
  }

  final String file(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    return name;
  }
}
