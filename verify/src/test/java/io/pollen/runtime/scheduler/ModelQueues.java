package io.pollen.runtime.scheduler;

import io.pollen.Waker;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.Submit;
import io.pollen.runtime.task.Task;
import io.pollen.verify.model.Bed;
import io.pollen.verify.model.Explorer;
import io.pollen.verify.model.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parts of the scheduler by themselves.
public final class ModelQueues {
  private ModelQueues() {}

  private static final class Nowhere implements Submit {
    @Override
    public void submit(Task<?> task) {}

    @Override
    public void finished(Task<?> task) {}

    @Override
    public Failures failures() {
      return new Failures((task, failure) -> {});
    }
  }

  private abstract static class OfTasks implements Scenario {
    private final List<Task<?>> made = new ArrayList<>();
    private final Map<Task<?>, Integer> taken = new IdentityHashMap<>();

    final void forget() {
      made.clear();
      taken.clear();
    }

    final Task<?> task() {
      made.add(Task.create(new Nowhere(), ModelProbe.once(), null));
      return made.getLast();
    }

    final void took(@Nullable Task<?> task) {
      if (task != null) {
        taken.merge(task, 1, Integer::sum);
      }
    }

    @Override
    public boolean atRest() {
      int sum = taken.values().stream().mapToInt(Integer::intValue).sum();
      if (sum != made.size() || taken.size() != made.size()) {
        throw new AssertionError(sum + " tasks were taken of " + made.size());
      }
      return true;
    }
  }

  /// The injection queue is closed while tasks are pushed and taken.
  public static final class InjectClosed extends OfTasks {
    @Override
    public List<Runnable> begin() {
      forget();
      Inject inject = new Inject();
      inject.push(task());
      Task<?> late = task();
      return List.of(
          () -> {
            if (!inject.push(late)) {
              took(late);
            }
          },
          () -> took(inject.takeOne()),
          () -> {
            for (Task<?> task = inject.close(); task != null; ) {
              Task<?> next = task.next();
              took(task);
              task = next;
            }
          });
    }
  }

  /// A worker's ring is pushed to, popped, spilled and robbed, all around its end.
  public static final class RingRobbed extends OfTasks {
    private Inject inject = new Inject();
    private RunQueue ring = new RunQueue(2);
    private RunQueue mine = new RunQueue(2);

    @Override
    public List<Runnable> begin() {
      forget();
      inject = new Inject();
      ring = new RunQueue(2);
      mine = new RunQueue(2);
      ring.push(task());
      ring.push(task());
      Task<?> third = task();
      return List.of(
          () -> {
            while (!ring.push(third) && !ring.spill(third, inject)) {}
            took(ring.pop());
          },
          () -> {
            took(ring.stealInto(mine));
            took(mine.pop());
          });
    }

    @Override
    public boolean atRest() {
      for (RunQueue left : List.of(ring, mine)) {
        for (Task<?> task = left.pop(); task != null; task = left.pop()) {
          took(task);
        }
      }
      for (Task<?> task = inject.takeOne(); task != null; task = inject.takeOne()) {
        took(task);
      }
      return super.atRest();
    }
  }

  /// The LIFO slot is emptied by its owner and by two others.
  public static final class SlotTaken extends OfTasks {
    @Override
    public List<Runnable> begin() {
      forget();
      HotSlot slot = new HotSlot();
      slot.put(task());
      Runnable thief =
          () -> {
            Task<?> seen = slot.peek();
            if (seen != null && slot.take(seen)) {
              took(seen);
            }
          };
      return List.of(() -> took(slot.clear()), thief, thief);
    }
  }

  /// A thread comes back from a blocking call and wants its worker, which another one steps and
  /// parks with; a third one would step it, too.
  public static final class HelmWanted implements Scenario {
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private int atHelm;

    private void steer(String who) {
      if (++atHelm != 1) {
        throw new AssertionError(atHelm + " threads at the helm");
      }
      order.add(who);
      Explorer.point("steering");
    }

    private void leave(Helm helm) {
      atHelm--;
      helm.leave();
    }

    @Override
    public List<Runnable> begin() {
      order.clear();
      atHelm = 0;
      Helm helm = new Helm();
      Bed bed = new Bed();
      Runnable standIn =
          () -> {
            if (helm.takeIfFree()) {
              steer("stand-in");
              while (!helm.isWanted() && !helm.hasEnded()) {
                bed.park(-1);
              }
              leave(helm);
            }
          };
      Runnable owner =
          () -> {
            helm.take(bed::unpark);
            steer("owner");
            helm.end();
            leave(helm);
          };
      return List.of(standIn, owner, standIn);
    }

    @Override
    public boolean atRest() {
      if (!order.contains("owner")) {
        throw new AssertionError("the owner does not get its worker back: " + order);
      }
      return true;
    }
  }

  /// Wakers that wait for the driver's turn are added, and woken by the owner and by a sibling.
  public static final class DeferredWoken implements Scenario {
    private final int[] wakes = new int[2];

    @Override
    public List<Runnable> begin() {
      wakes[0] = 0;
      wakes[1] = 0;
      Deferred deferred = new Deferred();
      Waker late = Waker.of(() -> wakes[1]++);
      deferred.add(Waker.of(() -> wakes[0]++));
      return List.of(
          () -> {
            deferred.add(late);
            deferred.wakeAll();
          },
          deferred::wakeAll);
    }

    @Override
    public boolean atRest() {
      if (wakes[0] != 1 || wakes[1] != 1) {
        throw new AssertionError(wakes[0] + " and " + wakes[1] + " wakes");
      }
      return true;
    }
  }
}
