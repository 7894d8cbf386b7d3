package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs `examples/setup/try.sh`, which builds a project in each of the documented ways.
class SetupIT {
  @TempDir Path folder;

  @Test
  @Timeout(420)
  void everyDocumentedSetupBuildsWeavesAndRefuses() throws Exception {
    Path printed = folder.resolve("printed");
    var builder =
        new ProcessBuilder(Path.of("setup", "try.sh").toAbsolutePath().toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().put("POLLEN_JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      boolean ended = process.waitFor(400, TimeUnit.SECONDS);
      String output = Files.readString(printed);
      assertThat(ended).as(output).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
      assertThat(output).endsWith("every set-up works\n");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
