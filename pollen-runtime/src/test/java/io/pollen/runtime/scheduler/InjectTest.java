package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.runtime.task.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InjectTest {
  private final Inject inject = new Inject();

  private void push(int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(inject.push(NoScheduler.task(i))).isTrue();
    }
  }

  @Test
  void tasksComeOutInTheOrderTheyWentIn() {
    push(0, 3);
    assertThat(inject.takeOne().name()).isEqualTo("0");
    push(3, 5);
    for (int i = 1; i < 5; i++) {
      assertThat(inject.takeOne().name()).isEqualTo(Integer.toString(i));
    }
    assertThat(inject.takeOne()).isNull();
    assertThat(inject.isEmpty()).isTrue();
  }

  @Test
  void aTakerGetsItsShareAndLeavesTheRest() {
    RunQueue ring = new RunQueue(8);
    push(0, 10);
    assertThat(inject.takeInto(ring, 3, 128).name()).isEqualTo("0");
    assertThat(ring.size()).isEqualTo(3);
    assertThat(inject.backlog()).isEqualTo(6);
  }

  @Test
  void aTakerTakesNoMoreThanItsRingHolds() {
    RunQueue ring = new RunQueue(4);
    push(0, 100);
    assertThat(inject.takeInto(ring, 1, 128).name()).isEqualTo("0");
    assertThat(ring.size()).isEqualTo(4);
    assertThat(inject.backlog()).isEqualTo(95);
  }

  @Test
  void aClosedQueueGivesEverythingBackAndRefusesMore() {
    push(0, 3);
    inject.takeOne();
    push(3, 5);
    List<String> names = new ArrayList<>();
    for (Task<?> task = inject.close(); task != null; task = task.next()) {
      names.add(task.name());
    }
    assertThat(names).containsExactlyInAnyOrder("1", "2", "3", "4");
    assertThat(inject.push(NoScheduler.task(9))).isFalse();
    assertThat(inject.isEmpty()).isTrue();
    assertThat(inject.takeOne()).isNull();
    assertThat(inject.close()).isNull();
  }
}
