package io.pollen.compiler;

import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import io.pollen.compiler.CompilerOutput.ClassFile;
import io.pollen.compiler.check.Inspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaFileObject;

/// Follows a compiler run: shows classes to the checks when they are analysed, collects the class
/// files that are written, and hands them on at the end.
///
/// javac does not say whether there were errors. But it writes no class after the first error, and
/// it analyses every class before it writes it: so there were errors when a class that was analysed
/// is missing.
final class CompilerListener implements TaskListener {
  private final JavacEnvironment javac;
  private final Inspector inspector;
  private final List<AfterCompilation> after;
  private final Consumer<String> warning;

  /// Top-level classes by their names.
  private final Set<String> analyzed = new HashSet<>();

  /// The written classes, nested ones too, and their sources.
  private final Map<String, JavaFileObject> generated = new LinkedHashMap<>();

  CompilerListener(
      JavacEnvironment javac,
      Inspector inspector,
      List<AfterCompilation> after,
      Consumer<String> warning) {
    this.javac = javac;
    this.inspector = inspector;
    this.after = after;
    this.warning = warning;
  }

  @Override
  public void finished(TaskEvent event) {
    TypeElement type = event.getTypeElement();
    switch (event.getKind()) {
      case PARSE -> {
        if (event.getCompilationUnit() != null) {
          inspector.parsed(event.getCompilationUnit());
        }
      }
      case ANALYZE -> {
        if (type != null && !isDeclarationOnly(type)) {
          analyzed.add(binaryName(type));
          inspector.analyzed(type);
        }
      }
      case GENERATE -> {
        if (type != null && !isDeclarationOnly(type)) {
          generated.put(binaryName(type), event.getSourceFile());
        }
      }
      case COMPILATION -> end();
      default -> {}
    }
  }

  /// What javac makes of a package's or module's declaration: there is no code in it, and its name
  /// is not that of its file.
  private static boolean isDeclarationOnly(TypeElement type) {
    return type.getSimpleName().contentEquals("package-info")
        || type.getSimpleName().contentEquals("module-info");
  }

  private String binaryName(TypeElement type) {
    return javac.task().getElements().getBinaryName(type).toString();
  }

  private void end() {
    if (after.isEmpty() || !generated.keySet().containsAll(analyzed)) {
      return;
    }
    List<ClassFile> files = new ArrayList<>();
    for (var entry : generated.entrySet()) {
      Optional<ClassFile> file = classFile(entry.getKey(), entry.getValue());
      if (file.isEmpty()) {
        if (!inspector.sawAsyncBodies()) {
          return;
        }
        warning.accept(
            "nothing was woven, because the class file of "
                + entry.getKey()
                + " is not a file on disk. Async blocks work all the same, transformed when they"
                + " first run");
        return;
      }
      files.add(file.get());
    }
    CompilerOutput output = new CompilerOutput(files, javac, inspector.accepted());
    after.forEach(step -> step.compiled(output));
  }

  /// In the output directory; or, when none is given, beside the source.
  private Optional<ClassFile> classFile(String binaryName, JavaFileObject source) {
    String path = binaryName.replace('.', '/') + ".class";
    List<ClassFile> places = new ArrayList<>();
    OutputDirectory.of(javac.processing(), path)
        .ifPresent(root -> places.add(new ClassFile(binaryName, root, root.resolve(path))));
    OutputDirectory.path(source.toUri())
        .map(Path::getParent)
        .ifPresent(folder -> {
          Path file = folder.resolve(path.substring(path.lastIndexOf('/') + 1));
          places.add(new ClassFile(binaryName, above(folder, binaryName), file));
        });
    return places.stream()
        .filter(place -> Files.isRegularFile(place.file()))
        .max((a, b) -> time(a.file()).compareTo(time(b.file())));
  }

  /// The directory of a package's root, seen from the package's own.
  private static Path above(Path folder, String binaryName) {
    Path root = folder;
    for (int i = binaryName.indexOf('.'); i >= 0; i = binaryName.indexOf('.', i + 1)) {
      root = root.getParent() == null ? root : root.getParent();
    }
    return root;
  }

  private static FileTime time(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
