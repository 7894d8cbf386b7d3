package io.pollen.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.task.JoinHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Running processes, started in both ways (by the JDK on NIO): their pipes, their end, and what
/// closing them does.
@Timeout(60)
@ParameterizedClass
@EnumSource(
    value = DriverKind.class,
    names = {"EPOLL", "URING", "NIO"})
class ChildIT extends ProcessTest {
  private final DriverKind kind;

  ChildIT(DriverKind kind) {
    super(AsyncRuntime.builder().workerThreads(1).driver(kind).build());
    this.kind = kind;
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /// Those of pipes and of processes.
  private static long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(ChildIT::counts).count();
    }
  }

  private static boolean counts(Path descriptor) {
    try {
      String what = Files.readSymbolicLink(descriptor).toString();
      return what.startsWith("pipe:") || what.contains("pidfd");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  @Test
  void aConversationNeedsNoFlush() throws Exception {
    try (Child cat = spawn(Command.of("cat").stdin(Stdio.PIPE).stdout(Stdio.PIPE))) {
      for (String word : List.of("one", "two", "three")) {
        get(cat.stdin().writeAll(text(word)));
        ByteBuffer answer = ByteBuffer.allocate(word.length());
        get(cat.stdout().readExactly(answer));
        assertThat(new String(answer.array(), UTF_8)).isEqualTo(word);
      }
      assertThat(cat.tryWait()).isEmpty();
      assertThat(get(cat.waitFor()).isSuccess()).isTrue(); // ends its input
      assertThat(cat.tryWait()).contains(new ExitStatus(0));
      assertThat(get(cat.stdout().read(ByteBuffer.allocate(1)))).isEqualTo(-1);
      assertThatThrownBy(cat::stderr)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("stderr of 'cat' is no pipe: start it with Command.stderr");
    }
  }

  @Test
  void whatIsWrittenWhileTheOutputIsReadMayBeLargerThanAllPipes() throws Exception {
    int size = 3_000_000;
    try (Child cat = spawn(Command.of("cat").stdin(Stdio.PIPE).stdout(Stdio.PIPE))) {
      JoinHandle<byte[]> read = runtime.spawn(cat.stdout().readAll(size));
      JoinHandle<Void> write =
          runtime.spawn(
              cat.stdin()
                  .writeAll(ByteBuffer.allocate(size))
                  .flatMap(done -> cat.stdin().shutdown()));
      runtime.blockOn(write);
      assertThat(runtime.blockOn(read)).hasSize(size);
      assertThat(get(cat.exit()).isSuccess()).isTrue();
    }
  }

  @Test
  void killAndTerminateEndIt() throws Exception {
    try (Child child = spawn(sleep())) {
      child.terminate();
      assertThat(get(child.waitFor()).signal()).hasValue(15);
      child.terminate();
      child.kill();
    }
    try (Child child = spawn(sleep())) {
      child.kill();
      assertThat(get(child.waitFor()).signal()).hasValue(9);
    }
  }

  @Test
  void manyMayWaitAndADroppedWaitLosesNothing() throws Exception {
    try (Child child = spawn(sleep())) {
      Future<ExitStatus> dropped = child.waitFor();
      pollOnce(dropped);
      dropped.drop();
      JoinHandle<ExitStatus> first = runtime.spawn(child.waitFor());
      JoinHandle<ExitStatus> second = runtime.spawn(child.exit());
      child.kill();
      assertThat(runtime.blockOn(first)).isEqualTo(new ExitStatus(137));
      assertThat(runtime.blockOn(second)).isEqualTo(new ExitStatus(137));
      assertThat(get(child.waitFor())).isEqualTo(new ExitStatus(137));
    }
  }

  @Test
  void noZombieIsLeft() throws Exception {
    Child waited = spawn(Command.of("true"));
    get(waited.waitFor());
    assertThat(Path.of("/proc/" + waited.pid())).doesNotExist();
    Child forgotten = spawn(Command.of("true"));
    forgotten.close();
    awaitGone(forgotten.pid());
  }

  @Test
  void closingKillsOnlyWhenThatWasAskedFor() throws Exception {
    Child spared = spawn(sleep());
    spared.close();
    Child killed = spawn(sleep().killOnDrop(true));
    killed.close();
    killed.close();
    awaitGone(killed.pid());
    assertThat(isAlive(spared.pid())).isTrue();
  }

  /// The shell says who it is, then sleeps.
  private long pidOf(Path file) throws IOException {
    while (true) {
      String pid = Files.exists(file) ? Files.readString(file).strip() : "";
      if (!pid.isEmpty()) {
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(left::add);
        return Long.parseLong(pid);
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void droppingAStatusOrAnOutputKillsOnlyWhenThatWasAskedFor() throws Exception {
    for (boolean kill : new boolean[] {true, false}) {
      for (boolean output : new boolean[] {true, false}) {
        Path file = folder.resolve("pid-" + kill + output);
        Command command =
            Command.of("/bin/sh", "-c", "echo $$ > '" + file + "'; exec sleep 600")
                .killOnDrop(kill);
        JoinHandle<?> task = runtime.spawn(output ? command.output() : command.status());
        long pid = pidOf(file);
        task.abort();
        if (kill) {
          awaitGone(pid);
        } else {
          assertThatThrownBy(() -> runtime.blockOn(task)).isInstanceOf(RuntimeException.class);
          assertThat(isAlive(pid)).isTrue();
        }
      }
    }
  }

  @Test
  void aReadOfALivingChildDoesNotHoldUpTheEndOfTheRuntime() throws Exception {
    try (AsyncRuntime other = AsyncRuntime.builder().workerThreads(1).driver(kind).build()) {
      Child child = other.blockOn(sleep().stdout(Stdio.PIPE).stderr(Stdio.PIPE).spawn());
      ProcessHandle.of(child.pid()).ifPresent(left::add);
      other.spawn(child.stdout().read(ByteBuffer.allocate(1))).drop();
      other.spawn(child.stderr().read(ByteBuffer.allocate(1))).drop();
    } // returns, though both threads of the pool are in their reads
    assertThat(left.getLast().isAlive()).isTrue();
  }

  @Test
  void closingEndsAReadThatWaits() throws Exception {
    Child child = spawn(sleep().stdout(Stdio.PIPE));
    JoinHandle<Integer> read = runtime.spawn(child.stdout().read(ByteBuffer.allocate(1)));
    child.close();
    assertThatThrownBy(() -> runtime.blockOn(read)).isInstanceOf(IOException.class);
  }

  @Test
  void noDescriptorIsLeft() throws Exception {
    get(Command.of("true").output()); // classes that open something are loaded now
    long before = descriptors();
    for (int i = 0; i < 20; i++) {
      get(Command.of("echo").output());
      get(Command.of("true").status());
      spawn(Command.of("cat").stdin(Stdio.PIPE).stdout(Stdio.PIPE).killOnDrop(true)).close();
      assertThatThrownBy(() -> get(Command.of("no-such-program").output()))
          .isInstanceOf(IOException.class);
    }
    while (descriptors() > before && !Thread.interrupted()) {
      Thread.onSpinWait(); // that of a process is closed when the driver has seen its end
    }
    assertThat(descriptors()).isLessThanOrEqualTo(before);
  }

  @Test
  void writingToAProgramThatHasEndedFails() throws Exception {
    try (Child child = spawn(Command.of("true").stdin(Stdio.PIPE))) {
      get(child.exit());
      assertThatThrownBy(
              () -> {
                get(child.stdin().writeAll(text("nobody reads it")));
                get(child.stdin().flush());
              })
          .isInstanceOf(IOException.class);
    }
  }
}
