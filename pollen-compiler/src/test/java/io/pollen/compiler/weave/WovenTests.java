package io.pollen.compiler.weave;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Weaves a copy of the core's own tests, which the build then runs once more: woven or not, async
/// blocks do the same.
public final class WovenTests {
  private WovenTests() {}

  /// @param args where the woven tests go, then the class path that they were compiled with
  public static void main(String[] args) throws Exception {
    Path target = Path.of(args[0]);
    delete(target);
    Files.createDirectories(target);
    String known = "io/pollen/transform/SyntaxTest.class";
    URI found = WovenTests.class.getClassLoader().getResource(known).toURI();
    WeaveReport report;
    List<Path> classPath = WeaveMain.classPath(args[1]);
    if (found.getScheme().equals("jar")) {
      try (FileSystem jar = FileSystems.newFileSystem(found, Map.of())) {
        report = Weaver.weaveInto(jar.getPath("/"), target, classPath);
      }
    } else {
      Path root = Path.of(found);
      for (int i = 0; i < Path.of(known).getNameCount(); i++) {
        root = root.getParent();
      }
      report = Weaver.weaveInto(root, target, classPath);
    }
    System.out.println(
        "woven tests: " + report.blocks() + " bodies, left to run time: " + report.leftToRunTime());
    if (report.blocks() < 100) {
      throw new IllegalStateException("the core's tests have more async bodies than " + report);
    }
    // Bodies that must not be woven are what some tests are about.
    report.refusals().forEach(line -> System.out.println("woven tests: refused: " + line));
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
