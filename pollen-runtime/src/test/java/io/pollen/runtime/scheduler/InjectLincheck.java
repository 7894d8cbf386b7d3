package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.runtime.task.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Two pushers, and a taker that closes the queue now and then: every interleaving answers as some
/// sequential order would. There is one taker at a time: a second one may go away with nothing.
@Param(name = "number", gen = IntGen.class, conf = "0:7")
public class InjectLincheck {
  private final Inject inject = new Inject();
  private final RunQueue ring = new RunQueue(4);

  private static int number(Task<?> task) {
    return Integer.parseInt(String.valueOf(task.name()));
  }

  @Operation
  public boolean push(@Param(name = "number") int number) {
    return inject.push(NoScheduler.task(number));
  }

  @Operation(nonParallelGroup = "taker")
  public int takeOne() {
    Task<?> task = inject.takeOne();
    return task == null ? -1 : number(task);
  }

  @Operation(nonParallelGroup = "taker")
  public List<Integer> takeInto() {
    List<Integer> taken = new ArrayList<>();
    for (Task<?> task = inject.takeInto(ring, 1, 4); task != null; task = ring.pop()) {
      taken.add(number(task));
    }
    return taken;
  }

  @Operation(nonParallelGroup = "taker")
  public List<Integer> close() {
    List<Integer> rest = new ArrayList<>();
    for (Task<?> task = inject.close(); task != null; task = task.next()) {
      rest.add(number(task));
    }
    Collections.sort(rest);
    return rest;
  }

  /// The same with a seeded defect: the taker reads the stack and empties it with a store.
  @Param(name = "number", gen = IntGen.class, conf = "0:7")
  public static class EmptiesWithAStore {
    private record Link(int number, @Nullable Link next) {}

    private final AtomicReference<@Nullable Link> stack = new AtomicReference<>();

    @Operation
    public void push(@Param(name = "number") int number) {
      while (true) {
        Link top = stack.get();
        if (stack.compareAndSet(top, new Link(number, top))) {
          return;
        }
      }
    }

    @Operation(nonParallelGroup = "taker")
    public List<Integer> takeAll() {
      List<Integer> taken = new ArrayList<>();
      Link top = stack.get();
      stack.set(null);
      for (Link link = top; link != null; link = link.next) {
        taken.addFirst(link.number);
      }
      return taken;
    }
  }

  @Test
  void modelChecked() {
    RunQueueLincheck.options(3).actorsBefore(2).iterations(8).check(InjectLincheck.class);
  }

  @Test
  void aTakerThatEmptiesWithAStoreIsCaught() {
    assertThatThrownBy(
            () -> RunQueueLincheck.options(2).actorsBefore(2).check(EmptiesWithAStore.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }
}
