package io.pollen.bench.memory;

import io.pollen.bench.measure.Memory;
import io.pollen.bench.micro.Library;
import java.util.concurrent.locks.LockSupport;

/// A JVM that puts many tasks to sleep and tells what they cost: nanoseconds to start one and have
/// it sleep, peak resident memory of the process in MB (10^6 bytes), bytes of heap for each.
public final class MemoryChild {
  private MemoryChild() {}

  /// Arguments: library, number of tasks.
  public static void main(String[] args) throws Exception {
    Library library = Library.valueOf(args[0]);
    int count = Integer.parseInt(args[1]);
    Sleepers warm = new Sleepers();
    warm.on(library).accept(10);
    until(warm, 10);
    long before = Memory.heapInUse();
    Sleepers sleepers = new Sleepers();
    long begin = System.nanoTime();
    sleepers.on(library).accept(count);
    until(sleepers, count);
    long spent = System.nanoTime() - begin;
    System.out.println("ns " + (double) spent / count);
    System.out.println("mb " + Memory.peak(ProcessHandle.current().pid()) / 1e6);
    System.out.println("heap " + Math.max(1, Memory.heapInUse() - before) / (double) count);
    System.out.flush();
    Runtime.getRuntime().halt(0); // without taking the tasks down one by one
  }

  private static void until(Sleepers sleepers, int count) {
    while (sleepers.asleep() < count) {
      LockSupport.parkNanos(1_000_000);
    }
    LockSupport.parkNanos(20_000_000); // the last ones have counted, but not yet gone to sleep
  }
}
