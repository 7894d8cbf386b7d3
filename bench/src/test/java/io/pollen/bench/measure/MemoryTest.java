package io.pollen.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryTest {
  private final long own = ProcessHandle.current().pid();

  @Test
  void aProcessHasNoMoreInMemoryThanItEverHad() throws Exception {
    assertThat(Memory.resident(own)).isGreaterThan(1e6);
    assertThat(Memory.peak(own)).isGreaterThanOrEqualTo(1e6);
  }

  @Test
  void whatIsHeldShowsOnTheHeap() {
    long before = Memory.heapInUse();
    byte[] held = new byte[20_000_000];
    assertThat(Memory.heapInUse() - before).isGreaterThan(held.length / 2);
    assertThat(held).hasSize(20_000_000);
  }

  @Test
  void aProcessThatIsNotThereIsAFailure() {
    assertThatThrownBy(() -> Memory.resident(Integer.MAX_VALUE)).isInstanceOf(Failure.class);
  }
}
