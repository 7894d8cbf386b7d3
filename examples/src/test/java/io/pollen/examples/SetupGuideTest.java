package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the guide to the set-ups shows is what `examples/setup` has, and so what `SetupIT` tries.
class SetupGuideTest {
  private static final Path SETUPS = Path.of("setup");
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\R(.*?)```", Pattern.DOTALL);

  private static List<String> setups() throws IOException {
    var texts = new ArrayList<String>();
    try (Stream<Path> files = Files.walk(SETUPS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.add(withoutIndentation(Files.readString(file)));
      }
    }
    return texts;
  }

  /// A part of a file is shown with less indentation than it has there.
  private static String withoutIndentation(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
  }

  private static List<String> snippets(Path document, String language) throws IOException {
    return BLOCK
        .matcher(Files.readString(document))
        .results()
        .filter(block -> block.group(1).matches(language))
        .map(block -> withoutIndentation(block.group(2)))
        .toList();
  }

  @Test
  void everySnippetIsPartOfASetup() throws IOException {
    var shown = new ArrayList<>(snippets(Path.of("..", "docs", "guide", "setup.md"), "\\w+"));
    assertThat(shown).hasSizeGreaterThan(5);
    shown.addAll(snippets(Path.of("..", "README.md"), "xml"));
    List<String> setups = setups();
    assertThat(shown)
        .allSatisfy(snippet -> assertThat(setups).anyMatch(setup -> setup.contains(snippet)));
  }
}
