package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Session;
import io.pollen.bench.report.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// TCP echo of 1 KiB messages. CPU time of the server for each: it is pinned to one processor, the
/// load, a C program, to another, so the machine's other work disturbs less and a wake-up never
/// crosses processors inside the server. And time for each, with two workers and nothing pinned.
public final class EchoSuite {
  private static final List<Integer> CONNECTIONS = List.of(64, 256, 1024, 4096, 8000);
  private static final List<Integer> THROUGHPUT = List.of(64, 1024);
  private static final int THROUGHPUT_WORKERS = 2;

  private final Session session;
  private final Predicate<String> wanted;

  /// A suite runner for `session`.
  ///
  /// @param wanted which rows
  public EchoSuite(Session session, Predicate<String> wanted) {
    this.session = session;
    this.wanted = wanted;
  }

  /// The rows; none, with a note, where the machine lacks something.
  public List<Row> run() {
    List<Row> rows = new ArrayList<>();
    try {
      Path load = Compiler.compile(session.root(), "load");
      for (int connections : CONNECTIONS) {
        String name = "echo." + connections;
        if (wanted.test(name)) {
          List<String> pinned = new ArrayList<>(Processors.load());
          pinned.add(load.toString());
          rows.addAll(
              new Turns(session, name, "us CPU/message", Loaded::cpuMicros)
                  .run(
                      new Setup(Service.ECHO, connections, Processors.server(), 1),
                      server -> command(pinned, server, connections)));
        }
      }
      for (int connections : THROUGHPUT) {
        String name = "echo.throughput." + connections;
        if (wanted.test(name)) {
          rows.addAll(
              new Turns(session, name, "us/message", Loaded::wallMicros)
                  .run(
                      new Setup(Service.ECHO, connections, List.of(), THROUGHPUT_WORKERS),
                      server -> command(List.of(load.toString()), server, connections)));
        }
      }
    } catch (Failure e) {
      session.notes().leftOut("echo: " + e.getMessage());
    }
    return rows;
  }

  /// The command of `peers/load.c`.
  static List<String> command(List<String> program, Server server, int connections) {
    List<String> command = new ArrayList<>(program);
    command.add(Integer.toString(server.port()));
    command.add(Integer.toString(connections));
    return command;
  }
}
