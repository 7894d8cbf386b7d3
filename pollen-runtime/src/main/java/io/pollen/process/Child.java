package io.pollen.process;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.NotCancelSafe;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.io.LimitExceededException;
import io.pollen.runtime.task.Spawner;
import io.pollen.runtime.views.PooledRead;
import io.pollen.runtime.views.PooledWrite;
import io.pollen.sync.CancellationToken;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A process that [Command#spawn] has started.
///
/// Whoever has it closes it: that releases the pipes, and kills the process when its command says
/// `killOnDrop`; else it goes on. It is no zombie in any case: the JDK takes the exit codes of all
/// its children.
///
/// All methods may be called from any thread. Of the futures of one pipe one at a time is awaited;
/// [#waitFor] and [#exit] may be awaited by any number of tasks. A pending read or write of a pipe
/// holds a thread of the blocking pool, a wait for the end does not.
public final class Child implements AutoCloseable {
  private final String program;
  private final boolean killOnDrop;
  private final Process process;
  private final CancellationToken exited = new CancellationToken();
  private final @Nullable PooledWrite stdin;
  private final @Nullable AsyncRead stdout;
  private final @Nullable AsyncRead stderr;
  private final List<Runnable> pipes = new ArrayList<>(3);
  private final AtomicBoolean closed = new AtomicBoolean();

  Child(Launch.Plan plan, Process process, Launch.Ends ends, Spawner pool) {
    program = plan.program();
    killOnDrop = plan.killOnDrop();
    this.process = process;
    stdin =
        ends.stdin == null
            ? null
            : new PooledWrite(
                pool,
                closing(ends.stdin, ends.stdin.output(process.getOutputStream())),
                PooledRead.BYTES);
    stdout =
        ends.stdout == null
            ? null
            : new PooledRead(
                pool,
                closing(ends.stdout, ends.stdout.input(process.getInputStream())),
                PooledRead.BYTES);
    stderr =
        ends.stderr == null
            ? null
            : new PooledRead(
                pool,
                closing(ends.stderr, ends.stderr.input(process.getErrorStream())),
                PooledRead.BYTES);
    var _ = process.onExit().thenRun(exited::cancel);
  }

  private <S extends Closeable> S closing(ChildPipe pipe, S stream) {
    pipes.add(() -> pipe.close(stream));
    return stream;
  }

  /// The number of the process in the system. After its end another process may have it.
  public long pid() {
    return process.pid();
  }

  // ---------------------------------------------------------------- pipes

  /// What the process reads. A write is ready when its bytes are in a buffer of 64 KiB, which a
  /// thread empties into the pipe without being asked again; `flush` when they are in the pipe;
  /// `shutdown` when the process has been told that nothing more comes.
  ///
  /// @throws IllegalStateException when the command's `stdin` is no pipe
  public AsyncWrite stdin() {
    return pipe(stdin, "stdin");
  }

  /// What the process writes; −1 when it, and whoever has inherited its output, has closed it.
  ///
  /// @throws IllegalStateException when the command's `stdout` is no pipe
  public AsyncRead stdout() {
    return pipe(stdout, "stdout");
  }

  /// What the process writes as errors.
  ///
  /// @throws IllegalStateException when the command's `stderr` is no pipe
  public AsyncRead stderr() {
    return pipe(stderr, "stderr");
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
              endInput();
              return this;
            })
        .flatMap(child -> end);
  }

  private void endInput() {
    if (stdin != null) {
      stdin.beginShutdown();
    }
  }

  /// Waits for the end of the process, and leaves its input open. **Cancel-safe.**
  public Future<ExitStatus> exit() {
    return exited.cancelled().map(gone -> status());
  }

  private ExitStatus status() {
    return new ExitStatus(process.exitValue());
  }

  /// How the process has ended; empty when it still runs. Does not wait.
  public Optional<ExitStatus> tryWait() {
    return process.isAlive() ? Optional.empty() : Optional.of(status());
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
    return Async.join(waitFor(), all(stdout, "stdout", limit), all(stderr, "stderr", limit))
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

  /// Kills the process (SIGKILL), which it cannot prevent. Does not wait for its end; no effect
  /// after it.
  public void kill() {
    process.toHandle().destroyForcibly();
  }

  /// Asks the process to end (SIGTERM), which it may do when it has cleaned up, or not at all. Does
  /// not wait; no effect after the end. On Windows it is a [#kill].
  public void terminate() {
    process.toHandle().destroy();
  }

  /// Closes the pipes, after which their operations fail, and kills the process when the command
  /// says `killOnDrop`. What was written and not flushed may be lost. Idempotent, does not wait.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if (killOnDrop) {
      kill();
    }
    pipes.forEach(Runnable::run);
  }

  @Override
  public String toString() {
    return "process " + process.pid() + " '" + program + "'";
  }
}
