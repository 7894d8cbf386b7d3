package io.pollen.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/// Two producers and the consumer over blocks of two slots, so that blocks are made, passed and
/// left all the time. See [MpscLincheck] for why the end is judged.
@Param(name = "thread", gen = ThreadIdGen.class)
public class BlockQueueLincheck {
  private final BlockQueue<int[]> queue = new BlockQueue<>(2);
  private final int[] accepted = new int[4];
  private final List<int[]> popped = new ArrayList<>();

  @Operation
  public void push(@Param(name = "thread") int thread) {
    if (queue.push(new int[] {thread, accepted[thread]})) {
      accepted[thread]++;
    }
  }

  @Operation(nonParallelGroup = "consumer")
  public void pop() {
    int[] item = queue.pop();
    if (item != null) {
      popped.add(item);
    }
  }

  @Operation
  public void close() {
    queue.close();
  }

  @Validate
  public void everyItemArrivesOnceInItsProducersOrder() {
    int waiting = queue.size();
    for (int i = 0; i < waiting; i++) {
      pop();
    }
    if (queue.size() != 0 || queue.isEnded() != queue.isClosed()) {
      throw new IllegalStateException("not empty, or no end: " + queue.size());
    }
    int[] next = new int[4];
    for (int[] item : popped) {
      if (item[1] != next[item[0]]++) {
        throw new IllegalStateException("item " + item[1] + " of thread " + item[0]);
      }
    }
    for (int thread = 0; thread < 4; thread++) {
      if (next[thread] != accepted[thread]) {
        throw new IllegalStateException("an item was lost");
      }
    }
  }

  /// The same with a seeded defect: a slot is claimed by a look and a store.
  public static class ClaimsByAStore {
    private final AtomicReferenceArray<Boolean> slots = new AtomicReferenceArray<>(16);
    private final AtomicInteger pushed = new AtomicInteger();
    private volatile int tail;

    @Operation
    public void push() {
      int claimed = tail;
      tail = claimed + 1;
      slots.set(claimed, true);
      pushed.incrementAndGet();
    }

    @Validate
    public void everyItemArrives() {
      if (tail != pushed.get()) {
        throw new IllegalStateException("an item was lost");
      }
    }
  }

  @Test
  void modelChecked() {
    LincheckWaits.modelCheck(BlockQueueLincheck.class);
  }

  @Test
  void aSlotClaimedByAStoreIsCaught() {
    LincheckWaits.assertCaught(ClaimsByAStore.class);
  }
}
