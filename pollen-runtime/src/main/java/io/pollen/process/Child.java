package io.pollen.process;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.NotCancelSafe;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.io.LimitExceededException;
import io.pollen.runtime.driver.Driver;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A process that [Command#spawn] has started.
///
/// Whoever has it closes it: that releases the pipes, and kills the process when its command says
/// `killOnDrop`; else it goes on. It is no zombie in any case: its exit code is taken when it ends,
/// also when this is closed, or its runtime. (On a runtime of the current thread: when that is
/// driven, or closed.)
///
/// All methods may be called from any thread. Of the futures of one pipe one at a time is awaited;
/// [#waitFor] and [#exit] may be awaited by any number of tasks. None of them holds a thread while
/// it waits; but where the JDK has started the process (see [Command]), a read or write of a pipe
/// holds one of the blocking pool.
public final class Child implements AutoCloseable {
  static final int SIGKILL = 9;
  static final int SIGTERM = 15;

  /// The highest number of a signal on Linux.
  private static final int MOST_SIGNALS = 64;

  private final String program;
  private final boolean killOnDrop;
  private final Running process;
  private final Ends ends;
  private final AtomicBoolean closed = new AtomicBoolean();

  Child(Plan plan, Running process, Ends ends) {
    program = plan.program();
    killOnDrop = plan.killOnDrop();
    this.process = process;
    this.ends = ends;
  }

  /// Has the driver of `cx` tell the end of the process. Once, before its user has this.
  void watch(Context cx, @Nullable Driver driver) {
    if (process instanceof NativeProcess child) {
      child.watch(cx, driver);
    }
  }

  /// The number of the process in the system. After its end another process may have it.
  public long pid() {
    return process.pid();
  }

  // ---------------------------------------------------------------- pipes

  /// What the process reads. A write is ready when some of its bytes are in the pipe; `flush` has
  /// nothing to do; `shutdown` closes the pipe, which tells the process that nothing more comes.
  /// Reads and writes of pipes are **cancel-safe**: what is dropped has moved nothing.
  ///
  /// Where the JDK has started the process, a write is ready when its bytes are in a buffer of 64
  /// KiB, which a thread empties into the pipe without being asked again, and `flush` when they are
  /// in the pipe: flush before the program must have them, and it is right in both ways.
  ///
  /// @throws IllegalStateException when the command's `stdin` is no pipe
  public AsyncWrite stdin() {
    return pipe(ends.stdin(), "stdin");
  }

  /// What the process writes; −1 when it, and whoever has inherited its output, has closed it.
  ///
  /// @throws IllegalStateException when the command's `stdout` is no pipe
  public AsyncRead stdout() {
    return pipe(ends.stdout(), "stdout");
  }

  /// What the process writes as errors.
  ///
  /// @throws IllegalStateException when the command's `stderr` is no pipe
  public AsyncRead stderr() {
    return pipe(ends.stderr(), "stderr");
  }

  private <P> P pipe(@Nullable P pipe, String name) {
    if (pipe == null) {
      throw new IllegalStateException(
          name
              + " of '"
              + program
              + "' is no pipe: start it with Command."
              + name
              + "(Stdio.PIPE); within a pipeline only the first has a stdin and the last a stdout");
    }
    return pipe;
  }

  // ---------------------------------------------------------------- the end

  /// Ends the input of the process, after what was written to it, and waits for its end. A process
  /// that reads its input to the end would otherwise wait for us as we for it; a task that still
  /// writes gets an IOException: use [#exit] beside one.
  ///
  /// When the process may write more than a pipe holds (64 KiB on Linux), read it meanwhile, or use
  /// [#waitWithOutput].
  ///
  /// **Cancel-safe**: it can be awaited again, also after the end.
  public Future<ExitStatus> waitFor() {
    Future<ExitStatus> end = exit();
    return Async.lazy(
            () -> {
              ends.endInput().run();
              return this;
            })
        .flatMap(child -> end);
  }

  /// Waits for the end of the process, and leaves its input open. **Cancel-safe.**
  ///
  /// Fails with `IllegalStateException`, as the other methods that tell how it has ended, when
  /// other code of this process has taken the exit code: a library that waits for all children, or
  /// one that has the system ignore SIGCHLD.
  public Future<ExitStatus> exit() {
    return process.exit();
  }

  /// How the process has ended; empty when it still runs. Does not wait.
  public Optional<ExitStatus> tryWait() {
    return process.ended();
  }

  /// Ends the input of the process, reads what it writes to its end, both pipes at once, and waits
  /// for it.
  ///
  /// **Not cancel-safe**: what a dropped one has read is lost. Fails with [LimitExceededException]
  /// when a pipe has more.
  ///
  /// @param limit how many bytes at most of each pipe
  @NotCancelSafe("what it has read")
  public Future<Output> waitWithOutput(int limit) {
    return Async.join(
            waitFor(), all(ends.stdout(), "stdout", limit), all(ends.stderr(), "stderr", limit))
        .map(ended -> new Output(ended.first(), ended.second(), ended.third()));
  }

  private Future<byte[]> all(@Nullable AsyncRead pipe, String name, int limit) {
    if (pipe == null) {
      return Async.ready(new byte[0]);
    }
    return pipe.readAll(limit)
        .mapError(failure ->
            failure instanceof LimitExceededException
                ? new LimitExceededException(
                    name
                        + " of '"
                        + program
                        + "' holds more than the "
                        + limit
                        + " bytes that were allowed: raise the limit, or spawn() it and read"
                        + " the pipe as it comes")
                : failure);
  }

  // ---------------------------------------------------------------- signals

  /// Kills the process (SIGKILL), which it cannot prevent unless it has become another user's
  /// (`sudo`; [#signal] says so then). Does not wait for its end; no effect after it, also when the
  /// number of the process is another's by then.
  public void kill() {
    process.kill();
  }

  /// Asks the process to end (SIGTERM), which it may do when it has cleaned up, or not at all. Does
  /// not wait; no effect after the end. On Windows it is a [#kill].
  public void terminate() {
    process.terminate();
  }

  /// Sends any signal to the process: 1 is HUP, 2 INT, 10 USR1, 12 USR2, 18 CONT, 19 STOP on Linux.
  /// No effect after the end.
  ///
  /// @param number 1 to 64
  /// @throws IOException when the system forbids it: the process has become another user's
  /// @throws UnsupportedOperationException for others than 9 and 15 where the JDK has started the
  ///   process, see [Command]
  public void signal(int number) throws IOException {
    process.signal(checked(number));
  }

  private static int checked(int number) {
    if (number < 1 || number > MOST_SIGNALS) {
      throw new IllegalArgumentException("a signal has a number from 1 to 64, not " + number);
    }
    return number;
  }

  /// Kills all of the group that the process leads: itself, and whatever it has started that has
  /// not left the group; also after its own end, until this is closed. (Before Linux 6.9, after its
  /// end by the number of the group, which another group may have when all of this one are gone.)
  /// Those that have become another user's are left alone.
  ///
  /// @throws IllegalStateException when the command gave it no group of its own
  public void killGroup() {
    tryGroup(SIGKILL);
  }

  /// Asks all of the group that the process leads to end (SIGTERM); see [#killGroup].
  ///
  /// @throws IllegalStateException when the command gave it no group of its own
  public void terminateGroup() {
    tryGroup(SIGTERM);
  }

  private void tryGroup(int number) {
    try {
      signalGroup(number);
    } catch (IOException forbidden) {
      // as for a single process: who must know asks signalGroup
    }
  }

  /// Sends a signal to all of the group that the process leads; see [#killGroup].
  ///
  /// @param number 1 to 64
  /// @throws IOException when the system forbids it for all of them: they are another user's
  /// @throws IllegalStateException when the command gave it no group of its own
  public void signalGroup(int number) throws IOException {
    if (!process.leadsGroup()) {
      throw new IllegalStateException(
          this
              + " leads no group: start it with Command.processGroup(0) or newSession(); kill() and"
              + " signal() are for the process alone");
    }
    process.signalGroup(checked(number));
  }

  /// Closes the pipes, after which their operations fail, and kills the process when the command
  /// says `killOnDrop`: with all of its group, when it leads one. Where the JDK has started it,
  /// what was written and not flushed may be lost. Idempotent, does not wait.
  @Override
  public void close() {
    close(killOnDrop);
  }

  /// Closes and kills it, with the group that it leads, whatever the command says.
  void abandon() {
    close(true);
  }

  private void close(boolean kill) {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      process.close(kill);
    } finally {
      ends.close().run();
    }
  }

  @Override
  public String toString() {
    return "process " + process.pid() + " '" + program + "'";
  }
}
