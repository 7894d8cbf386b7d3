package io.pollen.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Class files to look at, and where what they refer to is found: beside them, then in the class
/// path that was named, then in this JVM, which has Pollen and the JDK.
final class ExplainTarget implements AutoCloseable {
  private final List<Path> roots = new ArrayList<>();
  private final List<FileSystem> jars = new ArrayList<>();
  private final List<byte[]> classes = new ArrayList<>();
  private final Map<String, byte[]> compiled;

  private ExplainTarget(Map<String, byte[]> compiled) {
    this.compiled = compiled;
  }

  /// Something that was asked for and is not there, in words for the user.
  static final class Unusable extends Exception {
    Unusable(String message) {
      super(message);
    }
  }

  /// @param target a source file, a class file, a folder or jar of class files, or a class name
  /// @param classPath as for `java`
  static ExplainTarget of(String target, String classPath) throws IOException, Unusable {
    Path path = Path.of(target);
    if (target.endsWith(".java")) {
      if (!Files.isRegularFile(path)) {
        throw new Unusable("there is no file " + target);
      }
      SourceCompilation sources = SourceCompilation.of(path, classPath);
      ExplainTarget result = new ExplainTarget(sources.all());
      result.classes.addAll(sources.own());
      result.addRoots(classPath);
      return result;
    }
    ExplainTarget result = new ExplainTarget(Map.of());
    try {
      result.take(target, path, classPath);
      return result;
    } catch (IOException | Unusable | RuntimeException e) {
      result.close();
      throw e;
    }
  }

  private void take(String target, Path path, String classPath) throws IOException, Unusable {
    if (Files.isDirectory(path)) {
      roots.add(path);
      takeAll(path);
    } else if (target.endsWith(".class") && Files.isRegularFile(path)) {
      byte[] bytes = Files.readAllBytes(path);
      roots.add(root(path, bytes));
      classes.add(bytes);
    } else if (Files.isRegularFile(path)) {
      Path root = jar(path);
      roots.add(root);
      takeAll(root);
    }
    addRoots(classPath);
    if (classes.isEmpty() && !Files.exists(path)) {
      byte[] named = find(target.replace('.', '/'));
      if (named == null) {
        throw new Unusable(
            "there is no file or folder "
                + target
                + ", and no class of that name in the class path (--class-path)");
      }
      classes.add(named);
    }
  }

  private void addRoots(String classPath) throws IOException, Unusable {
    for (String entry : classPath.split(java.io.File.pathSeparator)) {
      Path path = Path.of(entry);
      if (entry.isEmpty()) {
        continue;
      }
      if (!Files.exists(path)) {
        throw new Unusable("there is no " + entry + ", which the class path names");
      }
      roots.add(Files.isDirectory(path) ? path : jar(path));
    }
  }

  private Path jar(Path file) throws IOException, Unusable {
    try {
      FileSystem jar = FileSystems.newFileSystem(file);
      jars.add(jar);
      return jar.getPath("/");
    } catch (java.nio.file.ProviderNotFoundException e) {
      throw new Unusable(file + " is no source file, class file, folder or jar");
    }
  }

  /// The folder that a class file is found from by its package.
  private static Path root(Path file, byte[] bytes) throws Unusable {
    String name;
    try {
      name = ClassFile.of().parse(bytes).thisClass().asInternalName();
    } catch (IllegalArgumentException e) {
      throw new Unusable(file + " is no class file that this JDK can read");
    }
    Path root = file.toAbsolutePath();
    for (int i = 0; i < name.split("/").length && root.getParent() != null; i++) {
      root = root.getParent();
    }
    return root;
  }

  private void takeAll(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        String name = file.toString();
        if (name.endsWith(".class")
            && !name.endsWith("module-info.class")
            && !name.startsWith("/META-INF")) {
          classes.add(Files.readAllBytes(file));
        }
      }
    }
  }

  /// The classes to look at.
  List<byte[]> classes() {
    return classes;
  }

  /// The class file of a class that one of them refers to, by its internal name.
  byte @Nullable [] find(String name) {
    byte[] known = compiled.get(name);
    if (known != null) {
      return known;
    }
    try {
      for (Path root : roots) {
        Path file = root.resolve(name + ".class");
        if (Files.isRegularFile(file)) {
          return Files.readAllBytes(file);
        }
      }
      try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
        return in == null ? null : in.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class file of " + name, e);
    }
  }

  @Override
  public void close() throws IOException {
    for (FileSystem jar : jars) {
      jar.close();
    }
  }
}
