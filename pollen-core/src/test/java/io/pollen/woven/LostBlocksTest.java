package io.pollen.woven;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostBlocksTest {
  @TempDir Path work;

  @Test
  void aSuspendedBlockThatIsCollectedIsTold() throws Exception {
    List<String> told = run("-Dpollen.debug.lost=true");
    assertThat(told)
        .hasSize(2)
        .allSatisfy(line ->
            assertThat(line)
                .contains("suspended at", "LostBlocksTest$Program.lose(LostBlocksTest.java:"));
  }

  @Test
  void withoutThePropertyNothingIsTold() throws Exception {
    assertThat(run("-Dpollen.debug.lost=false")).isEmpty();
  }

  private List<String> run(String property) throws Exception {
    Path output = work.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                property,
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return Files.readAllLines(output);
  }

  /// Prints what is logged while it loses two blocks, one after the other. In between, others end
  /// as they should.
  static final class Program {
    private static final Context NOBODY = Context.of(Waker.noop());

    private static final BlockingQueue<String> LOGGED = new LinkedBlockingQueue<>();

    private static final Handler LOG =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            LOGGED.add(new SimpleFormatter().formatMessage(line));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };

    public static void main(String[] args) throws Exception {
      Logger logger = Logger.getLogger("io.pollen");
      logger.setUseParentHandlers(false);
      logger.addHandler(LOG);
      List<Future<?>> held = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        held.add(suspended());
        endWell();
        lose();
        printNext(Boolean.getBoolean("pollen.debug.lost") ? 20_000 : 300);
      }
      LOGGED.forEach(System.out::println);
      Reference.reachabilityFence(held);
    }

    private static void lose() throws Exception {
      poll(async(() -> await(Async.pending())));
    }

    private static Future<?> suspended() throws Exception {
      return poll(async(() -> await(Async.pending())));
    }

    private static void endWell() throws Exception {
      suspended().drop();
      int[] polls = {0};
      Future<Integer> twice = cx -> polls[0]++ == 0 ? Poll.pending() : Poll.ready(1);
      Future<?> finished = poll(async(() -> await(twice)));
      poll(finished);
      poll(async(() -> await(Async.ready(1))));
    }

    private static Future<?> poll(Future<?> future) throws Exception {
      RawFuture.poll(future, NOBODY);
      return future;
    }

    private static void printNext(long millis) throws InterruptedException {
      String line = null;
      for (long waited = 0; line == null && waited < millis; waited += 50) {
        System.gc();
        line = LOGGED.poll(50, TimeUnit.MILLISECONDS);
      }
      if (line != null) {
        System.out.println(line);
      }
    }
  }
}
