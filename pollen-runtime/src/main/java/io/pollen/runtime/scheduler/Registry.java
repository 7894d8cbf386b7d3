package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The tasks that one worker was the first to suspend, until they end: what shutdown and dumps walk
/// over. A task that ends in its first poll never gets here.
///
/// A slab of 4 bytes for each task. The owner adds; whoever ends a task removes it by writing null
/// into its slot. The owner finds free slots by going around, which meets one in eight tries on
/// average, because the slab grows before it is fuller than that.
final class Registry {
  private static final int CHUNK = 1024;

  // --- constant: slot = ((position + 1) << shift) | worker ---
  private final int worker;
  private final int shift;

  // --- the owner writes, any thread reads ---
  private volatile AtomicReferenceArray<@Nullable Task<?>>[] chunks;

  // --- the owner ---
  private int cursor;

  // --- any thread ---
  private final AtomicInteger live = new AtomicInteger();

  @SuppressWarnings({"unchecked", "rawtypes"})
  Registry(int worker, int workers) {
    this.worker = worker;
    shift = 32 - Integer.numberOfLeadingZeros(workers - 1);
    chunks = new AtomicReferenceArray[0];
  }

  /// The worker whose registry has given out `slot`.
  static int workerOf(int slot, int workers) {
    int shift = 32 - Integer.numberOfLeadingZeros(workers - 1);
    return slot & ((1 << shift) - 1);
  }

  int live() {
    return live.get();
  }

  /// The owner only, who holds the task.
  void add(Task<?> task) {
    int capacity = chunks.length * CHUNK;
    if (live.get() >= capacity - capacity / 8) {
      cursor = capacity;
      grow();
      capacity += CHUNK;
    }
    while (true) {
      int position = cursor;
      cursor = position + 1 == capacity ? 0 : position + 1;
      AtomicReferenceArray<@Nullable Task<?>> chunk = chunks[position / CHUNK];
      if (chunk.getOpaque(position % CHUNK) == null) {
        task.slot(((position + 1) << shift) | worker);
        live.incrementAndGet();
        chunk.setRelease(position % CHUNK, task);
        return;
      }
    }
  }

  private void grow() {
    var grown = Arrays.copyOf(chunks, chunks.length + 1);
    grown[chunks.length] = new AtomicReferenceArray<>(CHUNK);
    chunks = grown;
  }

  /// Any thread: the task ends.
  void remove(int slot) {
    int position = (slot >>> shift) - 1;
    chunks[position / CHUNK].setRelease(position % CHUNK, null);
    live.decrementAndGet();
  }

  /// Any thread; sees every task that was added before and is not removed meanwhile.
  void forEach(Consumer<Task<?>> action) {
    for (AtomicReferenceArray<@Nullable Task<?>> chunk : chunks) {
      for (int i = 0; i < CHUNK; i++) {
        Task<?> task = chunk.getAcquire(i);
        if (task != null) {
          action.accept(task);
        }
      }
    }
  }
}
