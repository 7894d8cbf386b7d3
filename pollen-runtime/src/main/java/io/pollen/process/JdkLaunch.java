package io.pollen.process;

import io.pollen.io.AsyncRead;
import io.pollen.runtime.scheduler.CurrentRuntime;
import io.pollen.runtime.task.Spawner;
import io.pollen.runtime.views.PooledRead;
import io.pollen.runtime.views.PooledWrite;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Starts processes by the JDK, where [NativeLaunch] cannot: a read or write of a pipe that waits
/// holds a thread of the pool, and what the JDK does not offer is refused.
final class JdkLaunch {
  private JdkLaunch() {}

  /// Why the processes of a runtime are started in this way.
  static String why() {
    String reason = NativeSupport.whyNot();
    return reason == null
        ? "this runtime is on the NIO driver, where the JDK starts processes"
        : "the JDK starts processes here (" + reason + ")";
  }

  /// On a thread of the pool.
  static List<Child> start(List<Plan> plans) throws IOException {
    Spawner spawner = CurrentRuntime.require(Spawner.class);
    List<Pipes> ends = new ArrayList<>();
    List<ProcessBuilder> builders = new ArrayList<>();
    List<Process> processes;
    boolean started = false;
    try {
      for (int i = 0; i < plans.size(); i++) {
        ProcessBuilder builder = builder(plans.get(i));
        Pipes pipes = new Pipes();
        ends.add(pipes);
        pipes.redirect(builder, plans.get(i), i == 0, i == plans.size() - 1);
        builders.add(builder);
      }
      processes = startAll(builders);
      started = true;
    } finally {
      for (Pipes pipes : ends) {
        pipes.settle(started);
      }
    }
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      Process process = processes.get(i);
      children.add(
          new Child(plans.get(i), new JdkProcess(process), ends.get(i).of(process, spawner)));
    }
    return List.copyOf(children);
  }

  private static ProcessBuilder builder(Plan plan) throws IOException {
    if (!plan.extras().equals(Plan.Extras.NONE)) {
      throw new UnsupportedOperationException(
          "cannot start '%s' with arg0, processGroup or newSession: %s, and does not offer them; use the epoll or io_uring driver on Linux with glibc 2.34 or newer, or a program such as setsid"
              .formatted(plan.program(), why()));
    }
    plan.checkDirectory();
    ProcessBuilder builder = new ProcessBuilder(plan.line());
    if (plan.directory() != null) {
      builder.directory(plan.directory().toFile());
    }
    plan.applyTo(builder.environment());
    return builder;
  }

  private static List<Process> startAll(List<ProcessBuilder> builders) throws IOException {
    try {
      return builders.size() == 1
          ? List.of(builders.getFirst().start())
          : ProcessBuilder.startPipeline(builders);
    } catch (IOException e) {
      throw new IOException(
          e.getMessage() + ": is the name right, the program in PATH, and may it be executed?", e);
    }
  }

  /// The pipes of one process; null where there is none.
  private static final class Pipes {
    private @Nullable ChildPipe stdin;
    private @Nullable ChildPipe stdout;
    private @Nullable ChildPipe stderr;

    void redirect(ProcessBuilder builder, Plan plan, boolean first, boolean last)
        throws IOException {
      if (first) {
        Redirect known = plan.stdin().input();
        stdin = known == null ? ChildPipe.open(true) : null;
        builder.redirectInput(side(stdin, known));
      }
      if (last) {
        Redirect known = plan.stdout().output();
        stdout = known == null ? ChildPipe.open(false) : null;
        builder.redirectOutput(side(stdout, known));
      }
      Redirect known = plan.stderr().output();
      stderr = known == null ? ChildPipe.open(false) : null;
      builder.redirectError(side(stderr, known));
    }

    private static Redirect side(@Nullable ChildPipe pipe, @Nullable Redirect known) {
      return pipe != null ? pipe.childSide() : known != null ? known : Redirect.PIPE;
    }

    void settle(boolean started) {
      for (ChildPipe pipe : new @Nullable ChildPipe[] {stdin, stdout, stderr}) {
        if (pipe != null) {
          pipe.started();
          if (!started) {
            pipe.abandon();
          }
        }
      }
    }

    Ends of(Process process, Spawner pool) {
      List<Runnable> closers = new ArrayList<>(3);
      PooledWrite input =
          stdin == null
              ? null
              : new PooledWrite(
                  pool,
                  closing(closers, stdin, stdin.output(process.getOutputStream())),
                  PooledRead.BYTES);
      AsyncRead output = read(closers, pool, stdout, process.getInputStream());
      AsyncRead errors = read(closers, pool, stderr, process.getErrorStream());
      return new Ends(
          input,
          output,
          errors,
          () -> {
            if (input != null) {
              input.beginShutdown();
            }
          },
          () -> closers.forEach(Runnable::run));
    }

    private static @Nullable AsyncRead read(
        List<Runnable> closers, Spawner pool, @Nullable ChildPipe pipe, InputStream jdks) {
      return pipe == null
          ? null
          : new PooledRead(pool, closing(closers, pipe, pipe.input(jdks)), PooledRead.BYTES);
    }

    private static <S extends Closeable> S closing(
        List<Runnable> closers, ChildPipe pipe, S stream) {
      closers.add(() -> pipe.close(stream));
      return stream;
    }
  }
}
