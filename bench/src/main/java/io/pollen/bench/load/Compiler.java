package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Compiles the C programs of `bench/peers`.
final class Compiler {
  private Compiler() {}

  /// The program made of `bench/peers/NAME.c`, compiled anew into the folder for builds.
  static Path compile(Path root, String name) throws Failure {
    Path cc = Tools.need("cc", "apt-get install gcc libc6-dev");
    Path source = root.resolve("bench/peers").resolve(name + ".c");
    Path program = root.resolve(".pollen/peers").resolve(name);
    try {
      Files.createDirectories(root.resolve(".pollen/peers"));
      Process process =
          new ProcessBuilder(cc.toString(), "-O2", "-o", program.toString(), source.toString())
              .redirectErrorStream(true)
              .start();
      String said;
      try (var reader = process.inputReader()) {
        said = String.join("\n", reader.lines().toList());
      }
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new Failure("cc does not compile " + source.getFileName() + ": " + said);
      }
      return program;
    } catch (IOException e) {
      throw new Failure("cannot compile " + source.getFileName() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted while compiling");
    }
  }
}
