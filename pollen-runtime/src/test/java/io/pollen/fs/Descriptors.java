package io.pollen.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The descriptors of this process, as Linux shows them.
final class Descriptors {
  private Descriptors() {}

  /// How many of them belong to `path`.
  static long open(Path path) throws IOException {
    Path real = path.toRealPath();
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(descriptor -> real.equals(target(descriptor))).count();
    }
  }

  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException closedMeanwhile) {
      return Path.of("");
    }
  }
}
