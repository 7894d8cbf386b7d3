package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every Java program in the documents compiles, runs, and prints what its `// prints:` lines
/// promise.
class DocsTest {
  private static final Pattern NAME = Pattern.compile("public class (\\w+)");
  private static final Pattern BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

  @TempDir static Path folder;

  record Snippet(String document, String name, String text) {
    @Override
    public String toString() {
      return document + " " + name;
    }
  }

  /// Blocks with a `void main` are programs; the others show a signature or a fragment.
  static List<Snippet> programs() throws IOException {
    var found = new ArrayList<Snippet>();
    try (Stream<Path> guides = Files.walk(Path.of("..", "docs", "guide"))) {
      var documents = new ArrayList<>(List.of(Path.of("..", "README.md")));
      documents.addAll(guides.filter(path -> path.toString().endsWith(".md")).sorted().toList());
      for (Path document : documents) {
        var matcher = BLOCK.matcher(Files.readString(document));
        while (matcher.find()) {
          if (matcher.group(1).contains("void main(")) {
            var named = NAME.matcher(matcher.group(1));
            String name = named.find() ? named.group(1) : "Snippet" + found.size();
            found.add(new Snippet(document.getFileName().toString(), name, matcher.group(1)));
          }
        }
      }
    }
    return found;
  }

  @BeforeAll
  static void compile() throws IOException {
    var sources = new ArrayList<Path>();
    for (Snippet snippet : programs()) {
      sources.add(Files.writeString(folder.resolve(snippet.name() + ".java"), snippet.text()));
    }
    Programs.compile(sources, folder);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void everyProgramInTheDocumentsRuns(Snippet snippet) throws Exception {
    String printed =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> Programs.run(folder, snippet.name()));
    List<String> promises = Programs.promises(folder.resolve(snippet.name() + ".java"));
    assertThat(promises).as("promises of " + snippet).isNotEmpty();
    Programs.assertPrintedInOrder(printed, promises);
  }
}
