package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every Java program in the documents compiles, runs, and prints what its `// prints:` lines
/// promise; or javac says about it what its `// ^ error:` lines promise, at the place that the
/// caret points to in the line above.
class DocsTest {
  private static final Pattern NAME = Pattern.compile("public class (\\w+)");
  private static final Pattern BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
  private static final Pattern ERROR = Pattern.compile("\\s*//\\s*\\^ error: (.*)");

  @TempDir static Path folder;

  record Snippet(String document, String name, String text) {
    boolean isProgram() {
      return text.contains("void main(");
    }

    boolean isRefused() {
      return text.lines().anyMatch(ERROR.asMatchPredicate());
    }

    Path source() {
      return folder.resolve(name + ".java");
    }

    @Override
    public String toString() {
      return document + " " + name;
    }
  }

  private static List<Snippet> snippets() throws IOException {
    var found = new ArrayList<Snippet>();
    try (Stream<Path> guides = Files.walk(Path.of("..", "docs", "guide"))) {
      var documents = new ArrayList<>(List.of(Path.of("..", "README.md")));
      documents.addAll(guides.filter(path -> path.toString().endsWith(".md")).sorted().toList());
      for (Path document : documents) {
        var matcher = BLOCK.matcher(Files.readString(document));
        while (matcher.find()) {
          var named = NAME.matcher(matcher.group(1));
          String name = named.find() ? named.group(1) : "Snippet" + found.size();
          found.add(new Snippet(document.getFileName().toString(), name, matcher.group(1)));
        }
      }
    }
    return found;
  }

  /// Blocks with a `void main` are programs; the others show a signature or a fragment.
  static List<Snippet> programs() throws IOException {
    return snippets().stream().filter(s -> s.isProgram() && !s.isRefused()).toList();
  }

  static List<Snippet> refused() throws IOException {
    return snippets().stream().filter(Snippet::isRefused).toList();
  }

  @BeforeAll
  static void compile() throws IOException {
    var sources = new ArrayList<Path>();
    for (Snippet snippet : programs()) {
      sources.add(Files.writeString(snippet.source(), snippet.text()));
    }
    Programs.compile(sources, folder);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void everyProgramInTheDocumentsRuns(Snippet snippet) throws Exception {
    String printed =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> Programs.run(folder, snippet.name()));
    List<String> promises = Programs.promises(snippet.source());
    assertThat(promises).as("promises of " + snippet).isNotEmpty();
    Programs.assertPrintedInOrder(printed, promises);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void everyBrokenProgramInTheDocumentsIsRefusedAsTheySay(Snippet snippet) throws IOException {
    var source = Files.writeString(snippet.source(), snippet.text());
    var errors = new ArrayDeque<>(Programs.errors(List.of(source), folder));
    List<String> lines = snippet.text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      var promise = ERROR.matcher(lines.get(i));
      if (promise.matches()) {
        assertThat(errors).as("javac is silent about " + lines.get(i)).isNotEmpty();
        var error = errors.remove();
        assertThat(error.getMessage(Locale.ENGLISH).lines().findFirst().orElseThrow())
            .matches(Programs.pattern(promise.group(1)));
        assertThat(error.getLineNumber()).as("line of " + error).isEqualTo(i);
        assertThat(error.getColumnNumber())
            .as("column of " + error)
            .isEqualTo(lines.get(i).indexOf('^') + 1);
      }
    }
    assertThat(errors).as("javac says more").isEmpty();
  }

  @Test
  void everyJavaBlockOfTheContractIsAProgram() throws IOException {
    var contract = snippets().stream().filter(s -> s.document().equals("async-await.md")).toList();
    assertThat(contract).isNotEmpty().allMatch(Snippet::isProgram);
  }
}
