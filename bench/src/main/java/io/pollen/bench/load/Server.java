package io.pollen.bench.load;

import io.pollen.bench.measure.Child;
import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Jvm;
import io.pollen.bench.measure.Memory;
import io.pollen.bench.measure.Session;
import io.pollen.bench.measure.Tokio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A server process under load.
///
/// @param who whose it is
/// @param child the process
/// @param port where it listens
record Server(Who who, Child child, int port) implements AutoCloseable {
  /// What the ticks of /proc count: USER_HZ, 100 on every Linux that a JDK runs on.
  private static final double TICKS_PER_SECOND = 100;

  private static final Duration START = Duration.ofSeconds(20);

  /// Starts a JVM server.
  static Server jvm(Setup setup, Backend backend, Gc gc) throws Failure {
    List<String> flags = new ArrayList<>(setup.flags());
    flags.addAll(backend.flags());
    return start(
        Who.of(backend, gc),
        setup.command(
            Jvm.command(
                gc,
                setup.workers(),
                flags,
                ServerChild.class,
                backend.name(),
                setup.service().name(),
                Integer.toString(setup.workers()))));
  }

  /// Starts the Tokio peer's server.
  static Server tokio(Setup setup, Tokio tokio) throws Failure {
    return start(
        Who.nativeProgram(tokio.title()),
        setup.command(
            List.of(
                tokio.program().toString(),
                setup.service().title(),
                "0",
                "--workers",
                Integer.toString(setup.workers()))));
  }

  /// Starts the echo server in C.
  static Server inC(Session session, Setup setup, Who who) throws Failure {
    List<String> program = new ArrayList<>();
    program.add(Compiler.compile(session.root(), "echo").toString());
    program.add("0");
    if (setup.service() == Service.UDP) {
      program.add("udp");
    }
    return start(who, setup.command(program));
  }

  /// Starts any program that prints its port at the end of its first line.
  private static Server start(Who who, List<String> command) throws Failure {
    Child child;
    try {
      child = Child.start(command);
    } catch (IOException e) {
      throw new Failure("did not start: " + e.getMessage());
    }
    try {
      return new Server(who, child, (int) child.number(START));
    } catch (Failure e) {
      child.close();
      throw e;
    }
  }

  /// CPU time that the process has used, in seconds.
  double cpuSeconds() throws Failure {
    Path stat = Path.of("/proc/" + child.pid() + "/stat");
    try {
      String text = Files.readString(stat);
      // The second field, the name, may hold anything: the fields are counted from its end.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new Failure("CPU time needs Linux's " + stat);
    }
  }

  /// Bytes of its heap that are in use, after a collection; 0 for a program that has none.
  double heapBytes() throws Failure {
    if (who.gc() == null) {
      return 0;
    }
    child.send(ServerChild.MEMORY);
    return child.number(START);
  }

  /// Bytes of the process that are in memory.
  double residentBytes() throws Failure {
    return Memory.resident(child.pid());
  }

  @Override
  public void close() {
    child.close();
  }
}
