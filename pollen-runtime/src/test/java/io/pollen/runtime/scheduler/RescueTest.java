package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RescueTest {
  private final MultiThread scheduler = Stepped.scheduler(2, 61, 0);
  private final Worker stuck = scheduler.workers[0];
  private final Worker free = scheduler.workers[1];
  private final Rescue rescue = new Rescue(free, 2);

  private void goOn() {
    int before = stuck.maintenances();
    while (stuck.maintenances() == before) {
      stuck.step();
    }
  }

  @Test
  void theRingOfAWorkerThatStandsStillIsEmptiedAtTheSecondLook() {
    goOn();
    for (int i = 0; i < 4; i++) {
      stuck.pushQueue(NoScheduler.task(i));
    }
    rescue.now(0);
    assertThat(free.queue.size()).as("it may just have begun").isZero();
    rescue.now(0);
    assertThat(stuck.queue.size()).isZero();
    assertThat(free.queue.size()).isEqualTo(4);
  }

  @Test
  void aWorkerThatGoesOnKeepsItsTasks() {
    stuck.pushQueue(NoScheduler.task(0));
    rescue.now(0);
    goOn();
    stuck.pushQueue(NoScheduler.task(1));
    rescue.now(0);
    assertThat(stuck.queue.size()).isEqualTo(1);
  }
}
