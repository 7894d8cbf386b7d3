package io.pollen.verify.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// What the process holds.
///
/// @param heap bytes that are reachable
/// @param descriptors open file descriptors; 0 where there is no `/proc`
/// @param threads live platform threads
/// @param resident bytes of memory of the whole process; 0 where there is no `/proc`
record Resources(long heap, int descriptors, int threads, long resident) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long LOOK_NANOS = 20_000_000;

  static Resources now() {
    System.gc();
    System.gc(); // what the first one made unreachable by clearing references
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new Resources(heap, openDescriptors(), liveThreads(), residentBytes());
  }

  /// Waits until descriptors and threads have come down to those of `before`, as far as they do
  /// until `deadline` (of `System.nanoTime`): a thread that is told to end takes its time.
  static Resources settled(Resources before, long deadline) {
    while ((openDescriptors() > before.descriptors || liveThreads() > before.threads)
        && deadline - System.nanoTime() > 0) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return now();
  }

  /// Without those of the JDK's own pools, such as the carriers of virtual threads, which come and
  /// go.
  private static int liveThreads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !(thread instanceof ForkJoinWorkerThread))
            .count();
  }

  private static int openDescriptors() {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return (int) open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long residentBytes() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "heap %.1f MB, %d descriptors, %d threads, resident %d MB"
        .formatted(heap / 1e6, descriptors, threads, resident / 1_000_000);
  }
}
