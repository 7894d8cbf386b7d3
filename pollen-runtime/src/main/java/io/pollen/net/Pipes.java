package io.pollen.net;

import io.pollen.Future;
import io.pollen.runtime.driver.PipeEnd;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// Pipes of the system: bytes in one direction, between tasks, or (by name) between programs. For
/// bytes between tasks of one program `Io.duplex` needs no descriptor.
public final class Pipes {
  private Pipes() {}

  /// The two ends of a pipe.
  ///
  /// @param reader the end that is read
  /// @param writer the end that is written
  public record Ends(PipeReader reader, PipeWriter writer) {}

  /// A pipe without a name.
  ///
  /// **Cancel-safe**: it is done with its first poll.
  public static Future<Ends> open() {
    return new Open<>(
        "a pipe",
        (driver, cx) -> {
          List<PipeEnd> ends = driver.openPipe();
          return new Ends(new PipeReader(ends.getFirst()), new PipeWriter(ends.getLast()));
        });
  }

  /// The reading end of the named pipe at `path` (made by `mkfifo`). Nothing waits for a writer but
  /// the first read: it answers −1 when a writer has come and the last one has gone; then open it
  /// again for further ones. Not on the NIO driver.
  ///
  /// **Cancel-safe**: it is done with its first poll. Fails with `NoSuchFileException`,
  /// `AccessDeniedException`, or, when there is a file instead, `FileSystemException`.
  public static Future<PipeReader> openReader(Path path) {
    Objects.requireNonNull(path, "path");
    return new Open<>(
        "the reader of " + path,
        (driver, cx) -> new PipeReader(driver.openNamedPipe(cx, path, true)));
  }

  /// The writing end of the named pipe at `path`. Fails with a `FileSystemException` while nobody
  /// reads the pipe: wait a little and try again. Not on the NIO driver.
  ///
  /// **Cancel-safe**: it is done with its first poll. Fails otherwise as [#openReader].
  public static Future<PipeWriter> openWriter(Path path) {
    Objects.requireNonNull(path, "path");
    return new Open<>(
        "the writer of " + path,
        (driver, cx) -> new PipeWriter(driver.openNamedPipe(cx, path, false)));
  }
}
