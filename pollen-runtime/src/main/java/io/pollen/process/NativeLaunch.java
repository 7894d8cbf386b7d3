package io.pollen.process;

import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.ErrnoException;
import io.pollen.runtime.sys.ProcessCalls;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Starts processes by `posix_spawn`, with pipes that a driver serves; see [NativeSupport].
final class NativeLaunch {
  private static final String SHELL = "/bin/sh";

  private NativeLaunch() {}

  /// On a thread of the pool.
  static List<Child> start(List<Plan> plans, Driver driver) throws IOException {
    Orphans.prepare();
    List<Child> children = new ArrayList<>();
    boolean started = false;
    try (Wiring wiring = new Wiring(driver)) {
      for (Plan plan : plans) {
        plan.checkDirectory();
      }
      List<Wiring.Wires> wires = wiring.open(plans);
      for (int i = 0; i < plans.size(); i++) {
        children.add(start(plans.get(i), wires.get(i)));
      }
      wiring.keep();
      started = true;
    } finally {
      if (!started) {
        children.forEach(Child::abandon);
      }
    }
    return List.copyOf(children);
  }

  private static Child start(Plan plan, Wiring.Wires wires) throws IOException {
    List<String> line = new ArrayList<>(plan.line());
    if (plan.extras().arg0() != null) {
      line.set(0, plan.extras().arg0());
    }
    int pid = spawn(plan, wires, plan.program(), line);
    if (pid == -Errno.ENOEXEC) {
      String script = found(plan.program());
      if (script != null) {
        pid = spawn(plan, wires, SHELL, asScript(script, plan.line()));
      }
    }
    if (pid < 0) {
      throw failure(plan, -pid);
    }
    try {
      NativeProcess process = NativeProcess.of(pid, plan.extras().leadsGroup(), plan.program());
      return new Child(plan, process, wires.ends());
    } catch (ErrnoException e) {
      throw new IOException("cannot start '" + plan.program() + "': " + e.getMessage(), e);
    }
  }

  private static int spawn(Plan plan, Wiring.Wires wires, String program, List<String> line)
      throws IOException {
    String directory = plan.directory() == null ? null : plan.directory().toString();
    for (String text : line) {
      requireText(plan, text);
    }
    requireText(plan, program);
    for (var variable : plan.environment().entrySet()) {
      requireText(plan, variable.getKey());
      if (variable.getValue() != null) {
        requireText(plan, variable.getValue());
      }
    }
    return ProcessCalls.spawn(
        new ProcessCalls.Start(
            program,
            line,
            environment(plan),
            directory == null || directory.isEmpty() ? null : directory,
            wires.descriptors(),
            plan.extras().group(),
            plan.extras().session()));
  }

  /// The system ends a text at a NUL, and a character that its encoding lacks becomes a question
  /// mark: the program would get another text.
  private static void requireText(Plan plan, String text) throws IOException {
    if (!ProcessCalls.isText(text)) {
      throw new IOException(
          "cannot start '%s': the encoding of this system, %s, cannot say '%s': start this program with LANG=C.UTF-8, for example"
              .formatted(plan.program(), ProcessCalls.encoding(), text));
    }
    if (text.indexOf('\0') >= 0) {
      throw new IOException(
          "cannot start '" + plan.program() + "': an argument has a NUL character in it");
    }
  }

  /// The values of what is inherited go on as bytes: they need not be text.
  private static List<byte[]> environment(Plan plan) {
    Map<String, String> variables = new ProcessBuilder(plan.line()).environment();
    plan.applyTo(variables);
    List<byte[]> all = new ArrayList<>(variables.size());
    variables.forEach((name, value) -> {
      byte[] inherited = plan.environment().containsKey(name) ? null : ProcessCalls.variable(name);
      byte[] bytes =
          inherited != null && ProcessCalls.text(inherited).equals(value)
              ? inherited
              : ProcessCalls.bytes(value);
      all.add(joined(ProcessCalls.bytes(name + "="), bytes));
    });
    return all;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /// A script that does not say whose it is belongs to the shell, as everywhere.
  private static List<String> asScript(String path, List<String> line) {
    List<String> all = new ArrayList<>(List.of(SHELL, path));
    all.addAll(line.subList(1, line.size()));
    return all;
  }

  /// Where the system has found `program`.
  private static @Nullable String found(String program) {
    String path = System.getenv("PATH");
    if (program.contains("/") || path == null) {
      return program;
    }
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(folder, program);
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return candidate.toString();
      }
    }
    return null;
  }

  private static IOException failure(Plan plan, int errno) {
    String reason =
        switch (errno) {
          case Errno.ENOENT, Errno.ENOTDIR ->
              "there is no such program: is the name right, and the program in PATH? (Of a script,"
                  + " the program that its first line names may be missing.)";
          case Errno.EACCES ->
              "it may not be executed: is it a program, and has it the permission (chmod +x)?";
          case Errno.ENOEXEC -> "it is not a program of this machine";
          case Errno.E2BIG -> "its arguments and environment are too large";
          case Errno.EAGAIN -> "this user has too many processes (ulimit -u)";
          case Errno.EPERM ->
              plan.extras().group() > 0
                  ? "there is no process group %d in this session".formatted(plan.extras().group())
                  : "the system forbids it";
          default -> Errno.describe(errno);
        };
    return new IOException(
        "cannot start '" + plan.program() + "': " + reason,
        new ErrnoException("posix_spawn", errno));
  }
}
