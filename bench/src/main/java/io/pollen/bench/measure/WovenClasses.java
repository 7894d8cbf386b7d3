package io.pollen.bench.measure;

import io.pollen.compiler.weave.WeaveReport;
import io.pollen.compiler.weave.Weaver;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The benchmark's own classes, woven as a build for production would: the folder that children
/// search first. Woven once for each run.
public final class WovenClasses {
  private static final Path FOLDER = weave();

  private WovenClasses() {}

  /// Where they are.
  public static Path folder() {
    return FOLDER;
  }

  private static Path weave() {
    Path classes =
        Path.of(WovenClasses.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    Path woven = classes.resolveSibling("woven");
    try {
      WeaveReport report = Weaver.weaveInto(classes, woven, classPath);
      if (!report.refusals().isEmpty()) {
        throw new IllegalStateException("the benchmarks were not woven: " + report.refusals());
      }
      return woven;
    } catch (IOException e) {
      throw new IllegalStateException("the benchmarks were not woven: " + e, e);
    }
  }
}
