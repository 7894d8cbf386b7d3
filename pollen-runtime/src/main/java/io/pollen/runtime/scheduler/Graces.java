package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The aborted tasks that one worker cancels patiently, in the order in which patience ends.
final class Graces {
  private record Grace(Task<?> task, long deadline) {}

  private final long graceNanos;
  private final ArrayDeque<Grace> waiting = new ArrayDeque<>();

  // --- any thread adds ---
  private final Queue<Grace> inherited = new ConcurrentLinkedQueue<>();

  Graces(long graceNanos) {
    this.graceNanos = graceNanos;
  }

  void add(Task<?> task, long now) {
    waiting.add(new Grace(task, now + graceNanos));
  }

  /// The worker retires: another one has the patience from now on. The owner only; `heir` belongs
  /// to any thread.
  void leaveTo(Graces heir) {
    heir.inherited.addAll(waiting);
    waiting.clear();
  }

  private void inherit() {
    if (inherited.isEmpty()) {
      return;
    }
    List<Grace> all = new ArrayList<>(waiting);
    for (Grace one = inherited.poll(); one != null; one = inherited.poll()) {
      all.add(one);
    }
    all.sort((a, b) -> Long.signum(a.deadline - b.deadline));
    waiting.clear();
    waiting.addAll(all);
  }

  /// Drops the tasks whose grace is over.
  void expire(long now) {
    inherit();
    for (Grace first = waiting.peek(); first != null; first = waiting.peek()) {
      if (!first.task.isFinished()) {
        if (first.deadline - now > 0) {
          return;
        }
        first.task.dropNow();
      }
      waiting.remove();
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// How long until [#expire] has something to do: negative when nothing waits.
  long untilNext(long now) {
    inherit();
    Grace first = waiting.peek();
    return first == null ? -1 : Math.max(0, first.deadline - now);
  }
}
