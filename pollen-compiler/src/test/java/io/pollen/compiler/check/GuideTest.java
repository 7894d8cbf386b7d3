package io.pollen.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.compiler.Javac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `docs/guide/checks.md` promises: each example in it makes javac say what stands below it,
/// and one with nothing below it compiles in silence. To write the messages anew, run with
/// `-Dpollen.golden.write=true`.
class GuideTest {
  private static final Path GUIDE = Path.of("../docs/guide/checks.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("(?s)```java\n(.*?)```\n(\n```text\n(.*?)```)?");

  private static final String IMPORTS =
      """
      import static io.pollen.Async.*;
      import io.pollen.*;
      import io.pollen.Future;
      import java.lang.foreign.*;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.locks.*;
      """;

  @TempDir Path folder;

  record Example(String code, String messages) {
    @Override
    public String toString() {
      return messages.isEmpty() ? code.lines().findFirst().orElse("") : messages;
    }

    /// What is no whole file stands in a class of its own.
    String text() {
      return code.startsWith("import ") ? code : IMPORTS + "class Guide {\n" + code + "}\n";
    }
  }

  static List<Example> examples() throws IOException {
    return EXAMPLE
        .matcher(Files.readString(GUIDE))
        .results()
        .map(match -> new Example(match.group(1), match.group(3) == null ? "" : match.group(3)))
        .toList();
  }

  /// What javac prints, without places and the number of errors.
  private String said(Example example) throws IOException {
    return Javac.into(Files.createTempDirectory(folder, "out"))
        .source(folder, "Guide.java", example.text())
        .printed()
        .lines()
        .filter(line -> !line.matches("\\d+ (error|warning)s?"))
        .map(line -> line.replaceFirst("^.*Guide\\.java:\\d+: (?=error|warning)", "") + "\n")
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleSaysWhatStandsBelowIt(Example example) throws IOException {
    String said = said(example);
    if (Boolean.getBoolean("pollen.golden.write") && !example.messages().isEmpty()) {
      String guide = Files.readString(GUIDE);
      Files.writeString(
          GUIDE,
          guide.replace(
              example.code() + "```\n\n```text\n" + example.messages(),
              example.code() + "```\n\n```text\n" + said));
      return;
    }
    assertThat(said).isEqualTo(example.messages());
  }

  @Test
  void everyCheckHasASectionWithAnExampleOfIt() throws IOException {
    String guide = Files.readString(GUIDE);
    List<String> sections = new ArrayList<>(List.of(guide.split("(?m)^## ")));
    for (Check check : Inspector.checks()) {
      assertThat(sections)
          .filteredOn(section -> section.startsWith(check.id() + "\n"))
          .as(check.id())
          .singleElement()
          .asString()
          .contains("[pollen:" + check.id() + "]")
          .contains(check.level() == Level.ERROR ? "An error:" : "A warning:");
    }
  }
}
