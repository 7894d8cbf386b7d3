package io.pollen.process;

import io.pollen.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A program to run, with all that can be said of it: arguments, environment, directory, where its
/// input and output go.
///
/// ```java
/// String head = await(Command.of("git", "rev-parse", "HEAD").output()).stdoutText();
/// ```
///
/// No shell is involved: an argument arrives as it is. One thread at a time changes a command; it
/// may be started any number of times, and each start is of what it said when the future was made.
///
/// On Linux (glibc 2.34 and Linux 5.4, or newer) with the epoll or io_uring driver, processes are
/// started by `posix_spawn`, and their pipes and ends are served by the driver. Everywhere else the
/// JDK starts them: then a read or write of a pipe that waits holds a thread of the blocking pool,
/// and [#arg0], [#processGroup] and [#newSession] fail. A log line of `io.pollen.process` says so
/// when Linux lacks something.
///
/// The child gets nothing of this process but its standard descriptors; no signal is blocked in it,
/// and SIGPIPE ends it. Another user or group it cannot be given: a program of the system does
/// that, `Command.of("setpriv", "--reuid", …)`.
public final class Command {
  /// How many bytes [#output] takes of each pipe unless it is told otherwise: 64 MiB.
  public static final int OUTPUT_LIMIT = 64 << 20;

  private final List<String> line = new ArrayList<>();
  private final Map<String, @Nullable String> environment = new HashMap<>();
  private boolean clearEnvironment;
  private @Nullable Path directory;
  private @Nullable Stdio stdin;
  private @Nullable Stdio stdout;
  private @Nullable Stdio stderr;
  private boolean killOnDrop;
  private @Nullable String arg0;
  private int group = Plan.Extras.OURS;
  private boolean session;
  private int outputLimit = OUTPUT_LIMIT;

  private Command(String program) {
    if (program.isEmpty()) {
      throw new IllegalArgumentException("a command needs a program, not the empty text");
    }
    line.add(program);
  }

  /// A program and its arguments.
  ///
  /// @param program a path, or a name that is looked for in the PATH of this process, whatever
  ///   [#env] says of the child's
  public static Command of(String program, String... arguments) {
    return new Command(program).args(arguments);
  }

  /// Adds an argument.
  public Command arg(String argument) {
    line.add(Objects.requireNonNull(argument, "argument"));
    return this;
  }

  /// Adds arguments.
  public Command args(String... arguments) {
    return args(Arrays.asList(arguments));
  }

  /// Adds arguments.
  public Command args(Collection<String> arguments) {
    arguments.forEach(this::arg);
    return this;
  }

  /// Sets what the program is told of its own name, `argv[0]`: what it is started by until then.
  /// Some look at it to find out what they are to be (`busybox`, a login shell: `-sh`).
  ///
  /// Not where the JDK starts the process: the start fails with `UnsupportedOperationException`.
  public Command arg0(String name) {
    arg0 = Objects.requireNonNull(name, "name");
    return this;
  }

  /// Puts the process into a process group: 0 makes one that it leads, to which whatever it starts
  /// belongs, too, and which [Child#killGroup] ends. It is not in the foreground of a terminal
  /// then: ctrl-C does not reach it, and reading from the terminal stops it. It is in the group of
  /// this process until then.
  ///
  /// Not where the JDK starts the process: the start fails with `UnsupportedOperationException`.
  ///
  /// @param id 0, or the number of a group of this session
  /// @throws IllegalArgumentException when `id` is negative
  public Command processGroup(int id) {
    if (id < 0) {
      throw new IllegalArgumentException(
          "a process group has a positive number, and 0 makes one: not " + id);
    }
    group = id;
    return this;
  }

  /// Gives the process a session of its own, which has no terminal, as `setsid` does: what starts a
  /// daemon. It leads a group of its own then, whatever [#processGroup] says.
  ///
  /// Not where the JDK starts the process: the start fails with `UnsupportedOperationException`.
  public Command newSession() {
    session = true;
    return this;
  }

  /// Sets a variable of the environment; the others are those of this process.
  public Command env(String name, String value) {
    environment.put(name, Objects.requireNonNull(value, "value"));
    return this;
  }

  /// Leaves a variable out of the environment.
  public Command removeEnv(String name) {
    environment.put(name, null);
    return this;
  }

  /// Leaves out all variables, those too that were set before this call.
  public Command clearEnv() {
    environment.clear();
    clearEnvironment = true;
    return this;
  }

