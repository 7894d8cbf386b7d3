package io.pollen.bench.measure;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Programs of the machine.
public final class Tools {
  private Tools() {}

  /// Where `name` is on the PATH.
  public static Optional<Path> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Where `name` is.
  ///
  /// @throws Failure with what to install when it is not there
  public static Path need(String name, String install) throws Failure {
    return find(name)
        .orElseThrow(() -> new Failure(name + " is not on the PATH: install it (" + install + ")"));
  }
}
