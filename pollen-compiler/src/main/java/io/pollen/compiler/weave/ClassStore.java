package io.pollen.compiler.weave;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The class files below a root, by their names with slashes.
final class ClassStore {
  private static final String SUFFIX = ".class";

  private final Path root;

  ClassStore(Path root) {
    this.root = root;
  }

  /// All classes, sorted, so that results do not depend on the file system.
  List<String> names() throws IOException {
    return names(root, Integer.MAX_VALUE);
  }

  /// The classes in the packages of those named.
  List<String> neighbours(Collection<String> names) throws IOException {
    Set<Path> folders = new TreeSet<>();
    names.forEach(name -> folders.add(path(name).getParent()));
    List<String> all = new ArrayList<>();
    for (Path folder : folders) {
      all.addAll(names(folder, 1));
    }
    return all;
  }

  private List<String> names(Path folder, int depth) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder, depth)) {
      files
          .filter(file -> file.toString().endsWith(SUFFIX) && Files.isRegularFile(file))
          .forEach(file -> names.add(name(file)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    names.sort(null);
    return names;
  }

  private String name(Path file) {
    String path = root.relativize(file).toString().replace('\\', '/');
    return path.substring(0, path.length() - SUFFIX.length());
  }

  private Path path(String name) {
    return root.resolve(name + SUFFIX);
  }

  byte @Nullable [] read(String name) throws IOException {
    try {
      return Files.readAllBytes(path(name));
    } catch (NoSuchFileException none) {
      return null;
    }
  }

  boolean exists(String name) {
    return Files.isRegularFile(path(name));
  }

  void write(String name, byte[] bytes) throws IOException {
    Files.write(path(name), bytes);
  }

  void delete(String name) throws IOException {
    Files.deleteIfExists(path(name));
  }
}
