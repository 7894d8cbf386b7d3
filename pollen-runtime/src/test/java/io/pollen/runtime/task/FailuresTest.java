package io.pollen.runtime.task;

import static org.assertj.core.api.Assertions.assertThatCode;

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
