package io.pollen.process;

import io.pollen.net.PipeReader;
import io.pollen.net.PipeWriter;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.PipeEnd;
import io.pollen.runtime.sys.ErrnoException;
import io.pollen.runtime.sys.FileCalls;
import io.pollen.runtime.sys.StreamCalls;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The descriptors of processes that are about to start. Those that become theirs are closed here
/// in any case: ours must be the only other ends. Ours are closed unless they are kept.
///
/// Whether a read or write waits is a property of one end of a pipe: ours never waits, theirs does,
/// as programs expect.
final class Wiring implements AutoCloseable {
  private static final int INHERITED = -1;

  /// 0 to 2 are the child's standard descriptors: one that is to become another of them must not be
  /// in the way.
  private static final int FIRST_FREE = 3;

  private final Driver driver;
  private final List<Integer> theirs = new ArrayList<>();
  private final List<PipeEnd> ours = new ArrayList<>();
  private boolean kept;

  Wiring(Driver driver) {
    this.driver = driver;
  }

  /// What one process gets, and our ends of it.
  ///
  /// @param descriptors what becomes its 0, 1 and 2
  record Wires(
      List<Integer> descriptors,
      @Nullable PipeWriter stdin,
      @Nullable PipeReader stdout,
      @Nullable PipeReader stderr) {

    Ends ends() {
      return new Ends(stdin, stdout, stderr, this::endInput, this::close);
    }

    private void endInput() {
      if (stdin != null) {
        stdin.close();
      }
    }

    private void close() {
      endInput();
      if (stdout != null) {
        stdout.close();
      }
      if (stderr != null) {
        stderr.close();
      }
    }
  }

  /// Opens what `plans` say; each reads what the one before it writes.
  List<Wires> open(List<Plan> plans) throws IOException {
    List<Wires> all = new ArrayList<>();
    int before = INHERITED;
    for (int i = 0; i < plans.size(); i++) {
      Plan plan = plans.get(i);
      boolean last = i == plans.size() - 1;
      Slot in = i == 0 ? slot(plan, plan.stdin().input(), true) : new Slot(before, null);
      Slot out;
      if (last) {
        out = slot(plan, plan.stdout().output(), false);
      } else {
        int[] pipe = pipe();
        out = new Slot(pipe[1], null);
        before = pipe[0];
      }
      Slot errors = slot(plan, plan.stderr().output(), false);
      all.add(
          new Wires(
              List.of(in.descriptor, out.descriptor, errors.descriptor),
              in.end == null ? null : PipeWriter.of(in.end),
              out.end == null ? null : PipeReader.of(out.end),
              errors.end == null ? null : PipeReader.of(errors.end)));
    }
    return all;
  }

  /// @param descriptor the child's
  /// @param end ours, of a pipe
  private record Slot(int descriptor, @Nullable PipeEnd end) {}

  private Slot slot(Plan plan, @Nullable Redirect known, boolean toChild) throws IOException {
    if (known == null) {
      return piped(toChild);
    }
    return switch (known.type()) {
      case INHERIT -> new Slot(INHERITED, null);
      case READ -> file(plan, known, FileCalls.O_RDONLY);
      case WRITE -> file(plan, known, FileCalls.O_WRONLY | FileCalls.O_TRUNC);
      case APPEND -> file(plan, known, FileCalls.O_WRONLY | FileCalls.O_APPEND);
      case PIPE -> throw new AssertionError("Stdio has null for a pipe");
    };
  }

  private Slot piped(boolean toChild) throws IOException {
    int[] ends = open();
    int mine = ends[toChild ? 1 : 0];
    PipeEnd adopted = null;
    int theirEnd;
    try {
      theirEnd = given(ends[toChild ? 0 : 1]);
      adopted = driver.adoptPipe(mine, !toChild);
    } finally {
      if (adopted == null) {
        StreamCalls.close(mine);
      }
    }
    ours.add(adopted);
    return new Slot(theirEnd, adopted);
  }

  private Slot file(Plan plan, Redirect known, int mode) throws IOException {
    String path = String.valueOf(known.file());
    int fd = FileCalls.openWaiting(path, mode);
    if (fd < 0) {
      throw new IOException(
          "cannot start '%s': its %s %s cannot be opened"
              .formatted(plan.program(), mode == FileCalls.O_RDONLY ? "input" : "output", path),
          new ErrnoException("open", -fd));
    }
    return new Slot(given(fd), null);
  }

  /// A pipe between two children.
  private int[] pipe() throws IOException {
    int[] ends = open();
    try {
      ends[0] = given(ends[0]);
    } finally {
      ends[1] = given(ends[1]);
    }
    return ends;
  }

  private static int[] open() throws IOException {
    int[] ends = new int[2];
    int result = FileCalls.waitingPipe(ends);
    if (result < 0) {
      throw new ErrnoException("pipe2", -result);
    }
    return ends;
  }

  /// One that becomes a child's.
  private int given(int fd) throws IOException {
    if (fd >= FIRST_FREE) {
      theirs.add(fd);
      return fd;
    }
    int moved = FileCalls.duplicate(fd, FIRST_FREE);
    StreamCalls.close(fd);
    if (moved < 0) {
      throw new ErrnoException("fcntl", -moved);
    }
    theirs.add(moved);
    return moved;
  }

  /// The processes run: our ends are theirs who use them.
  void keep() {
    kept = true;
  }

  @Override
  public void close() {
    theirs.forEach(StreamCalls::close);
    if (!kept) {
      ours.forEach(PipeEnd::close);
    }
  }
}
