package io.pollen;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class FailureHookTest {
  private final List<String> messages = new ArrayList<>();

  private void logging(Runnable action) {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            messages.add(record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("io.pollen");
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      action.run();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
  }

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
    logging(block::drop);
    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst())
        .matches(
            "a failure that nobody awaits, in async block io\\.pollen\\.FailureHookTest"
                + "\\.theLogSaysWhichBlockFailed\\(FailureHookTest\\.java:\\d+\\), .*");
  }

  @Test
  void aSourceThatCannotTellItsNameIsNamedByItsClass() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no name");
          }
        };
    logging(() -> FailureHook.report(broken, new IllegalStateException("failed")));
    assertThat(messages)
        .containsExactly("a failure that nobody awaits, in " + broken.getClass().getName());
  }
}
