package io.pollen.compiler;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.annotation.processing.ProcessingEnvironment;
import javax.tools.FileObject;
import javax.tools.StandardLocation;

/// Where a compiler run writes its classes.
final class OutputDirectory {
  private OutputDirectory() {}

  /// @param file some file in it, by its path from there; it need not exist
  /// @return empty when it is no directory on disk; without `-d` the current directory
  static Optional<Path> of(ProcessingEnvironment processing, String file) {
    try {
      FileObject found = processing.getFiler().getResource(StandardLocation.CLASS_OUTPUT, "", file);
      Path root = path(found.toUri()).orElse(null);
      for (int i = 0; root != null && i >= 0; i = file.indexOf('/', i + 1)) {
        root = root.getParent();
      }
      return Optional.ofNullable(root);
    } catch (IOException | IllegalArgumentException noOutputDirectory) {
      return Optional.empty();
    }
  }

  /// The file on disk that the address means.
  static Optional<Path> path(URI uri) {
    return "file".equals(uri.getScheme())
        ? Optional.of(Path.of(uri).toAbsolutePath())
        : Optional.empty();
  }
}
