package io.pollen.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A program of the system that a test talks to. Closing kills it.
final class Tool implements AutoCloseable {
  private static final long LIMIT_SECONDS = 30;

  private final Process process;
  private final StringBuilder printed = new StringBuilder();
  private boolean ended;

  private Tool(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::collect);
  }

  static Tool start(String... command) {
    try {
      return new Tool(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new AssertionError(
          "this test needs '" + command[0] + "': install it (apt-get install openssl curl)", e);
    }
  }

  /// Runs it to its end, which must be a success.
  ///
  /// @return what it has printed
  static String run(String... command) throws Exception {
    try (Tool tool = start(command)) {
      tool.process.getOutputStream().close();
      String all = tool.awaitEnd();
      assertThat(tool.process.exitValue()).as("%s: %s", String.join(" ", command), all).isZero();
      return all;
    }
  }

  private void collect() {
    char[] some = new char[1024];
    try (var text =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int count = text.read(some); count >= 0; count = text.read(some)) {
        add(new String(some, 0, count), false);
      }
      add("", true);
    } catch (IOException e) {
      add("(unreadable: " + e.getMessage() + ")", true);
    }
  }

  private synchronized void add(String text, boolean last) {
    printed.append(text);
    ended |= last;
    notifyAll();
  }

  void say(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /// Waits until it has printed `text`.
  ///
  /// @return all that it has printed
  String await(String text) throws InterruptedException {
    return await(text, 1);
  }

  /// The same until it has printed it so many times.
  synchronized String await(String text, int times) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (printed.toString().split(Pattern.quote(text), -1).length <= times) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      assertThat(ended ? "ended" : left <= 0 ? "late" : "running")
          .as("no '%s' in: %s", text, printed)
          .isEqualTo("running");
      wait(left);
    }
    return printed.toString();
  }

  /// @return all that it has printed
  String awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    synchronized (this) {
      while (!ended) {
        wait(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
      }
      return printed.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
