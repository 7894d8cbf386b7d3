package io.pollen.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.pollen.Logged;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class FailuresTest {

  /// As when there is no descriptor left for the files that logging opens at its first use: the
  /// caller is a worker, and must live.
  @Test
  void aReportThatCanNeitherBeHandledNorLoggedThrowsNothing() {
    Failures failures =
        new Failures((task, failure) -> {
          throw new NoClassDefFoundError("told to fail");
        });
    Logger logger = Logger.getLogger("io.pollen");
    Handler broken = new BrokenHandler();
    logger.addHandler(broken);
    try {
      assertThatCode(() -> failures.report(new TaskInfo(1, "a task"), new IllegalStateException()))
          .doesNotThrowAnyException();
    } finally {
      logger.removeHandler(broken);
    }
  }

  @Test
  void theLogSaysWhichFutureFailedWhileItWasDropped() throws Exception {
    Failures failures = new Failures(FailureHandler.logging());
    assertThat(
            Logged.during(() -> {
              failures.report(new TaskInfo(1, "a task"), "the source", new IllegalStateException());
              failures.report(new TaskInfo(2, null), new IllegalStateException());
            }))
        .containsExactly(
            "a failure that nobody awaits, in the source, of task 1 \"a task\"",
            "task 2 failed and nobody awaited it");
  }

  private static final class BrokenHandler extends Handler {
    @Override
    public void publish(LogRecord entry) {
      throw new NoClassDefFoundError("told to fail");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
