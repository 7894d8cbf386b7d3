package io.pollen.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The Tokio peer's program.
///
/// @param program the executable
/// @param version for example `1.24.2`
public record Tokio(Path program, String version) {
  /// The version that is only on record.
  public static final String NEWER = "Tokio 1.53.1";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Its name in the reports.
  public String title() {
    return "Tokio " + version;
  }

  /// Finds the program: the option, else the environment's POLLEN_TOKIO_PEER, else built from the
  /// peer's folder beside the repository.
  ///
  /// @throws Failure that says what to do when there is none
  public static Tokio find(@Nullable String option, Path root, Notes notes) throws Failure {
    String named = option != null ? option : System.getenv("POLLEN_TOKIO_PEER");
    if (named != null) {
      if (!Files.isExecutable(Path.of(named))) {
        throw new Failure("there is no executable " + named);
      }
      return withVersion(Path.of(named));
    }
    Path build = root.resolve("../shared/peers/tokio/build.sh").normalize();
    if (!Files.isReadable(build)) {
      throw new Failure(
          "no Tokio peer: name its program with --tokio PATH or POLLEN_TOKIO_PEER, or put its"
              + " folder at ../shared/peers/tokio");
    }
    return withVersion(build(build, root.resolve(".pollen/tokio-peer"), notes));
  }

  private static Path build(Path script, Path into, Notes notes) throws Failure {
    Path program = into.resolve("release/tokio-peer");
    if (Files.isExecutable(program)) {
      return program;
    }
    notes.progress("building the Tokio peer (once, about a minute)");
    try (Child child = Child.start(List.of("bash", script.toString(), into.toString()))) {
      return Path.of(child.line(Duration.ofMinutes(10)));
    } catch (IOException e) {
      throw new Failure("the Tokio peer was not built: " + e.getMessage());
    }
  }

  private static Tokio withVersion(Path program) throws Failure {
    try (Child child = Child.start(List.of(program.toString(), "version"))) {
      String line = child.line(LIMIT);
      return new Tokio(program, line.substring(line.lastIndexOf(' ') + 1));
    } catch (IOException e) {
      throw new Failure(program + " does not run: " + e.getMessage());
    }
  }

  /// The micro benchmarks that it knows.
  public Set<String> names() throws Failure {
    List<String> lines = new ArrayList<>();
    run(List.of("list"), lines);
    return Set.copyOf(lines.stream().map(line -> line.split("\t", -1)[0]).toList());
  }

  /// Nanoseconds of one operation of the micro benchmark `name`, from one short run.
  public double micro(String name, int roundMillis) throws Failure {
    List<String> lines = new ArrayList<>();
    run(
        List.of(
            name,
            "--rounds",
            "3",
            "--warmup-ms",
            Integer.toString(roundMillis),
            "--round-ms",
            Integer.toString(Math.max(1, roundMillis / 2))),
        lines);
    return lines.stream()
        .map(line -> line.split("\t", -1))
        .filter(cells -> cells[0].equals(name))
        .findFirst()
        .map(cells -> Double.valueOf(cells[1]))
        .orElseThrow(() -> new Failure(title() + " printed nothing for " + name));
  }

  /// Runs the program to its end and collects its lines.
  public void run(List<String> arguments, List<String> lines) throws Failure {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      try (var reader = process.inputReader()) {
        reader.lines().forEach(lines::add);
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw new Failure(String.join(" ", command) + ": " + e.getMessage());
    }
  }
}
