package io.pollen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.compiler.weave.WeaveMain;
import io.pollen.compiler.weave.Weaver;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The sizes that `pollen explain` tells are those of real instances, woven or not, whatever the
/// JVM's layout of objects.
class ExplainedSizesIT {
  private static final String NAME = SuspendedBodies.class.getName().replace('.', '/') + ".class";

  @TempDir Path woven;

  private static Path written() throws Exception {
    return Path.of(
        SuspendedBodies.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private void weave() throws Exception {
    Path copy = woven.resolve(NAME);
    Files.createDirectories(copy.getParent());
    Files.copy(written().resolve(NAME), copy);
    List<Path> classPath = WeaveMain.classPath(System.getProperty("java.class.path"));
    assertThat(Weaver.weaveDirectory(woven, classPath).blocks()).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({
    "transformed, -XX:-UseCompactObjectHeaders, 12-byte object headers",
    "transformed, -XX:+UseCompactObjectHeaders, 8-byte object headers (compact)",
    "transformed, -XX:-UseCompressedOops, 8-byte references",
    "transformed, -XX:ObjectAlignmentInBytes=16, 16-byte alignment",
    "woven, -XX:-UseCompactObjectHeaders, 12-byte object headers",
    "woven, -XX:+UseCompactObjectHeaders, 8-byte object headers (compact)"
  })
  @Timeout(120)
  void areThoseThatJolMeasures(String form, String option, String layout) throws Exception {
    String classPath = System.getProperty("java.class.path");
    if (form.equals("woven")) {
      weave();
      classPath = woven + File.pathSeparator + classPath;
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-Djol.skipDynamicAttach=true",
                "-Djol.skipHotspotSAAttach=true",
                "-cp",
                classPath,
                SuspendedBodies.class.getName(),
                written().toString()));
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).isZero();
    assertThat(lines.getFirst()).startsWith(form + ", ").contains(layout);
    List<String> blocks = lines.stream().filter(line -> line.matches("\\w+ \\d+ \\d+")).toList();
    assertThat(blocks).hasSize(16);
    for (String line : blocks) {
      String[] words = line.split(" ");
      assertThat(words[1]).as(line + " with " + option).isEqualTo(words[2]);
    }
  }
}
