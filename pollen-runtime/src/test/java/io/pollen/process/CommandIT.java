package io.pollen.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.io.LimitExceededException;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.DriverKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Commands run by real programs, in both ways of starting them (the JDK does it on NIO).
@Timeout(60)
@ParameterizedClass
@EnumSource(
    value = DriverKind.class,
    names = {"EPOLL", "URING", "NIO"})
class CommandIT extends ProcessTest {
  private static final int MANY = 10_000_000;

  private final DriverKind kind;

  CommandIT(DriverKind kind) {
    super(AsyncRuntime.builder().workerThreads(1).driver(kind).build());
    this.kind = kind;
  }

  private static Command shell(String script) {
    return Command.of("/bin/sh", "-c", script);
  }

  @Test
  void theOutputOfAProgramIsItsAnswer() throws Exception {
    Output output = get(shell("echo to stdout; echo to stderr >&2; exit 7").output());
    assertThat(output.stdoutText()).isEqualTo("to stdout\n");
    assertThat(output.stderrText()).isEqualTo("to stderr\n");
    assertThat(output.status()).isEqualTo(new ExitStatus(7));
    assertThat(output.status().isSuccess()).isFalse();
    assertThat(output).hasToString("exit code 7, 10 bytes of output, 10 of errors");
  }

  @Test
  void bothPipesAreReadAtOnce() throws Exception {
    Output output =
        get(
            shell("head -c %1$d /dev/zero & head -c %1$d /dev/zero >&2; wait".formatted(MANY))
                .output());
    assertThat(output.status().isSuccess()).isTrue();
    assertThat(output.stdout()).hasSize(MANY);
    assertThat(output.stderr()).hasSize(MANY);
  }

  @Test
  void moreOutputThanWasAllowedFailsAndSaysWhatToDo() {
    Command many = shell("head -c %d /dev/zero".formatted(MANY)).outputLimit(1_000);
    assertThatThrownBy(() -> get(many.output()))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("stdout of '/bin/sh' holds more than the 1000 bytes")
        .hasMessageContaining("raise the limit");
    assertThatThrownBy(() -> many.outputLimit(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void exitCodesAndSignalsAreTold() throws Exception {
    assertThat(get(shell("exit 0").status()).isSuccess()).isTrue();
    assertThat(get(shell("exit 42").status())).isEqualTo(new ExitStatus(42));
    ExitStatus killed = get(shell("kill -KILL $$").status());
    assertThat(killed.code()).isEqualTo(128 + 9);
    assertThat(killed.signal()).hasValue(9);
    assertThat(killed).hasToString("exit code 137, signal 9");
    assertThat(get(shell("exit 42").status()).signal()).isEmpty();
  }

  @Test
  void aProgramThatDoesNotExistIsNamed() {
    Command none = Command.of("no-such-program-anywhere");
    for (Future<?> run : List.of(none.spawn(), none.status(), none.output())) {
      assertThatThrownBy(() -> get(run))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no-such-program-anywhere")
          .hasMessageContaining("PATH");
    }
    assertThatThrownBy(() -> get(shell("true").directory(folder.resolve("none")).status()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its directory " + folder.resolve("none") + " does not exist");
    assertThatThrownBy(() -> Command.of("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void argumentsEnvironmentAndDirectoryArriveAsTheyAre() throws Exception {
    Command command =
        shell("printf '%s|' \"$@\"; printf '%s' \"$POLLEN_A\"; pwd -P")
            .args("sh", "two words", "$HOME")
            .arg("*")
            .env("POLLEN_A", "value ")
            .directory(folder);
    assertThat(get(command.output()).stdoutText())
        .isEqualTo("two words|$HOME|*|value " + folder.toRealPath() + "\n");
    Command bare = Command.of("/usr/bin/env").env("GONE", "1").clearEnv().env("LEFT", "2");
    assertThat(get(bare.output()).stdoutText().lines()).contains("LEFT=2").doesNotContain("GONE=1");
    assertThat(get(bare.removeEnv("LEFT").output()).stdoutText()).doesNotContain("LEFT");
  }

  @Test
  void inputAndOutputMayBeFilesOrNothing() throws Exception {
    Path in = Files.writeString(folder.resolve("in"), "from a file\n");
    Path out = folder.resolve("out");
    Command cat = Command.of("cat").stdin(Stdio.file(in));
    get(cat.stdout(Stdio.file(out)).status());
    get(cat.stdout(Stdio.append(out)).status());
    assertThat(out).hasContent("from a file\nfrom a file\n");
    assertThat(get(cat.stdout(Stdio.NULL).output()).stdout()).isEmpty();
    assertThat(get(Command.of("cat").output()).stdout()).isEmpty();
    assertThat(get(Command.of("cat").stdin(Stdio.PIPE).stdout(Stdio.PIPE).status()).isSuccess())
        .isTrue();
  }

  @Test
  void aPipelineHandsOutputOn() throws Exception {
    List<Child> children =
        get(
            Command.pipeline(
                Command.of("cat").stdin(Stdio.PIPE),
                Command.of("sort"),
                Command.of("tr", "a-z", "A-Z").stdout(Stdio.PIPE)));
    try (Child first = children.getFirst();
        Child second = children.get(1);
        Child last = children.getLast()) {
      get(first.stdin().writeAll(ByteBuffer.wrap("b\na\n".getBytes())));
      get(first.waitFor());
      assertThat(get(last.stdout().readString(100))).isEqualTo("A\nB\n");
      assertThat(get(last.waitFor()).isSuccess()).isTrue();
      assertThatThrownBy(second::stdout)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("only the first has a stdin");
    }
    assertThatThrownBy(Command::pipeline).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingStartsBeforeTheFirstPollAndOutsideOfARuntimeItSaysWhatToDo() throws Exception {
    Path file = folder.resolve("started");
    Command touch = Command.of("touch", file.toString());
    touch.spawn().drop();
    touch.output().drop();
    assertThatThrownBy(() -> Drive.drive(touch.output()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the start of touch needs a Pollen runtime");
    assertThat(file).doesNotExist();
    assertThat(get(touch.status()).isSuccess()).isTrue();
    assertThat(file).exists();
  }

  @Test
  void aCommandIsStartedAsItWasWhenTheFutureWasMade() throws Exception {
    Command echo = Command.of("echo", "one");
    Future<Output> first = echo.output();
    echo.arg("two");
    assertThat(get(first).stdoutText()).isEqualTo("one\n");
    assertThat(get(echo.output()).stdoutText()).isEqualTo("one two\n");
  }

  @Test
  void whatTheJdkDoesNotOfferIsRefusedAndNotIgnored() {
    if (kind == DriverKind.NIO) {
      for (Command command :
          List.of(
              shell("exit 0").processGroup(0),
              shell("exit 0").newSession(),
              shell("exit 0").arg0("name"))) {
        assertThatThrownBy(() -> get(command.status()))
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining("this runtime is on the NIO driver")
            .hasMessageContaining("use the epoll or io_uring driver");
      }
    }
  }
}
