package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.runtime.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// One owner and two thieves over a ring of four: every interleaving answers as some sequential
/// order would. That the sequential ring is right is for [RunQueueTest].
///
/// The owner does two things at most beside a steal: a thief looks at the tail once, and with more
/// pushes in between "full" could be told of a moment at which the ring held a task less.
public class RunQueueLincheck {
  private final Numbered numbered = new Numbered();
  private final RunQueue queue = new RunQueue(4);
  private final RunQueue first = new RunQueue(4);
  private final RunQueue second = new RunQueue(4);

  /// Tasks known by number: they are moved, never run.
  static final class Numbered {
    private final Task<?>[] tasks = new Task<?>[16];
    private int next;

    Numbered() {
      for (int i = 0; i < tasks.length; i++) {
        tasks[i] = NoScheduler.task(i);
      }
    }

    Task<?> fresh() {
      return tasks[next++];
    }

    int number(@Nullable Task<?> task) {
      int i = 0;
      while (task != null && tasks[i] != task) {
        i++;
      }
      return task == null ? -1 : i;
    }
  }

  @Operation(nonParallelGroup = "owner")
  public boolean push() {
    return queue.push(numbered.fresh());
  }

  @Operation(nonParallelGroup = "owner")
  public int pop() {
    return numbered.number(queue.pop());
  }

  @Operation(nonParallelGroup = "first")
  public List<Integer> stealFirst() {
    return stealInto(first);
  }

  @Operation(nonParallelGroup = "second")
  public List<Integer> stealSecond() {
    return stealInto(second);
  }

  private List<Integer> stealInto(RunQueue mine) {
    List<Integer> stolen = new ArrayList<>();
    for (Task<?> task = queue.stealInto(mine); task != null; task = mine.pop()) {
      stolen.add(numbered.number(task));
    }
    return stolen;
  }

  /// The same with a seeded defect: a thief claims a position first and reads its slot then.
  public static class ClaimsFirst {
    private final AtomicIntegerArray slots = new AtomicIntegerArray(2);
    private final AtomicInteger head = new AtomicInteger();
    private final AtomicInteger tail = new AtomicInteger();
    private int next;

    @Operation(nonParallelGroup = "owner")
    public boolean push() {
      int position = tail.get();
      if (position - head.get() == 2) {
        return false;
      }
      slots.set(position & 1, next++);
      tail.set(position + 1);
      return true;
    }

    @Operation(nonParallelGroup = "thief")
    public int steal() {
      while (true) {
        int position = head.get();
        if (position == tail.get()) {
          return -1;
        }
        if (head.compareAndSet(position, position + 1)) {
          return slots.get(position & 1);
        }
      }
    }
  }

  static ModelCheckingOptions options(int threads) {
    int factor = Integer.getInteger("pollen.lincheck.factor", 1);
    return new ModelCheckingOptions()
        .threads(threads)
        .actorsPerThread(2)
        .actorsBefore(4)
        .actorsAfter(2)
        .iterations(12 * factor)
        .invocationsPerIteration(100 * factor);
  }

  @Test
  void modelChecked() {
    options(3).check(RunQueueLincheck.class);
  }

  @Test
  void aThiefThatClaimsBeforeItReadsIsCaught() {
    assertThatThrownBy(() -> options(2).check(ClaimsFirst.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }
}
