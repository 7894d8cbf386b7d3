package io.pollen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who says that an await under a monitor or lock is no error gets no error from the weaver either,
/// but a warning at the place.
class AcceptedRefusalTest {
  private static final String TEXT =
      """
      import static io.pollen.Async.*;
      import io.pollen.Future;
      import java.util.concurrent.locks.Lock;
      class Body {
        Future<Integer> fine() {
          return async(() -> await(ready(1)));
        }
        static class Monitor {
          %s
          Future<Integer> value() {
            return async(() -> {
              synchronized (this) {
                return await(ready(1));
              }
            });
          }
        }
        static class Locked {
          %s
          Future<Integer> value(Lock lock) {
            return async(() -> {
              lock.lock();
              int value = await(ready(1));
              lock.unlock();
              return value;
            });
          }
        }
      }
      """;

  private static final List<String> NOT_WOVEN =
      List.of(
          "Body.java:13:18 warning: [pollen:awaitInSynchronized] nothing of this class is woven",
          "Body.java:23:21 warning: [pollen:awaitWithLock] nothing of this class is woven");

  @TempDir Path folder;

  private Javac.Run compile(String suppress, String... options) throws IOException {
    Path out = Files.createDirectories(folder.resolve("out"));
    return Javac.into(out)
        .source(folder, "Body.java", TEXT.formatted(suppress, suppress))
        .with(options)
        .run();
  }

  private void fineIsWovenAndTheOthersAreNot() {
    assertThat(folder.resolve("out/Body$fine$woven1.class")).exists();
    assertThat(folder.resolve("out/Body$Monitor$value$woven1.class")).doesNotExist();
    assertThat(folder.resolve("out/Body$Locked$value$woven1.class")).doesNotExist();
  }

  private static List<String> beginnings(Javac.Run run) {
    return run.messages().stream()
        .map(m -> m.replaceFirst("(?s) is woven.*", " is woven"))
        .toList();
  }

  @Test
  void anErrorIsAnError() throws IOException {
    Javac.Run run = compile("");
    assertThat(run.ok()).isFalse();
    assertThat(run.errors()).hasSize(2);
  }

  @Test
  void loweredToAWarning() throws IOException {
    Javac.Run run = compile("", "-Apollen.check.all=warn");
    assertThat(run.ok()).as("%s", run.messages()).isTrue();
    assertThat(run.messages()).hasSize(4);
    assertThat(beginnings(run)).containsAll(NOT_WOVEN);
    fineIsWovenAndTheOthersAreNot();
  }

  @Test
  void switchedOff() throws IOException {
    Javac.Run run = compile("", "-Apollen.check.all=off");
    assertThat(run.ok()).as("%s", run.messages()).isTrue();
    assertThat(beginnings(run)).containsExactlyInAnyOrderElementsOf(NOT_WOVEN);
    fineIsWovenAndTheOthersAreNot();
  }

  @Test
  void suppressed() throws IOException {
    Javac.Run run = compile("@SuppressWarnings(\"pollen:all\")");
    assertThat(run.ok()).as("%s", run.messages()).isTrue();
    assertThat(beginnings(run)).containsExactlyInAnyOrderElementsOf(NOT_WOVEN);
    assertThat(run.messages().getLast())
        .contains("refused when it is started: await inside synchronized at Body$Monitor.value")
        .endsWith("(see docs/guide/checks.md#awaitinsynchronized)");
    fineIsWovenAndTheOthersAreNot();
  }
}
