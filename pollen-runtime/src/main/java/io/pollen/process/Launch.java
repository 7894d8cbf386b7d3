package io.pollen.process;

import io.pollen.Future;
import io.pollen.runtime.blocking.PoolFuture;
import io.pollen.runtime.scheduler.CurrentRuntime;
import io.pollen.runtime.task.Spawner;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Starts processes, on a thread of the pool: a fork takes some milliseconds.
final class Launch {
  private final List<Plan> plans;

  /// What one process is to be.
  ///
  /// @param environment values by name; null removes the variable
  record Plan(
      List<String> line,
      boolean clearEnvironment,
      Map<String, @Nullable String> environment,
      @Nullable Path directory,
      Stdio stdin,
      Stdio stdout,
      Stdio stderr,
      boolean killOnDrop) {

    String program() {
      return line.getFirst();
    }

    /// A pipe would have nobody at its other end.
    Plan withoutPipes() {
      return new Plan(
          line,
          clearEnvironment,
          environment,
          directory,
          stdin.orNull(),
          stdout.orNull(),
          stderr.orNull(),
          killOnDrop);
    }

    private ProcessBuilder builder() throws IOException {
      ProcessBuilder builder = new ProcessBuilder(line);
      if (directory != null) {
        if (!Files.isDirectory(directory)) {
          throw new IOException(
              "cannot start '" + program() + "': its directory " + directory + " does not exist");
        }
        builder.directory(directory.toFile());
      }
      Map<String, String> variables = builder.environment();
      if (clearEnvironment) {
        variables.clear();
      }
      environment.forEach((name, value) -> {
        if (value == null) {
          variables.remove(name);
        } else {
          variables.put(name, value);
        }
      });
      return builder;
    }
  }

  private Launch(List<Plan> plans) {
    this.plans = plans;
  }

  /// The processes that run, once they do.
  ///
  /// @param plans one, or several whose outputs are the next one's inputs
  static Future<List<Child>> of(List<Plan> plans) {
    Launch launch = new Launch(plans);
    return PoolFuture.acquiring(
        "the start", launch, launch::start, children -> children.forEach(Child::close));
  }

  /// On a thread of the pool.
  private List<Child> start() throws IOException {
    Spawner spawner = CurrentRuntime.require(Spawner.class);
    List<Ends> ends = new ArrayList<>();
    List<ProcessBuilder> builders = new ArrayList<>();
    List<Process> processes;
    boolean started = false;
    try {
      for (int i = 0; i < plans.size(); i++) {
        ProcessBuilder builder = plans.get(i).builder();
        Ends pipes = new Ends();
        ends.add(pipes);
        pipes.redirect(builder, plans.get(i), i == 0, i == plans.size() - 1);
        builders.add(builder);
      }
      processes = start(builders);
      started = true;
    } finally {
      for (Ends pipes : ends) {
        pipes.settle(started);
      }
    }
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      children.add(new Child(plans.get(i), processes.get(i), ends.get(i), spawner));
    }
    return List.copyOf(children);
  }

  private List<Process> start(List<ProcessBuilder> builders) throws IOException {
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
  static final class Ends {
    @Nullable ChildPipe stdin;
    @Nullable ChildPipe stdout;
    @Nullable ChildPipe stderr;

    private void redirect(ProcessBuilder builder, Plan plan, boolean first, boolean last)
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

    private void settle(boolean started) {
      for (ChildPipe pipe : new @Nullable ChildPipe[] {stdin, stdout, stderr}) {
        if (pipe != null) {
          pipe.started();
          if (!started) {
            pipe.abandon();
          }
        }
      }
    }
  }

  @Override
  public String toString() {
    List<String> programs = plans.stream().map(Plan::program).toList();
    return String.join(" | ", programs);
  }
}
