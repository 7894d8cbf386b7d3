package io.pollen.runtime.scheduler;

import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.task.Task;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One look at the tasks of a scheduler, wherever they are: each is met once, or, while it moves
/// between two places, not at all.
final class Lookout {
  private final int limit;
  private final List<TaskDump> into;
  private final Set<Task<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private int more;

  Lookout(int limit, List<TaskDump> into) {
    this.limit = limit;
    this.into = into;
  }

  void add(Root root) {
    into.add(root.dump());
  }

  /// What a worker polls. Its thread may have gone on to another task before its frames are read.
  void addRunning(@Nullable Task<?> task, @Nullable Thread carrier) {
    TaskDump dump = task == null ? null : task.dump();
    if (task != null && dump != null && dump.state() != TaskDump.State.SUSPENDED) {
      seen.add(task);
      into.add(carrier == null ? dump : dump.on(carrier));
    }
  }

  void add(@Nullable Task<?> task) {
    if (task == null || seen.contains(task)) {
      return;
    }
    if (seen.size() >= limit) {
      more += task.isFinished() ? 0 : 1;
      return;
    }
    TaskDump dump = task.dump();
    if (dump != null) {
      seen.add(task);
      into.add(dump);
    }
  }

  int more() {
    return more;
  }
}
