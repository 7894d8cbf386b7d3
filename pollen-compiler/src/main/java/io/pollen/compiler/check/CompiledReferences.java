package io.pollen.compiler.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The method references of class files that lie in the output directory from earlier runs: what an
/// incremental build does not compile now. Read when it is first asked for, which is only when a
/// method with awaits seems to be nobody's async body.
final class CompiledReferences {

  /// Without `-d` the output directory is the current one, and that may hold anything.
  private static final int MAX_FILES = 20_000;

  private final Supplier<Optional<Path>> output;

  /// For each `Class.method`, by internal names, the outermost classes that refer to it.
  private @Nullable Map<String, Set<String>> referring;

  CompiledReferences(Supplier<Optional<Path>> output) {
    this.output = output;
  }

  /// Whether a class that is not compiled now refers to the method.
  ///
  /// @param owner the method's class, by its internal name
  /// @param compiledNow the outermost classes of this run, by their internal names
  boolean referTo(String owner, String method, Set<String> compiledNow) {
    Map<String, Set<String>> all = referring;
    if (all == null) {
      all = new HashMap<>();
      referring = all;
      Optional<Path> root = output.get();
      if (root.isPresent() && Files.isDirectory(root.get())) {
        read(root.get(), all);
      }
    }
    return all.getOrDefault(owner + "." + method, Set.of()).stream()
        .anyMatch(host -> !compiledNow.contains(host));
  }

  private static void read(Path root, Map<String, Set<String>> all) {
    try (Stream<Path> files = Files.walk(root)) {
      files
          .limit(MAX_FILES)
          .filter(file -> file.toString().endsWith(".class"))
          .forEach(file -> readClass(file, all));
    } catch (IOException | UncheckedIOException unreadable) {
      // Then nothing is known of the rest.
    }
  }

  private static void readClass(Path file, Map<String, Set<String>> all) {
    try {
      ClassModel model = ClassFile.of().parse(Files.readAllBytes(file));
      String host = model.thisClass().asInternalName();
      int nested = host.indexOf('$', host.lastIndexOf('/') + 2);
      String outermost = nested < 0 ? host : host.substring(0, nested);
      for (PoolEntry entry : model.constantPool()) {
        if (entry instanceof MethodHandleEntry handle) {
          String target =
              handle.reference().owner().asInternalName() + "." + handle.reference().name();
          all.computeIfAbsent(target, name -> new HashSet<>()).add(outermost);
        }
      }
    } catch (IOException | IllegalArgumentException noClassFile) {
      // Whatever it is, it refers to nothing.
    }
  }
}
