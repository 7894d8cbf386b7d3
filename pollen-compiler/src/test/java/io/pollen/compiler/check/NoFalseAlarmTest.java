package io.pollen.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.compiler.Javac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The checks say nothing about code that is right: everything in this repository (main code,
/// tests, benchmarks, stress programs, examples), and the programs in
/// `src/test/resources/realistic`.
///
/// Where a test does on purpose what a check speaks of, it says so by `@SuppressWarnings`.
class NoFalseAlarmTest {
  private static final Path REALISTIC = Path.of("src/test/resources/realistic");
  private static final Path ROOT = Path.of("..");

  /// The Maven plugin is not among them: Maven's own classes are not on this class path.
  private static final List<String> MODULES =
      List.of(
          "pollen-core/src",
          "pollen-runtime/src",
          "pollen-compiler/src/main",
          "pollen-compiler/src/test/java",
          "pollen-cli/src",
          "bench/src",
          "verify/src",
          "examples/deck",
          "examples/src");

  @TempDir Path output;

  private static List<Path> javaFiles(Path folder, int depth) throws IOException {
    try (Stream<Path> files = Files.walk(folder, depth)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("module-info.java") && !file.endsWith("package-info.java"))
          .sorted()
          .toList();
    }
  }

  private static List<Path> repository() throws IOException {
    List<Path> files = new ArrayList<>(javaFiles(ROOT.resolve("examples"), 1));
    for (String module : MODULES) {
      files.addAll(javaFiles(ROOT.resolve(module), Integer.MAX_VALUE));
    }
    return files;
  }

  @Test
  void nothingIsSaidOfWhatIsRight() throws IOException {
    List<Path> realistic = javaFiles(REALISTIC, 1);
    List<Path> repository = repository();
    assertThat(realistic).hasSizeGreaterThanOrEqualTo(20);
    assertThat(repository).hasSizeGreaterThan(600);

    // Warnings only: after an error javac would analyse nothing more. And no class is written.
    Javac javac =
        Javac.into(output)
            .with("-Xlint:none", "-Apollen.check.all=warn", "-Apollen.weave=off")
            .with("--should-stop=ifNoError=FLOW");
    repository.forEach(javac::source);
    realistic.forEach(javac::source);
    Javac.Run run = javac.run();
    assertThat(run.messages())
        .as("what was said")
        .filteredOn(
            said -> !said.matches("(?s).*sun.misc.Signal(Handler)? is internal.*")) // javac's
        .isEmpty();
    assertThat(run.ok()).isTrue();
  }
}
