package io.pollen.bench.block;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Session;
import io.pollen.bench.report.Row;
import io.pollen.bench.report.Stats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What checks and weaving add to javac: a module with a thousand async blocks, compiled with and
/// without the annotation processor, as a command each time.
final class CompileTime {
  static final String NAME = "block.compile_1000";

  private static final int CLASSES = 100;
  private static final int BLOCKS = 10;
  private static final int MOST_ROUNDS = 3;
  private static final int LIMIT_SECONDS = 120;

  private final Session session;

  CompileTime(Session session) {
    this.session = session;
  }

  List<Row> rows() throws Failure, IOException {
    Path folder = Files.createTempDirectory("pollen-compile");
    try {
      List<Path> sources = write(folder.resolve("src"));
      List<Double> with = new ArrayList<>();
      List<Double> without = new ArrayList<>();
      for (int round = 0; round < Math.min(session.rounds(), MOST_ROUNDS); round++) {
        without.add(javac(folder, sources, "-proc:none"));
        with.add(javac(folder, sources, "-processorpath", System.getProperty("java.class.path")));
      }
      double woven = Stats.median(with);
      double plain = Stats.median(without);
      session
          .notes()
          .progress(
              String.format(
                  Locale.ROOT, "%s ms; woven %.0f; javac alone %.0f", NAME, woven, plain));
      return List.of(new Row(NAME, "javac alone", "ms", Gc.G1.title(), woven, plain));
    } finally {
      delete(folder);
    }
  }

  /// Classes with methods as in a service: an await in a `try`, one in a loop, values kept across.
  private static List<Path> write(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> sources = new ArrayList<>();
    for (int c = 0; c < CLASSES; c++) {
      StringBuilder text =
          new StringBuilder(
                  "import static io.pollen.Async.*;\nimport io.pollen.Async;\nimport io.pollen.Future;\n")
              .append("import java.util.*;\nfinal class Service" + c + " {\n");
      for (int b = 0; b < BLOCKS; b++) {
        text.append(
            """
              Future<Integer> call%1$d(List<Future<Integer>> parts, String name) {
                return async(() -> {
                  int sum = name.length();
                  for (Future<Integer> part : parts) {
                    sum += await(part);
                  }
                  try {
                    sum *= await(ready(sum + %1$d));
                  } catch (IllegalStateException e) {
                    sum = await(ready(e.getMessage().length()));
                  }
                  return sum;
                });
              }
            """
                .formatted(b));
      }
      text.append("  static Future<Integer> ready(int x) { return Async.ready(x); }\n}\n");
      sources.add(Files.writeString(folder.resolve("Service" + c + ".java"), text));
    }
    return sources;
  }

  private static double javac(Path folder, List<Path> sources, String... options)
      throws IOException, Failure {
    Path out = folder.resolve("out");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-d", out.toString()));
    sources.forEach(source -> command.add(source.toString()));
    Path log = folder.resolve("log");
    long begin = System.nanoTime();
    Process javac =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!javac.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || javac.exitValue() != 0) {
        throw new Failure("javac did not compile: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("was interrupted");
    } finally {
      javac.destroyForcibly();
    }
    double millis = (System.nanoTime() - begin) / 1e6;
    delete(out);
    return millis;
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
