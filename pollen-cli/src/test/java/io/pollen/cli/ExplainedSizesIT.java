package io.pollen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The sizes that `pollen explain` tells are those of real instances, whatever the JVM's layout of
/// objects.
class ExplainedSizesIT {
  @ParameterizedTest
  @CsvSource({
    "-XX:-UseCompactObjectHeaders, 12-byte object headers",
    "-XX:+UseCompactObjectHeaders, 8-byte object headers (compact)",
    "-XX:-UseCompressedOops, 8-byte references",
    "-XX:ObjectAlignmentInBytes=16, 16-byte alignment"
  })
  @Timeout(120)
  void areThoseThatJolMeasures(String option, String layout) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-Djol.skipDynamicAttach=true",
                "-Djol.skipHotspotSAAttach=true",
                "-cp",
                System.getProperty("java.class.path"),
                SuspendedBodies.class.getName()));
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).isZero();
    assertThat(lines.getFirst()).contains(layout);
    List<String> blocks = lines.stream().filter(line -> line.matches("\\w+ \\d+ \\d+")).toList();
    assertThat(blocks).hasSize(16);
    for (String line : blocks) {
      String[] words = line.split(" ");
      assertThat(words[1]).as(line + " with " + option).isEqualTo(words[2]);
    }
  }
}
