package io.pollen.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.task.JoinHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What only the native way of starting processes can do: groups, sessions, names, pipes without
/// threads, exit codes that are no signals.
@Timeout(60)
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@EnumSource(
    value = DriverKind.class,
    names = {"EPOLL", "URING"})
class NativeIT extends ProcessTest {
  private final DriverKind kind;

  NativeIT(DriverKind kind) {
    super(open(kind));
    this.kind = kind;
  }

  /// With a single thread for blocking calls.
  private static AsyncRuntime open(DriverKind kind) {
    return AsyncRuntime.builder().workerThreads(1).maxBlockingThreads(1).driver(kind).build();
  }

  private static Command shell(String script, String... arguments) {
    return Command.of("/bin/sh", "-c", script).arg("sh").args(arguments);
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  /// For one whose parent has gone: it is init's to reap.
  private static void awaitDead(long pid) {
    while (true) {
      try {
        if (stat(pid)[0].equals("Z")) {
          return;
        }
      } catch (IOException gone) {
        return;
      }
    }
  }

  /// What `/proc` says of a process behind its name: state, parent, group, session.
  private static String[] stat(long pid) throws IOException {
    String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return line.substring(line.lastIndexOf(')') + 2).split(" ");
  }

  private static long group(long pid) throws IOException {
    return Long.parseLong(stat(pid)[2]);
  }

  /// The number that the child says on a line of its own.
  private long number(Child child) throws Exception {
    StringBuilder line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (get(child.stdout().read(one.clear())) == 1 && one.get(0) != '\n') {
      line.append((char) one.get(0));
    }
    return Long.parseLong(line.toString());
  }

  @Test
  void thisSystemLetsUsStartProcesses() {
    assertThat(NativeSupport.whyNot()).isNull();
  }

  @Test
  void theChildHasNoDescriptorsButTheStandardOnes() throws Exception {
    Path file = Files.writeString(folder.resolve("open"), "x");
    try (var ours = Files.newInputStream(file);
        Child other = spawn(sleep().stdin(Stdio.PIPE).stdout(Stdio.PIPE).killOnDrop(true))) {
      assertThat(ours.read()).isEqualTo('x');
      assertThat(other.tryWait()).isEmpty();
      // ls opens the folder itself: the fourth.
      String seen = get(Command.of("ls", "/proc/self/fd").output()).stdoutText();
      assertThat(seen.lines()).containsExactly("0", "1", "2", "3");
    }
  }

  @Test
  void theChildsEndsOfItsPipesWait() throws Exception {
    int nonBlocking = 04000; // O_NONBLOCK, as /proc says it
    try (Child child =
        spawn(
            shell("for i in 0 1 2; do grep flags /proc/$$/fdinfo/$i; done")
                .stdin(Stdio.PIPE)
                .stdout(Stdio.PIPE)
                .stderr(Stdio.PIPE))) {
      String all = get(child.stdout().readString(1_000));
      assertThat(all.lines())
          .hasSize(3)
          .allSatisfy(line -> {
            int flags = Integer.parseInt(line.replace("flags:", "").strip(), 8);
            assertThat(flags & nonBlocking).isZero();
          });
    }
  }

  @Test
  void readsAndWritesThatWaitHoldNoThread() throws Exception {
    List<Child> children = new ArrayList<>();
    List<JoinHandle<Integer>> reads = new ArrayList<>();
    List<JoinHandle<Void>> writes = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        Child child = spawn(Command.of("cat").stdin(Stdio.PIPE).stdout(Stdio.PIPE));
        children.add(child);
        reads.add(runtime.spawn(child.stdout().read(ByteBuffer.allocate(10))));
        Child deaf = spawn(sleep().stdin(Stdio.PIPE));
        children.add(deaf);
        writes.add(runtime.spawn(deaf.stdin().writeAll(ByteBuffer.allocate(1_000_000))));
      }
      assertThat(runtime.blockOn(runtime.spawnBlocking(() -> "free"))).isEqualTo("free");
      for (int i = 0; i < 5; i++) {
        assertThat(writes.get(i).isFinished()).isFalse();
        assertThat(reads.get(i).isFinished()).isFalse();
        get(children.get(2 * i).stdin().writeAll(text("abc")));
        assertThat(runtime.blockOn(reads.get(i))).isEqualTo(3);
      }
    } finally {
      children.forEach(Child::kill);
      children.forEach(Child::close);
    }
    for (JoinHandle<Void> write : writes) {
      assertThatThrownBy(() -> runtime.blockOn(write)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aDroppedReadLosesNothing() throws Exception {
    try (Child cat = spawn(Command.of("cat").stdin(Stdio.PIPE).stdout(Stdio.PIPE))) {
      for (int i = 0; i < 50; i++) {
        Future<Integer> dropped = cat.stdout().read(ByteBuffer.allocate(100));
        pollOnce(dropped);
        get(cat.stdin().writeAll(text("abc")));
        dropped.drop();
        ByteBuffer answer = ByteBuffer.allocate(3);
        get(cat.stdout().readExactly(answer));
        assertThat(answer.array()).isEqualTo("abc".getBytes(UTF_8));
      }
    }
  }

  @Test
  void closingEndsOperationsThatWait() throws Exception {
    Child child = spawn(sleep().stdin(Stdio.PIPE).stdout(Stdio.PIPE).killOnDrop(true));
    Future<Integer> read = child.stdout().read(ByteBuffer.allocate(1));
    Future<Void> write = child.stdin().writeAll(ByteBuffer.allocate(1_000_000));
    pollOnce(read);
    pollOnce(write);
    child.close();
    assertThatThrownBy(() -> get(read)).isInstanceOf(AsynchronousCloseException.class);
    assertThatThrownBy(() -> get(write)).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void aWriteToAPipeThatNobodyReadsFails() throws Exception {
    try (Child child = spawn(Command.of("true").stdin(Stdio.PIPE))) {
      get(child.exit());
      assertThatThrownBy(() -> get(child.stdin().write(text("x")))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anExitCodeIsNotTakenForASignal() throws Exception {
    ExitStatus own = get(shell("exit 137").status());
    assertThat(own.code()).isEqualTo(137);
    assertThat(own.signal()).isEmpty();
    ExitStatus killed = get(shell("kill -KILL $$").status());
    assertThat(killed).isEqualTo(new ExitStatus(137)).isNotEqualTo(own);
    assertThat(killed.signal()).hasValue(9);
    assertThat(own).hasToString("exit code 137");
  }

  @Test
  void anySignalCanBeSent() throws Exception {
    try (Child child =
        spawn(
            shell("trap 'echo 12; exit 5' USR2; echo 1; while :; do sleep 0.01; done")
                .stdout(Stdio.PIPE))) {
      assertThat(number(child)).isEqualTo(1);
      child.signal(12);
      assertThat(number(child)).isEqualTo(12);
      assertThat(get(child.exit())).isEqualTo(new ExitStatus(5));
      child.signal(12);
      assertThatThrownBy(() -> child.signal(0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> child.signal(65)).hasMessageContaining("1 to 64, not 65");
      assertThatThrownBy(child::killGroup)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("leads no group: start it with Command.processGroup(0)");
    }
  }

  private static Command family() {
    return shell("sleep 600 & echo $!; wait").stdout(Stdio.PIPE);
  }

  @Test
  void aGroupIsEndedWithItsGrandchildren() throws Exception {
    try (Child child = spawn(family().processGroup(0))) {
      long grandchild = number(child);
      assertThat(group(child.pid())).isEqualTo(child.pid());
      assertThat(group(grandchild)).isEqualTo(child.pid());
      child.terminateGroup();
      assertThat(get(child.exit()).signal()).hasValue(15);
      awaitDead(grandchild);
      child.killGroup(); // nobody is left
    }
  }

  @Test
  void aGroupIsEndedAlsoWhenItsLeaderIsGone() throws Exception {
    try (Child child = spawn(family().processGroup(0))) {
      long grandchild = number(child);
      child.kill();
      assertThat(get(child.exit()).signal()).hasValue(9);
      assertThat(Path.of("/proc/" + grandchild)).exists();
      child.killGroup();
      awaitDead(grandchild);
    }
  }

  @Test
  void closingKillsTheGroupWhenThatWasAskedFor() throws Exception {
    Child child = spawn(family().processGroup(0).killOnDrop(true));
    long grandchild = number(child);
    child.close();
    awaitGone(child.pid());
    awaitDead(grandchild);
    Child session = spawn(family().newSession().killOnDrop(true));
    long other = number(session);
    session.close();
    awaitGone(session.pid());
    awaitDead(other);
  }

  /// What leads a group may leave it for another one of its session.
  @Test
  void closingKillsAlsoOneThatHasLeftItsGroup() throws Exception {
    String leaves =
        "import os, time; os.setpgid(0, os.getpgid(os.getppid())); print(0, flush=True); time.sleep(600)";
    Child child =
        spawn(
            Command.of("python3", "-c", leaves)
                .stdout(Stdio.PIPE)
                .processGroup(0)
                .killOnDrop(true));
    assertThat(number(child)).isZero();
    assertThat(group(child.pid())).isNotEqualTo(child.pid());
    child.close();
    awaitGone(child.pid());
  }

  @Test
  void aPipelineThatCannotStartLeavesNobodyOfItsGroups() throws Exception {
    Path file = folder.resolve("grandchild");
    Command first = shell("sleep 600 & echo $! > $1.new; mv $1.new $1; wait", file.toString());
    assertThatThrownBy(
            () -> get(Command.pipeline(first.processGroup(0), Command.of("no-such-program"))))
        .isInstanceOf(IOException.class);
    // It had time to start a grandchild, or not: none of them is left.
    ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(file.toString()))
        .forEach(process -> awaitGone(process.pid()));
    if (Files.exists(file)) {
      awaitDead(Long.parseLong(Files.readString(file).strip()));
    }
  }

  @Test
  void aGroupCanBeJoined() throws Exception {
    try (Child leader = spawn(sleep().processGroup(0).killOnDrop(true));
        Child member = spawn(sleep().processGroup((int) leader.pid()))) {
      assertThat(group(member.pid())).isEqualTo(leader.pid());
      assertThatThrownBy(member::killGroup).isInstanceOf(IllegalStateException.class);
      leader.signalGroup(9);
      assertThat(get(member.exit()).signal()).hasValue(9);
    }
    assertThatThrownBy(() -> Command.of("true").processGroup(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> get(Command.of("true").processGroup(1).status()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no process group 1 in this session");
  }

  @Test
  void aSessionIsItsOwn() throws Exception {
    try (Child child = spawn(sleep().newSession().processGroup(0).killOnDrop(true))) {
      assertThat(stat(child.pid())[3]).isEqualTo(Long.toString(child.pid()));
      assertThat(group(child.pid())).isEqualTo(child.pid());
    }
  }

  @Test
  void aProgramIsToldAnotherName() throws Exception {
    Command shell = Command.of("/bin/sh", "-c", "tr '\\0' '|' < /proc/$$/cmdline");
    assertThat(get(shell.arg0("another").output()).stdoutText()).startsWith("another|-c|");
  }

  @Test
  void noZombieIsLeftWhoeverForgetsThem() throws Exception {
    Child closed = spawn(shell("read line").stdin(Stdio.PIPE));
    closed.close(); // which ends its input
    awaitGone(closed.pid());
    Future<Child> started = Command.of("true").spawn();
    pollOnce(started);
    started.drop(); // the start goes on
    Child unwaited = spawn(Command.of("true"));
    awaitGone(unwaited.pid());
    assertThat(unwaited.tryWait()).contains(new ExitStatus(0));
    unwaited.close();
    while (zombies() > 0) {
      Thread.onSpinWait();
    }
  }

  private static long zombies() throws IOException {
    long count = 0;
    for (ProcessHandle child : ProcessHandle.current().children().toList()) {
      try {
        count += stat(child.pid())[0].equals("Z") ? 1 : 0;
      } catch (IOException gone) {
        // it is none
      }
    }
    return count;
  }

  @Test
  void aChildThatOutlivesItsRuntimeIsNoZombieAndTellsItsEnd() throws Exception {
    Child child;
    try (AsyncRuntime other = open(kind)) {
      child = other.blockOn(sleep().spawn());
      ProcessHandle.of(child.pid()).ifPresent(left::add);
    }
    assertThat(child.tryWait()).isEmpty();
    JoinHandle<ExitStatus> end = runtime.spawn(child.exit());
    child.kill();
    assertThat(runtime.blockOn(end).signal()).hasValue(9);
    awaitGone(child.pid());
    child.close();
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("pollen-orphans"))) {
      Thread.onSpinWait(); // it lives as long as it has somebody to wait for
    }
  }

  /// A start may be polled where there is no driver to watch what it has started.
  @Test
  void aStartThatCompletesOutsideOfARuntimeIsWatchedToo() throws Exception {
    Future<Child> start = sleep().spawn();
    pollOnce(start);
    Context outside = Context.of(Waker.noop());
    Poll<Child> started = start.poll(outside);
    while (!started.isReady()) {
      Thread.onSpinWait();
      started = start.poll(outside);
    }
    try (Child child = ((Poll.Ready<Child>) started).value()) {
      left.add(ProcessHandle.of(child.pid()).orElseThrow());
      child.kill();
      assertThat(get(child.exit()).signal()).hasValue(9);
      awaitGone(child.pid());
    }
  }

  /// Whoever waits for the end of one may fail: the others are reaped all the same.
  @Test
  void aWakerThatFailsDoesNotEndTheWatchOverOrphans() throws Exception {
    List<Child> orphans = new ArrayList<>();
    try (AsyncRuntime other = open(kind)) {
      for (int i = 0; i < 2; i++) {
        orphans.add(other.blockOn(sleep().spawn()));
        left.add(ProcessHandle.of(orphans.get(i).pid()).orElseThrow());
      }
    }
    Future<ExitStatus> end = orphans.getFirst().exit();
    var pending =
        end.poll(
            Context.of(
                Waker.of(() -> {
                  throw new Untellable();
                })));
    assertThat(pending.isReady()).isFalse();
    for (Child child : orphans) {
      child.kill();
      awaitGone(child.pid());
      child.close();
    }
    end.drop();
  }

  /// Not even who reports it gets it over.
  private static final class Untellable extends Error {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      throw new AssertionError("a failure without words");
    }

    @Override
    public String getMessage() {
      return toString();
    }
  }

  @Test
  void manyEndAtOnce() throws Exception {
    List<JoinHandle<ExitStatus>> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      all.add(runtime.spawn(shell("exit " + i).status()));
    }
    for (int i = 0; i < 30; i++) {
      assertThat(runtime.blockOn(all.get(i))).isEqualTo(new ExitStatus(i));
    }
  }

  @Test
  void whatCannotBeStartedIsToldInWords() throws Exception {
    Path plain = Files.writeString(folder.resolve("plain"), "no program");
    assertThatThrownBy(() -> get(Command.of(plain.toString()).status()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot start '" + plain + "': it may not be executed");
    assertThatThrownBy(() -> get(Command.of(folder.resolve("none").toString()).status()))
        .hasMessageContaining("there is no such program");
    assertThatThrownBy(
            () -> get(Command.of("cat").stdin(Stdio.file(folder.resolve("no"))).status()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its input " + folder.resolve("no") + " cannot be opened");
    assertThatThrownBy(() -> get(Command.of("echo", "a\0b").status()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("NUL");
    assertThatThrownBy(() -> get(Command.of("true").env("A=B", "").status()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aScriptThatNamesNoShellIsTheShells() throws Exception {
    Path script = Files.writeString(folder.resolve("script"), "echo \"$0 $1\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(get(Command.of(script.toString(), "one").output()).stdoutText())
        .isEqualTo(script + " one\n");
  }

  @Test
  void aPipelineThatCannotStartLeavesNobody() {
    Command reader = Command.of("cat").stdin(Stdio.PIPE);
    assertThatThrownBy(() -> get(Command.pipeline(reader, Command.of("no-such-program"))))
        .isInstanceOf(IOException.class);
    while (ProcessHandle.current()
        .children()
        .anyMatch(child -> child.info().command().orElse("").endsWith("/cat"))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void bytesGoThroughAPipelineUnchanged() throws Exception {
    byte[] sent = new byte[2_000_003];
    new Random(7).nextBytes(sent);
    List<Child> children =
        get(
            Command.pipeline(
                Command.of("cat").stdin(Stdio.PIPE),
                Command.of("cat"),
                Command.of("cat").stdout(Stdio.PIPE)));
    Child first = children.getFirst();
    Child last = children.getLast();
    var both =
        Async.join(
            first.stdin().writeAll(ByteBuffer.wrap(sent)).flatMap(done -> first.stdin().shutdown()),
            last.stdout().readAll(sent.length));
    assertThat(get(both).second()).isEqualTo(sent);
    for (Child child : children) {
      assertThat(get(child.waitFor()).isSuccess()).isTrue();
      child.close();
    }
  }

  @Test
  void signalsAreNeitherBlockedNorIgnored() throws Exception {
    String status = get(Command.of("cat", "/proc/self/status").output()).stdoutText();
    assertThat(status).contains("SigBlk:\t0000000000000000");
    String ignored = status.replaceAll("(?s).*SigIgn:\\t([0-9a-f]+).*", "$1");
    assertThat(Long.parseUnsignedLong(ignored, 16) & 1L << 12).as("SIGPIPE").isZero();
  }

  @Test
  void aDroppedOutputKillsTheGroupWhenThatWasAskedFor() throws Exception {
    Path file = folder.resolve("grandchild");
    JoinHandle<Output> task =
        runtime.spawn(
            shell("sleep 600 & echo $! > '" + file + ".new'; mv '" + file + ".new' '" + file + "'")
                .processGroup(0)
                .killOnDrop(true)
                .output()); // goes on: the sleep has its output
    while (!Files.exists(file)) {
      Thread.onSpinWait();
    }
    long grandchild = Long.parseLong(Files.readString(file).strip());
    assertThat(task.isFinished()).isFalse();
    task.abort();
    awaitDead(grandchild);
  }

  @Test
  void aRuntimeOfTheCurrentThreadServesThemToo() throws Exception {
    try (AsyncRuntime own = AsyncRuntime.builder().currentThread().driver(kind).build()) {
      Output output = own.blockOn(shell("sleep 0.05; echo late; exit 3").output());
      assertThat(output.stdoutText()).isEqualTo("late\n");
      assertThat(output.status()).isEqualTo(new ExitStatus(3));
      Child child = own.blockOn(sleep().killOnDrop(true).spawn());
      child.close();
      own.close();
      awaitGone(child.pid());
    }
  }

  @Test
  void killingRacesWithTheEnd() throws Exception {
    for (int i = 0; i < 40; i++) {
      try (Child child = spawn(shell("exit 4").processGroup(0))) {
        JoinHandle<ExitStatus> end = runtime.spawn(child.exit());
        Thread killer = Thread.ofVirtual().start(child::killGroup);
        while (child.tryWait().isEmpty()) {
          child.terminate();
        }
        ExitStatus status = runtime.blockOn(end);
        assertThat(child.tryWait()).contains(status);
        assertThat(status.code()).isIn(4, 128 + 9, 128 + 15);
        killer.join();
      }
    }
  }
}
