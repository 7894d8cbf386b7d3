package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One worker's care for siblings that are stuck in a long poll: whatever waits behind it is taken
/// over. A sentry looks whenever it wakes, a busy worker every few milliseconds.
final class Rescue {
  /// Halves of a full ring of 256, until nothing is left.
  private static final int HALVES = 9;

  private final Worker self;
  private final int[] seenMaintenances;
  private final @Nullable Task<?>[] seenHot;
  private final Phase[] condemned;
  private long due;
  private boolean foundMateStuck;

  /// @param most how many workers there are at most
  Rescue(Worker self, int most) {
    this.self = self;
    seenMaintenances = new int[most];
    seenHot = new @Nullable Task<?>[most];
    condemned = new Phase[most];
    Arrays.fill(condemned, Phase.OPEN);
  }

  void whenDue(long now) {
    if (now - due >= 0 && self.scheduler.workers.length > 1) {
      now(now);
    }
  }

  void now(long now) {
    due = now + Worker.SENTRY_NANOS;
    foundMateStuck = false;
    for (Worker sibling : self.scheduler.workers) {
      if (sibling != self && !sibling.hasRetired()) {
        look(sibling, now);
      }
    }
  }

  private void look(Worker sibling, long now) {
    int i = sibling.index;
    int maintenances = sibling.maintenances();
    Task<?> hot = sibling.hot().peek();
    if (maintenances == seenMaintenances[i]) {
      foundMateStuck |= !sibling.isParked() && sibling.events.share() == self.events.share();
      self.takeTurnsOf(sibling, now);
      if (hot != null && hot == seenHot[i] && sibling.hot().take(hot)) {
        self.pushQueue(hot);
        hot = null;
      }
      takeAll(sibling);
      condemnAll(sibling);
    }
    seenMaintenances[i] = maintenances;
    seenHot[i] = hot;
  }

  /// Whether one that shares the driver stood still in the last round.
  boolean foundMateStuck() {
    return foundMateStuck;
  }

  /// The worker works again: what the last round has found is long ago.
  void forgetMates() {
    foundMateStuck = false;
  }

  /// The runtime closes, and the sibling cannot tell its tasks so.
  private void condemnAll(Worker sibling) {
    Phase phase = self.scheduler.phase();
    if (phase != condemned[sibling.index]) {
      condemned[sibling.index] = phase;
      sibling.registry.forEach(self.scheduler::condemn);
    }
  }

  /// Half by half, so that nobody waits for a second look. The stuck poll may go on pushing: what
  /// comes later is for the next look.
  private void takeAll(Worker sibling) {
    Task<?> stolen = sibling.queue.stealInto(self.queue);
    for (int halves = 1; stolen != null; halves++) {
      self.pushQueue(stolen);
      stolen = halves < HALVES ? sibling.queue.stealInto(self.queue) : null;
    }
  }
}
