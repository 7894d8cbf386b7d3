package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every row of the lecture and holds it to what it says it prints.
class DeckTest {
  @TempDir static Path classes;

  static List<Path> programs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("deck"))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  @BeforeAll
  static void compile() throws IOException {
    Programs.compile(programs(), classes);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void printsWhatItPromises(Path source) throws Exception {
    String name = source.getFileName().toString().replace(".java", "");
    List<String> promises = Programs.promises(source);
    assertThat(promises).as("promises of " + name).isNotEmpty();
    String printed =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> Programs.run(classes, name, "100000"));
    Programs.assertPrintedInOrder(printed, promises);
  }
}
