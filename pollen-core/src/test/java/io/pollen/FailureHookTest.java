package io.pollen;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FailureHookTest {
  @Test
  void theLogSaysWhichBlockFailed() throws Exception {
    Future<Object> block =
        async(() -> {
          try {
            return await(Async.pending());
          } finally {
            Integer.parseInt("x");
          }
        });
    assertThat(block.poll(Context.of(Waker.noop())).isReady()).isFalse();
    List<String> messages = Logged.during(block::drop);
    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst())
        .matches(
            "a failure that nobody awaits, in async block io\\.pollen\\.FailureHookTest"
                + "\\.theLogSaysWhichBlockFailed\\(FailureHookTest\\.java:\\d+\\), .*");
  }

  @Test
  void aSourceThatCannotTellItsNameIsNamedByItsClass() throws Exception {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no name");
          }
        };
    assertThat(Logged.during(() -> FailureHook.report(broken, new IllegalStateException("failed"))))
        .containsExactly("a failure that nobody awaits, in " + broken.getClass().getName());
  }
}
