package io.pollen.bench.measure;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// How often the threads of a process have gone to sleep. Each sleep is ended by a wake-up, the
/// dearest thing that a runtime can ask for, so this counts both.
public final class Sleeps {
  private static final String COUNT = "voluntary_ctxt_switches:";

  private Sleeps() {}

  /// Of all threads that the process has now, since their begin.
  ///
  /// @throws Failure where there is no Linux's /proc
  public static long of(long pid) throws Failure {
    Path folder = Path.of("/proc", Long.toString(pid), "task");
    long sum = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(folder)) {
      for (Path thread : threads) {
        sum += ofThread(thread);
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new Failure("wake-ups are counted by Linux's " + folder + ": " + e.getMessage());
    }
    return sum;
  }

  private static long ofThread(Path thread) throws IOException {
    try {
      return Files.readAllLines(thread.resolve("status")).stream()
          .filter(line -> line.startsWith(COUNT))
          .mapToLong(line -> Long.parseLong(line.substring(COUNT.length()).strip()))
          .sum();
    } catch (NoSuchFileException ended) {
      return 0;
    }
  }
}
