package io.pollen.runtime.scheduler;

import io.pollen.runtime.seam.Entropy;
import io.pollen.runtime.task.Task;
import org.jspecify.annotations.Nullable;

/// How a worker without tasks finds some: in the injection queue, then in the rings of its
/// siblings, beginning anywhere. The owner only, unless it says otherwise.
final class Thief {
  /// How many tasks at most come from the injection queue at once (half a ring).
  private static final int BATCH = 128;

  // --- constant ---
  private final Worker self;
  private final Entropy entropy;

  // --- the owner writes, any thread reads ---
  private volatile long steals;

  Thief(Worker self, Entropy entropy) {
    this.self = self;
    this.entropy = entropy;
  }

  @Nullable Task<?> search() {
    Worker[] workers = self.scheduler.workers;
    Task<?> task = self.scheduler.inject.takeInto(self.queue, workers.length, BATCH);
    if (task != null) {
      return task;
    }
    int start = entropy.nextInt(workers.length);
    for (int i = 0; i < workers.length; i++) {
      Worker victim = workers[(start + i) % workers.length];
      if (isWorthwhile(victim)) {
        task = victim.queue.stealInto(self.queue);
        if (task != null) {
          steals = steals + 1;
          return task;
        }
      }
    }
    return null;
  }

  /// Whether a search would have somebody to rob.
  boolean seesPrey() {
    for (Worker worker : self.scheduler.workers) {
      if (isWorthwhile(worker)) {
        return true;
      }
    }
    return false;
  }

  private boolean isWorthwhile(Worker victim) {
    return victim != self && victim.queue.size() >= victim.pacer.stealAt();
  }

  /// Any thread.
  long steals() {
    return steals;
  }
}
