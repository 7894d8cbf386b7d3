package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.FailureHook;
import io.pollen.conformance.CountingWaker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeferredTest {

  @Test
  void aWakerThatThrowsLeavesNobodyBehindItAsleep() {
    Deferred wakers = new Deferred();
    CountingWaker behind = new CountingWaker();
    var broken = new IllegalStateException("a broken waker");
    wakers.add(() -> {
      throw broken;
    });
    wakers.add(behind);
    List<Throwable> reported = new ArrayList<>();
    var before = FailureHook.install((source, failure) -> reported.add(failure));
    try {
      wakers.wakeAll();
    } finally {
      FailureHook.install(before);
    }
    assertThat(behind.count()).isOne();
    assertThat(reported).containsExactly(broken);
  }
}
