package io.pollen;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What the logger `io.pollen` is told while a test does something.
public final class Logged extends Handler {
  private final List<String> messages = new ArrayList<>();

  private Logged() {}

  /// Something that may throw.
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  /// Runs `action`; its messages go nowhere else.
  public static List<String> during(Action action) throws Exception {
    Logged handler = new Logged();
    Logger logger = Logger.getLogger("io.pollen");
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      action.run();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    return handler.messages;
  }

  @Override
  public void publish(LogRecord entry) {
    messages.add(entry.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
