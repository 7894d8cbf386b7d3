package io.pollen.runtime.driver;

import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.ErrnoException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What the user reads when a pipe or a foreign descriptor cannot be used.
final class DescriptorErrors {
  private DescriptorErrors() {}

  static IOException opening(Path path, int errno) {
    ErrnoException cause = new ErrnoException("open", errno);
    String name = path.toString();
    return switch (errno) {
      case Errno.ENOENT, Errno.ENOTDIR ->
          SocketErrors.because(
              new NoSuchFileException(name, null, "make the pipe first (mkfifo)"), cause);
      case Errno.EACCES -> SocketErrors.because(new AccessDeniedException(name), cause);
      case Errno.ENXIO ->
          SocketErrors.because(
              new FileSystemException(
                  name, null, "nobody reads this pipe: open its reader first, or try again later"),
              cause);
      default -> SocketErrors.of("opening " + path, errno);
    };
  }

  /// @param failure what registering said
  static IOException notAPipe(Path path, IOException failure) {
    return isNotPollable(failure)
        ? SocketErrors.because(
            new FileSystemException(path.toString(), null, "a file, not a pipe"), failure)
        : failure;
  }

  /// @param failure what registering said
  static IOException watching(int fd, IOException failure) {
    if (isNotPollable(failure)) {
      return SocketErrors.because(
          new IOException(
              ("descriptor %d cannot be watched: regular files and directories are always ready"
                      + " (EPERM); read them on the blocking pool")
                  .formatted(fd)),
          failure);
    }
    if (errno(failure) == Errno.EEXIST) {
      return SocketErrors.because(
          new IOException(
              "descriptor %d is watched already: use that AsyncFd, or a duplicate of the descriptor"
                  .formatted(fd)),
          failure);
    }
    if (errno(failure) == Errno.EBADF) {
      return SocketErrors.because(
          new IOException("descriptor %d is not open".formatted(fd)), failure);
    }
    return failure;
  }

  /// @param kind what the system said of its type: an `SO_TYPE`, or a negative errno
  static IOException notAStream(int fd, long kind) {
    String text = "descriptor %d is no stream socket".formatted(fd);
    return kind < 0
        ? SocketErrors.because(
            new IOException(text), new ErrnoException("getsockopt SO_TYPE", (int) -kind))
        : new IOException(text);
  }

  private static boolean isNotPollable(IOException failure) {
    return errno(failure) == Errno.EPERM;
  }

  private static int errno(IOException failure) {
    return failure instanceof ErrnoException known ? known.errno() : 0;
  }
}
