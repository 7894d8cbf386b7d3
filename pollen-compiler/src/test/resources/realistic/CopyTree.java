package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Copies a folder, several files at once, and says how far it has come.
final class CopyTree {
  private final AtomicLong bytes = new AtomicLong();
  private final Path from;
  private final Path to;

  CopyTree(Path from, Path to) {
    this.from = from;
    this.to = to;
  }

  Future<Long> copy() {
    return async(() -> {
      List<Path> files =
          await(
              spawnBlocking(() -> {
                try (Stream<Path> all = Files.walk(from)) {
                  return all.filter(Files::isRegularFile).toList();
                }
              }));
      List<JoinHandle<Long>> copies = new ArrayList<>();
      files.forEach(file -> copies.add(spawn(copyOne(file))));
      long sum = 0;
      for (JoinHandle<Long> copy : copies) {
        sum += await(copy);
        System.out.printf("%d of %d bytes%n", sum, bytes.get());
      }
      return sum;
    });
  }

  private Future<Long> copyOne(Path file) {
    Path target = to.resolve(from.relativize(file).toString());
    return spawnBlocking(() -> transfer(file, target));
  }

  private long transfer(Path file, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = Files.newOutputStream(target)) {
      byte[] piece = new byte[8192];
      long size = 0;
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        out.write(piece, 0, n);
        size += n;
      }
      bytes.addAndGet(size);
      return size;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  public static void main(String[] args) throws Exception {
    var copy = new CopyTree(Path.of(args[0]), Path.of(args[1]));
    long size = run(() -> await(copy.copy()));
    System.out.println("copied " + size + " bytes");
  }
}
