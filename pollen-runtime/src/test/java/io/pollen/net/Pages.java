package io.pollen.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pollen.runtime.sys.FileCalls;
import io.pollen.runtime.sys.PageCalls;
import io.pollen.runtime.sys.StreamCalls;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntUnaryOperator;

/// Files with the pattern of [PassageIT], and what the system has of them in memory.
public final class Pages {
  private static final int POSIX_FADV_DONTNEED = 4;
  private static final MethodHandle FADVISE =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("posix_fadvise").orElseThrow(),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

  private Pages() {}

  /// Writes the bytes from `from` to `to`, which is on the device then.
  public static Path write(Path path, int from, int to) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.position(from);
      ByteBuffer piece = ByteBuffer.allocate(256 * 1024);
      for (int at = from; at < to; at += piece.limit()) {
        piece.clear().limit(Math.min(piece.capacity(), to - at));
        for (int i = 0; i < piece.limit(); i++) {
          piece.put(i, PassageIT.pattern(at + i));
        }
        while (piece.hasRemaining()) {
          file.write(piece);
        }
      }
      file.force(true);
    }
    return path;
  }

  /// Has the system forget what it has in memory, from `offset` on.
  public static void evict(Path path, long offset) {
    with(
        path,
        fd -> {
          try {
            return (int) FADVISE.invokeExact(fd, offset, 0L, POSIX_FADV_DONTNEED);
          } catch (Throwable t) {
            throw new IllegalStateException(t);
          }
        });
  }

  /// As [PageCalls#inMemory].
  public static int inMemory(Path path, long offset, int bytes) {
    return with(path, fd -> PageCalls.inMemory(fd, offset, bytes));
  }

  private static int with(Path path, IntUnaryOperator call) {
    int fd = FileCalls.open(path.toString(), FileCalls.O_RDONLY);
    try {
      return call.applyAsInt(fd);
    } finally {
      StreamCalls.close(fd);
    }
  }
}
