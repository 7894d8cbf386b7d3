package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.runtime.task.Task;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunQueueTest {
  private final RunQueue queue = new RunQueue(4);

  private static List<String> names(RunQueue queue) {
    List<String> names = new ArrayList<>();
    for (Task<?> task = queue.pop(); task != null; task = queue.pop()) {
      names.add(task.name());
    }
    return names;
  }

  @Test
  void tasksComeOutInTheOrderTheyWentIn() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 4; i++) {
        assertThat(queue.push(NoScheduler.task(i))).isTrue();
      }
      assertThat(queue.push(NoScheduler.task(9))).isFalse();
      assertThat(names(queue)).containsExactly("0", "1", "2", "3");
    }
  }

  @Test
  void aThiefTakesTheOlderHalfRoundedUp() {
    RunQueue mine = new RunQueue(4);
    for (int i = 0; i < 3; i++) {
      queue.push(NoScheduler.task(i));
    }
    assertThat(queue.stealInto(mine).name()).isEqualTo("0");
    assertThat(names(mine)).containsExactly("1");
    assertThat(names(queue)).containsExactly("2");
    assertThat(queue.stealInto(mine)).isNull();
  }

  @Test
  void aThiefWithAFullRingTakesOnlyOne() {
    RunQueue mine = new RunQueue(4);
    for (int i = 0; i < 4; i++) {
      queue.push(NoScheduler.task(i));
      mine.push(NoScheduler.task(10 + i));
    }
    assertThat(queue.stealInto(mine).name()).isEqualTo("0");
    assertThat(names(mine)).containsExactly("10", "11", "12", "13");
    assertThat(names(queue)).containsExactly("1", "2", "3");
  }

  @Test
  void aFullRingSpillsItsNewerHalfAndTheLatestInOrder() {
    Inject inject = new Inject();
    for (int i = 0; i < 6; i++) {
      queue.push(NoScheduler.task(i));
      if (i < 2) {
        queue.pop(); // so that the ring goes around
      }
    }
    assertThat(queue.spill(NoScheduler.task(6), inject)).isTrue();
    assertThat(queue.size()).isEqualTo(2);
    assertThat(names(queue)).containsExactly("2", "3");
    for (int i = 4; i < 7; i++) {
      assertThat(inject.takeOne().name()).isEqualTo(Integer.toString(i));
    }
    assertThat(inject.takeOne()).isNull();
  }

  @Test
  void aRingWithRoomSpillsNothing() {
    Inject inject = new Inject();
    for (int i = 0; i < 3; i++) {
      queue.push(NoScheduler.task(i));
    }
    assertThat(queue.spill(NoScheduler.task(3), inject)).isFalse();
    assertThat(names(queue)).containsExactly("0", "1", "2");
    assertThat(inject.isEmpty()).isTrue();
  }

  @Test
  void aStolenTaskIsForgotten() {
    RunQueue mine = new RunQueue(4);
    queue.push(NoScheduler.task(0));
    WeakReference<Task<?>> stolen = new WeakReference<>(queue.stealInto(mine));
    queue.forgetStolen();
    for (int i = 0; i < 50 && stolen.get() != null; i++) {
      System.gc();
    }
    assertThat(stolen.get()).isNull();
  }

  @Test
  void everyTaskIsTakenByExactlyOne() throws Exception {
    int count = 200_000;
    Set<String> taken = ConcurrentHashMap.newKeySet();
    AtomicInteger twice = new AtomicInteger();
    AtomicInteger total = new AtomicInteger();
    Thread[] thieves = new Thread[2];
    for (int t = 0; t < thieves.length; t++) {
      thieves[t] =
          new Thread(() -> {
            RunQueue mine = new RunQueue(4);
            while (total.get() < count) {
              Task<?> task = queue.stealInto(mine);
              for (; task != null; task = mine.pop()) {
                twice.addAndGet(taken.add(task.name()) ? 0 : 1);
                total.incrementAndGet();
              }
            }
          });
      thieves[t].start();
    }
    for (int i = 0; i < count; ) {
      if (queue.push(NoScheduler.task(i))) {
        i++;
      } else {
        Task<?> task = queue.pop();
        if (task != null) {
          twice.addAndGet(taken.add(task.name()) ? 0 : 1);
          total.incrementAndGet();
        }
      }
    }
    for (Thread thief : thieves) {
      thief.join();
    }
    assertThat(twice).hasValue(0);
    assertThat(taken).hasSize(count);
  }
}
