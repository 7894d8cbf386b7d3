package io.pollen.group;

import static io.pollen.group.JoinSetTest.inTask;
import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.pending;
import static io.pollen.runtime.Pollen.ready;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.timeout;
import static io.pollen.runtime.Pollen.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.group.JoinMap.Ended;
import io.pollen.runtime.task.TaskCancelledException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JoinMapTest {
  @Test
  void endsComeWithTheirKeys() throws Exception {
    inTask(() -> {
      try (var map = new JoinMap<String, Integer>()) {
        map.spawn("slow", sleep(Duration.ofSeconds(1)).map(none -> 2));
        map.spawn("quick", () -> 1);
        assertThat(map.keys()).containsExactlyInAnyOrder("slow", "quick");
        assertThat(await(map.next())).contains(new Ended<>("quick", Outcome.success(1)));
        assertThat(map.containsKey("quick")).isFalse();
        assertThat(await(map.next())).contains(new Ended<>("slow", Outcome.success(2)));
        assertThat(await(map.next())).isEmpty();
      }
    });
  }

  @Test
  void aTaskReplacesTheOneBeforeWhoseEndIsNotTold() throws Exception {
    inTask(() -> {
      try (var map = new JoinMap<String, Integer>()) {
        var replaced = map.spawn("key", pending());
        map.spawn("key", sleep(Duration.ofSeconds(1)).map(none -> 2));
        assertThat(map.size()).isEqualTo(1);
        assertThat(await(map.next())).contains(new Ended<>("key", Outcome.success(2)));
        assertThat(replaced.isFinished()).isTrue();
        assertThat(map.isEmpty()).isTrue();
      }
    });
  }

  @Test
  void tasksAreAbortedByTheirKeys() throws Exception {
    inTask(() -> {
      try (var map = new JoinMap<Integer, Integer>()) {
        for (int i = 0; i < 6; i++) {
          map.spawn(i, pending());
        }
        assertThat(map.abort(5)).isTrue();
        assertThat(map.abort(6)).isFalse();
        map.abortMatching(key -> key % 2 == 0);
        for (int i = 0; i < 4; i++) {
          var end = await(map.next()).orElseThrow();
          assertThat(end.key()).isIn(0, 2, 4, 5);
          assertThat(end.outcome())
              .isInstanceOfSatisfying(
                  Outcome.Failure.class,
                  failure ->
                      assertThat(failure.cause()).isInstanceOf(TaskCancelledException.class));
        }
        assertThat(map.keys()).containsExactlyInAnyOrder(1, 3);
        await(map.shutdown());
        assertThat(map.isEmpty()).isTrue();
        map.spawn(1, ready(1));
        assertThat(await(map.next())).isPresent();
      }
    });
  }

  @Test
  void aShutdownDroppedHalfWayForgetsThoseThatItHasSeenEnd() throws Exception {
    inTask(() -> {
      try (var map = new JoinMap<String, Integer>()) {
        map.spawn("quick", pending());
        map.spawn("slow", slowToEnd());
        await(yieldNow());
        assertThat(await(timeout(Duration.ofSeconds(1), map.shutdown()).catching()))
            .isInstanceOf(Outcome.Failure.class);
        assertThat(map.keys()).containsExactly("slow");
        assertThat(await(map.next()).orElseThrow().key()).isEqualTo("slow");
        assertThat(await(map.next())).isEmpty();
      }
    });
  }

  @SuppressWarnings("pollen:awaitInFinally") // what a drop skips, an abort waits for
  private static Future<Integer> slowToEnd() {
    return async(() -> {
      try {
        return await(pending());
      } finally {
        await(sleep(Duration.ofSeconds(3)));
      }
    });
  }
}
