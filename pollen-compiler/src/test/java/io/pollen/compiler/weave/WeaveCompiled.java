package io.pollen.compiler.weave;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Weaves the classes that the core's tests compile while they run; what is refused stays as it
/// was. Those tests find it by its name in the system property `pollen.test.weaver`.
public final class WeaveCompiled implements Consumer<Map<String, byte[]>> {
  @Override
  public void accept(Map<String, byte[]> classes) {
    try {
      Path folder = Files.createTempDirectory("woven");
      try {
        weave(classes, folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void weave(Map<String, byte[]> classes, Path folder) throws IOException {
    for (Map.Entry<String, byte[]> type : classes.entrySet()) {
      Path file = folder.resolve(type.getKey().replace('.', '/') + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, type.getValue());
    }
    List<Path> classPath = WeaveMain.classPath(System.getProperty("java.class.path"));
    Weaver.weaveDirectory(folder, classPath);
    for (String name : new ClassStore(folder).names()) {
      classes.put(name.replace('/', '.'), Files.readAllBytes(folder.resolve(name + ".class")));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
