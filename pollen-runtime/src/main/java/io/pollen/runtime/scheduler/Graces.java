package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import java.util.ArrayDeque;

/// The aborted tasks that one worker cancels patiently, in the order in which patience ends.
final class Graces {
  private record Grace(Task<?> task, long deadline) {}

  private final long graceNanos;
  private final ArrayDeque<Grace> waiting = new ArrayDeque<>();

  Graces(long graceNanos) {
    this.graceNanos = graceNanos;
  }

  void add(Task<?> task, long now) {
    waiting.add(new Grace(task, now + graceNanos));
  }

  /// Drops the tasks whose grace is over.
  void expire(long now) {
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
    Grace first = waiting.peek();
    return first == null ? -1 : Math.max(0, first.deadline - now);
  }
}
