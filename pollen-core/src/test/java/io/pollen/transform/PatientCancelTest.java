package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.transform.Later.CX;
import static io.pollen.transform.Later.later;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.transform.Later.Never;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `pollCancel`: the signal once, then polled through the `finally` blocks.
class PatientCancelTest {
  private final List<String> log = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();

  @BeforeEach
  void collectFailures() {
    Later.pendings = 2;
    FailureHook.install((source, failure) -> failures.add(failure));
  }

  @AfterEach
  void restore() {
    Later.pendings = 1;
    FailureHook.install(null);
  }

  private Future<Integer> cleaning(String name) {
    return async(() -> {
      try {
        return await(new Never<Integer>(log, name));
      } finally {
        log.add("begin " + name);
        log.add(await(later("end " + name)));
      }
    });
  }

  private static int cancel(Future<?> future) {
    for (int polls = 1; polls < 100; polls++) {
      if (future.pollCancel(CX).isReady()) {
        return polls;
      }
    }
    throw new AssertionError("cancel does not end: " + future);
  }

  @Test
  void cleanupIsAwaitedToItsEnd() throws Exception {
    Future<Integer> future = cleaning("a");
    future.poll(CX);
    assertThat(cancel(future)).isEqualTo(3);
    assertThat(log).containsExactly("drop a", "begin a", "end a");
    assertThat(future.pollCancel(CX).isReady()).isTrue();
    assertThatThrownBy(() -> future.poll(CX)).isInstanceOf(IllegalStateException.class);
    assertThat(failures).isEmpty();
  }

  @Test
  void innerBlocksAreCancelledFirst() throws Exception {
    Future<Integer> future =
        async(() -> {
          try {
            return await(async(() -> await(cleaning("inner")) + 1));
          } finally {
            log.add(await(later("outer")));
          }
        });
    future.poll(CX);
    cancel(future);
    assertThat(log).containsExactly("drop inner", "begin inner", "end inner", "outer");
  }

  @Test
  @SuppressWarnings("pollen:swallowsDropped")
  void theSignalComesOnce() throws Exception {
    List<Throwable> signals = new ArrayList<>();
    Future<Integer> future =
        async(() -> {
          try {
            return await(new Never<Integer>(log, "a"));
          } catch (Throwable t) {
            signals.add(t);
            await(later(1));
            await(later(2));
            return 3;
          }
        });
    future.poll(CX);
    assertThat(cancel(future)).isEqualTo(5);
    assertThat(signals).hasSize(1);
  }

  @Test
  void dropEndsACleanupThatTakesTooLong() throws Exception {
    Future<Integer> future =
        async(() -> {
          try {
            return await(new Never<Integer>(log, "a"));
          } finally {
            try {
              await(new Never<>(log, "cleanup"));
            } finally {
              log.add("last");
            }
          }
        });
    future.poll(CX);
    assertThat(future.pollCancel(CX).isReady()).isFalse();
    assertThat(future.pollCancel(CX).isReady()).isFalse();
    future.drop();
    assertThat(log).containsExactly("drop a", "drop cleanup", "last");
  }

  @Test
  void aCleanupThatAwaitsABlockIsPolledThroughIt() throws Exception {
    Future<Integer> future =
        async(() -> {
          try {
            return await(new Never<Integer>(log, "a"));
          } finally {
            log.add(await(async(() -> await(later("x")) + await(later("y")))));
          }
        });
    future.poll(CX);
    assertThat(cancel(future)).isEqualTo(5);
    assertThat(log).containsExactly("drop a", "xy");
  }

  @Test
  void pollAfterTheSignalIsRefused() throws Exception {
    Future<Integer> future = cleaning("a");
    future.poll(CX);
    assertThat(future.pollCancel(CX).isReady()).isFalse();
    assertThatThrownBy(() -> future.poll(CX))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("polled after pollCancel");
    assertThat(cancel(future)).isEqualTo(2);
  }

  @Test
  @SuppressWarnings("pollen:awaitInFinally")
  void aFailingCleanupIsReported() throws Exception {
    Future<Integer> future =
        async(() -> {
          try {
            return await(new Never<Integer>(log, "a"));
          } finally {
            await(later(1));
            Integer.parseInt("x");
          }
        });
    future.poll(CX);
    cancel(future);
    assertThat(failures).hasSize(1).first().isInstanceOf(NumberFormatException.class);
  }

  /// Catches whatever comes and awaits again, for ever.
  @SuppressWarnings("pollen:swallowsDropped")
  private Future<Integer> swallowing(List<Throwable> caught) {
    return async(() -> {
      while (true) {
        try {
          await(new Never<>(log, "again"));
        } catch (Throwable t) {
          caught.add(t);
        }
      }
    });
  }

  @Test
  void aBodyThatSwallowsTheSignalGetsNoOtherOneUntilItIsDroppedAndNamed() throws Exception {
    List<Throwable> caught = new ArrayList<>();
    Future<Integer> future = swallowing(caught);
    future.poll(CX);
    for (int polls = 0; polls < 20; polls++) {
      assertThat(future.pollCancel(CX).isReady()).isFalse();
    }
    assertThat(caught).hasSize(1);
    future.drop();
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst())
        .hasMessageMatching(
            "(?s)the async block caught its Dropped signal 8 times and awaited again, last at"
                + " \\S+PatientCancelTest\\.swallowing\\(PatientCancelTest\\.java:\\d+\\).*");
    assertThat(future.pollCancel(CX).isReady()).isTrue();
  }

  @Test
  void aCloseThatFailsWhileItIsCancelledIsReportedAndTheOthersClose() throws Exception {
    Future<Integer> future =
        async(() -> {
          try (Later.Res outer = new Later.Res(log, "outer");
              AutoCloseable broken =
                  () -> {
                    throw new IllegalStateException("broken " + outer.name());
                  }) {
            return await(new Never<Integer>(log, "a"));
          }
        });
    future.poll(CX);
    assertThat(cancel(future)).isEqualTo(1);
    assertThat(log).containsExactly("open outer", "drop a", "close outer");
    assertThat(failures)
        .hasSize(1)
        .first()
        .hasToString("java.lang.IllegalStateException: broken outer");
  }

  @Test
  void aBlockThatIsNotStartedJustEnds() {
    Future<Integer> future = cleaning("a");
    assertThat(cancel(future)).isEqualTo(1);
    assertThat(log).isEmpty();
    assertThatThrownBy(() -> future.poll(CX)).isInstanceOf(IllegalStateException.class);
  }
}
