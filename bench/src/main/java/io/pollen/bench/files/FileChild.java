package io.pollen.bench.files;

import static io.pollen.runtime.Pollen.await;

import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Library;
import io.pollen.bench.micro.Rounds;
import io.pollen.fs.AsyncFile;
import io.pollen.runtime.AsyncRuntime;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A JVM that reads a file from begin to end, again and again, so many bytes at a time.
public final class FileChild {
  private static final int READS = 64;

  private final ByteBuffer buffer;
  private final long length;
  private long offset;

  private FileChild(int bytes, long length) {
    buffer = ByteBuffer.allocateDirect(bytes);
    this.length = length;
  }

  /// Arguments: library, file, bytes of a read.
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[1]);
    var child = new FileChild(Integer.parseInt(args[2]), file.toFile().length());
    Rounds.serve(child.body(Library.valueOf(args[0]), file), READS);
  }

  private @Nullable Body body(Library library, Path file) throws Exception {
    return switch (library) {
      case POLLEN -> {
        var runtime = AsyncRuntime.builder().workerThreads(2).build();
        AsyncFile open = runtime.blockOn(AsyncFile.open(file));
        yield () -> onPollen(runtime, open);
      }
      case VIRTUAL -> {
        FileChannel channel = FileChannel.open(file);
        yield () -> {
          try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads
                .submit(() -> {
                  for (int i = 0; i < READS; i++) {
                    readFully(channel);
                  }
                  return null;
                })
                .get();
          }
        };
      }
      case POOL -> {
        FileChannel channel = FileChannel.open(file);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        yield () -> {
          for (int i = 0; i < READS; i++) {
            pool.submit(
                    () -> {
                      readFully(channel);
                      return null;
                    })
                .get();
          }
        };
      }
      case FORK_JOIN, NETTY, KOTLIN -> null;
    };
  }

  private void onPollen(AsyncRuntime runtime, AsyncFile file) throws Exception {
    runtime.blockOn(() -> {
      for (int i = 0; i < READS; i++) {
        long at = next();
        while (buffer.hasRemaining()) {
          if (await(file.read(buffer, at + buffer.position())) < 0) {
            throw new EOFException();
          }
        }
      }
    });
  }

  private void readFully(FileChannel channel) throws IOException {
    long at = next();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException();
      }
    }
  }

  /// Where the next read begins.
  private long next() {
    buffer.clear();
    long at = offset + buffer.capacity() <= length ? offset : 0;
    offset = at + buffer.capacity();
    return at;
  }
}