  /// Sets where the program runs; where this process does until then. A program that is given by a
  /// relative path may be looked for here or there: give an absolute one.
  public Command directory(Path path) {
    directory = Objects.requireNonNull(path, "path");
    return this;
  }

  /// Sets where the input comes from: from where that of this process does until then, for
  /// [#output] from nowhere.
  public Command stdin(Stdio from) {
    stdin = Objects.requireNonNull(from, "from");
    return this;
  }

  /// Sets where the output goes: to where that of this process does until then, for [#output] into
  /// its answer.
  public Command stdout(Stdio to) {
    stdout = Objects.requireNonNull(to, "to");
    return this;
  }

  /// Sets where the errors go; see [#stdout].
  public Command stderr(Stdio to) {
    stderr = Objects.requireNonNull(to, "to");
    return this;
  }

  /// Sets whether the process is killed when its [Child] is closed, or when the future of [#spawn],
  /// [#status] or [#output] is dropped: by a timeout, or because its task was aborted. False until
  /// then: the process goes on.
  ///
  /// Of a process that leads a group ([#processGroup] with 0, [#newSession]) all of the group is
  /// killed, also what is left of it when the process itself has ended (before Linux 6.9 only while
  /// it runs). What has left the group goes on, as does a program that runs as another user
  /// (`sudo`): [Child#signal] with 9 says that it may not be killed.
  ///
  /// A process whose start has completed belongs to whoever has the [Child]: one that nobody has
  /// fetched from its task is not closed by itself.
  public Command killOnDrop(boolean kill) {
    killOnDrop = kill;
    return this;
  }

  /// Sets how many bytes [#output] takes of each pipe; [#OUTPUT_LIMIT] until then.
  ///
  /// @throws IllegalArgumentException when `bytes` is negative
  public Command outputLimit(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("outputLimit must not be negative: " + bytes);
    }
    outputLimit = bytes;
    return this;
  }

  /// Starts the program.
  ///
  /// **Cancel-safe**: a process that was started for a dropped future is closed, see [Child#close].
  /// Fails with an `IOException` when there is no such program.
  public Future<Child> spawn() {
    return launch(plan(Stdio.INHERIT, Stdio.INHERIT));
  }

  /// Runs the program to its end. [Stdio#PIPE] counts as [Stdio#NULL]: nobody is there to use it.
  ///
  /// Dropping it closes the process, see [Child#close]. Fails as [#spawn]; an exit code is no
  /// failure.
  public Future<ExitStatus> status() {
    return new ChildTask<>(launch(plan(Stdio.INHERIT, Stdio.INHERIT).withoutPipes()), Child::exit);
  }

  /// Runs the program to its end and collects what it writes, to both pipes at once. Its input is
  /// empty unless [#stdin] says otherwise.
  ///
  /// Dropping it closes the process, see [Child#close]. Fails as [#spawn], and with
  /// [io.pollen.io.LimitExceededException] when a pipe holds more than [#outputLimit] says, after
  /// which the process is closed, too; an exit code is no failure.
  public Future<Output> output() {
    int limit = outputLimit;
    return new ChildTask<>(
        launch(plan(Stdio.NULL, Stdio.PIPE)), child -> child.waitWithOutput(limit));
  }

  private static Future<Child> launch(Plan plan) {
    return Launch.of(List.of(plan)).map(List::getFirst);
  }

  /// Starts programs of which each reads what the one before it writes. Only the first has a stdin
  /// and only the last a stdout, as their commands say; each has its stderr, and its group when it
  /// was to lead one.
  ///
  /// **Cancel-safe** as [#spawn]; when one cannot be started, those before it are killed.
  ///
  /// @return the processes in the order of the commands
  /// @throws IllegalArgumentException when there is no command
  public static Future<List<Child>> pipeline(Command... commands) {
    if (commands.length == 0) {
      throw new IllegalArgumentException("a pipeline needs at least one command");
    }
    return Launch.of(
        Arrays.stream(commands)
            .map(command -> command.plan(Stdio.INHERIT, Stdio.INHERIT))
            .toList());
  }

  private Plan plan(Stdio input, Stdio output) {
    return new Plan(
        List.copyOf(line),
        clearEnvironment,
        Collections.unmodifiableMap(new HashMap<>(environment)),
        directory,
        stdin == null ? input : stdin,
        stdout == null ? output : stdout,
        stderr == null ? output : stderr,
        killOnDrop,
        new Plan.Extras(arg0, group, session));
  }

  @Override
  public String toString() {
    return String.join(" ", line);
  }
}
