package io.pollen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WakerTest {
  @Test
  void anActionIsAWakerThatRunsItAtEachWake() {
    AtomicInteger runs = new AtomicInteger();
    Waker waker = Waker.of(runs::incrementAndGet);
    waker.wake();
    waker.wake();
    assertThat(runs).hasValue(2);
  }

  @Test
  void oneWakerStandsForItselfOnly() {
    Waker waker = Waker.of(() -> {});
    assertThat(waker.willWake(waker)).isTrue();
    assertThat(waker.willWake(Waker.noop())).isFalse();
  }

  @Test
  void theWakerThatDoesNothingIsOneObject() {
    Waker.noop().wake();
    assertThat(Waker.noop().willWake(Waker.noop())).isTrue();
  }
}
