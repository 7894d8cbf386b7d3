package io.pollen.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Async;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;

class TimerFootprintTest {
  @Test
  void aSleepIsAtMost40BytesAndNeedsNothingElse() throws Exception {
    Sleep sleep = Time.sleep(Duration.ofSeconds(1));
    assertThat(ClassLayout.parseInstance(sleep).instanceSize()).isLessThanOrEqualTo(40);
  }

  @Test
  void aTimeoutIsOneObjectOfAtMost56Bytes() {
    var timeout = Time.timeout(Duration.ofSeconds(1), Async.async(() -> 1));
    assertThat(ClassLayout.parseInstance(timeout).instanceSize()).isLessThanOrEqualTo(56);
  }

  @Test
  void aKeyOfATimerQueueIsAtMost32Bytes() {
    var key = new TimerQueue<String>(new TestClock()).insert("value", Duration.ofSeconds(1));
    assertThat(ClassLayout.parseInstance(key).instanceSize()).isLessThanOrEqualTo(32);
  }
}
