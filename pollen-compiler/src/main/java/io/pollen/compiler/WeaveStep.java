package io.pollen.compiler;

import io.pollen.compiler.weave.WeaveReport;
import io.pollen.compiler.weave.Weaver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Weaves the class files of a compiler run, where they lie.
final class WeaveStep implements AfterCompilation {
  /// `-Apollen.weave=off`, for builds that weave in a step of their own.
  static final String OPTION = "pollen.weave";

  @Override
  public void compiled(CompilerOutput output) {
    String wanted = output.options().getOrDefault(OPTION, "on");
    switch (wanted) {
      case "off" -> {}
      case "on" -> weave(output);
      default ->
          output.warn("-A" + OPTION + "=" + wanted + ": on or off is expected. Nothing was woven");
    }
  }

  private static void weave(CompilerOutput output) {
    Map<Path, List<String>> byRoot = new TreeMap<>();
    for (CompilerOutput.ClassFile file : output.classes()) {
      byRoot
          .computeIfAbsent(file.root(), root -> new ArrayList<>())
          .add(file.binaryName().replace('.', '/'));
    }
    byRoot.forEach((root, names) -> {
      try {
        WeaveReport report =
            Weaver.weaveClasses(
                root,
                names,
                name -> output.bytesOf(name.replace('/', '.')),
                output.accepted()::accepts);
        report.refusals().forEach(output::error);
        report
            .leftToRunTime()
            .forEach(line -> output.note("not woven, but transformed when it first runs: " + line));
      } catch (IOException e) {
        output.error("the classes in " + root + " could not be woven: " + e);
      }
    });
  }
}
