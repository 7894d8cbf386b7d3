package io.pollen.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One jcstress run over the programs whose class name matches a pattern, in its own process.
///
/// @param programs a regular expression over class names
/// @param effort how long each program runs
/// @param folder where the log and jcstress's report go
public record StressRun(String programs, Effort effort, Path folder) {

  /// How long to look.
  public enum Effort {
    /// Less than two seconds for each program on an idle machine, one VM configuration: for every
    /// build.
    SHORT(20, "-f", "1", "-iters", "2", "-time", "200", "-sc", "false", "-jvmArgs", "-Xmx256m"),
    /// For what the short run has missed, as happens on a busy machine: about eight seconds each.
    SECOND_LOOK(
        20, "-f", "4", "-iters", "5", "-time", "250", "-sc", "false", "-jvmArgs", "-Xmx256m"),
    /// All compilation modes of every actor, twenty seconds and more for each program.
    LONG(240, "-m", "quick"),
    /// What to leave running over night.
    TOUGH(1_440, "-m", "tough");

    private final int minutes;
    private final List<String> options;

    Effort(int minutes, String... options) {
      this.minutes = minutes;
      this.options = List.of(options);
    }
  }

  /// What jcstress says of one program.
  ///
  /// @param status jcstress's word: `OK`, `FAILED`, `ERROR`, ...
  /// @param report its table of outcomes
  public record Verdict(String status, String report) {
    /// Whether no forbidden outcome and no error was seen.
    public boolean passed() {
      return status.equals("OK") || status.equals("INTERESTING");
    }

    /// Whether a forbidden outcome was seen; an error of the harness does not count.
    public boolean forbidden() {
      return FORBIDDEN_SEEN.matcher(report).find();
    }
  }

  private static final Pattern FORBIDDEN_SEEN =
      Pattern.compile("(?m)^.*\\s[1-9][\\d,]*\\s+<?[\\d.]+%\\s+Forbidden\\b");
  private static final Pattern HEADING =
      Pattern.compile("^\\.+ \\[([A-Z ]+)] (io\\.pollen\\.[\\w.$]+)\\s*$");

  /// Runs, waits for the end and returns the verdict for each program.
  ///
  /// @throws IllegalStateException when the run did not come to its end: the message has the log
  public Map<String, Verdict> run() throws InterruptedException {
    Path log = folder.resolve("jcstress.log");
    try {
      Files.createDirectories(folder);
      Process process = start(log);
      try {
        if (!process.waitFor(effort.minutes, TimeUnit.MINUTES)) {
          throw new IllegalStateException(
              "jcstress was still running after " + effort.minutes + " minutes; log: " + log);
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      String output = Files.readString(log, StandardCharsets.UTF_8);
      Map<String, Verdict> verdicts = verdicts(output);
      if (verdicts.isEmpty()) {
        throw new IllegalStateException("jcstress gave no verdict:\n" + output);
      }
      return verdicts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath(), "org.openjdk.jcstress.Main", "-v"));
    command.addAll(List.of("-t", programs, "-r", folder.resolve("report").toString()));
    command.addAll(effort.options);
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static String classPath() {
    String underMaven = System.getProperty("surefire.test.class.path");
    return underMaven != null ? underMaven : System.getProperty("java.class.path");
  }

  private static Map<String, Verdict> verdicts(String output) {
    Map<String, Verdict> verdicts = new TreeMap<>();
    int end = output.indexOf("RUN RESULTS:");
    if (end < 0) {
      return verdicts;
    }
    String program = null;
    String status = "";
    StringBuilder report = new StringBuilder();
    for (String line : output.substring(end).split("\n")) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        if (program != null) {
          verdicts.put(program, new Verdict(status, report.toString()));
        }
        status = heading.group(1);
        program = heading.group(2);
        report.setLength(0);
      } else {
        report.append(line).append('\n');
      }
    }
    if (program != null) {
      verdicts.put(program, new Verdict(status, report.toString()));
    }
    return verdicts;
  }
}
