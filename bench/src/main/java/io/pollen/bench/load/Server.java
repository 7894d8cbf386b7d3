package io.pollen.bench.load;

import io.pollen.bench.measure.Child;
import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Jvm;
import io.pollen.bench.measure.Tokio;
import io.pollen.bench.micro.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A server process under load.
///
/// @param peer its name in the reports
/// @param gc its collector; null when it has none
/// @param child the process
/// @param port where it listens
record Server(String peer, @Nullable Gc gc, Child child, int port) implements AutoCloseable {
  /// What the ticks of /proc count: USER_HZ, 100 on every Linux that a JDK runs on.
  private static final double TICKS_PER_SECOND = 100;

  private static final Duration START = Duration.ofSeconds(20);

  /// Starts a JVM server; `prefix` goes before its command.
  static Server jvm(List<String> prefix, Library library, Gc gc, String kind, int workers)
      throws Failure {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        Jvm.command(
            gc,
            workers,
            Jvm.HEAP,
            ServerChild.class,
            library.name(),
            kind,
            Integer.toString(workers)));
    return start(library.title(), gc, command);
  }

  /// Starts the Tokio peer's server.
  static Server tokio(List<String> prefix, Tokio tokio, String kind, int workers) throws Failure {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(tokio.program().toString(), kind, "0", "--workers", Integer.toString(workers)));
    return start(tokio.title(), null, command);
  }

  /// Starts any program that prints its port at the end of its first line.
  static Server start(String peer, @Nullable Gc gc, List<String> command) throws Failure {
    Child child;
    try {
      child = Child.start(command);
    } catch (IOException e) {
      throw new Failure("did not start: " + e.getMessage());
    }
    try {
      return new Server(peer, gc, child, (int) child.number(START));
    } catch (Failure e) {
      child.close();
      throw e;
    }
  }

  /// Its name and collector, for messages.
  String title() {
    return gc == null ? peer : peer + " " + gc.title();
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

  @Override
  public void close() {
    child.close();
  }
}
