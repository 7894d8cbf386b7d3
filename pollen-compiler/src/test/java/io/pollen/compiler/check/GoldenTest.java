package io.pollen.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.compiler.Javac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the checks say about the files in `src/test/resources/golden`, word by word.
///
/// In each `Name.java` the lines that a check speaks of end with `// <- id` (several: `// <- id
/// id`), and no other line is spoken of. `Name.txt` beside it has the whole messages. To write
/// these anew after a change, run with `-Dpollen.golden.write=true`, and read what has changed.
class GoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");
  private static final Pattern MARK = Pattern.compile("// <- ([\\w ]+)$");
  private static final Pattern SAID =
      Pattern.compile("(?s)[^:]+:(\\d+):\\d+ \\w+: \\[pollen:(\\w+)] .*");

  @TempDir Path output;

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void theMessagesAreThose(Path file) throws IOException {
    List<String> messages = Javac.into(output).source(file).run().messages();
    assertThat(marked(messages)).as(String.join("\n", messages)).isEqualTo(marks(file));

    String text = String.join("\n", messages) + "\n";
    Path golden = file.resolveSibling(file.getFileName().toString().replace(".java", ".txt"));
    if (Boolean.getBoolean("pollen.golden.write")) {
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }

  /// Line and check of each mark.
  private static List<String> marks(Path file) throws IOException {
    List<String> marks = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      Matcher mark = MARK.matcher(line);
      if (mark.find()) {
        for (String id : mark.group(1).split(" ")) {
          marks.add(number + " " + id);
        }
      }
    }
    return marks.stream().sorted().toList();
  }

  private static List<String> marked(List<String> messages) {
    return messages.stream()
        .map(SAID::matcher)
        .filter(Matcher::matches)
        .map(said -> said.group(1) + " " + said.group(2))
        .sorted()
        .toList();
  }
}
