package io.pollen.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pollen.verify.StressRun.Effort;
import io.pollen.verify.StressRun.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Runs all stress programs once and makes a test of each verdict. `-Dpollen.stress=REGEX` selects
/// programs, `-Dpollen.stress.effort=long` (or `tough`) looks longer.
class ProgramsTest {

  @TestFactory
  Stream<DynamicTest> soundProgramsPassAndSeededDefectsAreCaught() throws Exception {
    String selection = System.getProperty("pollen.stress", ".*");
    Effort effort =
        Effort.valueOf(
            System.getProperty("pollen.stress.effort", "short").toUpperCase(Locale.ROOT));
    Set<String> expected = programs(selection);
    assertThat(expected).as("programs that match " + selection).isNotEmpty();
    assertThat(expected).allMatch(name -> name.endsWith("Stress") || name.endsWith("Defect"));
    Path folder = Path.of("target", "stress").toAbsolutePath();
    Map<String, Verdict> verdicts = new StressRun(selection, effort, folder).run();
    // On a busy machine two actors may hardly ever run at the same time, or a program not at all.
    String missed =
        expected.stream()
            .filter(name -> !verdicts.containsKey(name) || isMissed(name, verdicts.get(name)))
            .map(name -> "^" + Pattern.quote(name) + "$")
            .collect(Collectors.joining("|"));
    if (!missed.isEmpty()) {
      Path again = folder.resolve("second-look");
      verdicts.putAll(new StressRun(missed, Effort.SECOND_LOOK, again).run());
    }
    return expected.stream().map(program -> dynamicTest(program, () -> judge(program, verdicts)));
  }

  private static boolean isMissed(String program, Verdict verdict) {
    return program.endsWith("Defect") && !verdict.forbidden();
  }

  private static void judge(String program, Map<String, Verdict> verdicts) {
    assertThat(verdicts).as("programs that ran").containsKey(program);
    Verdict verdict = verdicts.get(program);
    if (program.endsWith("Defect")) {
      assertThat(verdict.forbidden())
          .as("the seeded defect is caught by a forbidden outcome:\n" + verdict.report())
          .isTrue();
    } else {
      assertThat(verdict.passed())
          .as("no forbidden outcome, no error (" + verdict.status() + "):\n" + verdict.report())
          .isTrue();
    }
  }

  /// The programs that were compiled, from the list that jcstress's annotation processor writes:
  /// each string in it has its length in front.
  private static Set<String> programs(String selection) throws IOException {
    Pattern selected = Pattern.compile(selection);
    Set<String> names = new TreeSet<>();
    try (var in = ProgramsTest.class.getResourceAsStream("/META-INF/TestList")) {
      assertThat(in).as("jcstress's list of programs").isNotNull();
      String list = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Matcher name = Pattern.compile("(\\d+)S(?=io\\.pollen\\.)").matcher(list);
      while (name.find()) {
        int length = Integer.parseInt(name.group(1));
        names.add(list.substring(name.end(), name.end() + length));
      }
    }
    names.removeIf(name -> name.endsWith("_jcstress"));
    names.removeIf(name -> !selected.matcher(name).find());
    return names;
  }
}
