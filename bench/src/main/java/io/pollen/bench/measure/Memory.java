package io.pollen.bench.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// What memory a process takes.
public final class Memory {
  private Memory() {}

  /// Bytes in use on the heap of this JVM, after a collection.
  public static long heapInUse() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /// Bytes of the process that are in memory now.
  ///
  /// @throws Failure where there is no Linux's /proc
  public static double resident(long pid) throws Failure {
    return status(pid, "VmRSS:");
  }

  /// The most bytes of the process that have been in memory at one time.
  ///
  /// @throws Failure where there is no Linux's /proc
  public static double peak(long pid) throws Failure {
    return status(pid, "VmHWM:");
  }

  private static double status(long pid, String field) throws Failure {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(field))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElseThrow(() -> new Failure("no " + field + " in " + status));
    } catch (IOException e) {
      throw new Failure("memory is told by Linux's " + status + ": " + e.getMessage());
    }
  }
}
