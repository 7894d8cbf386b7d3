package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Session;
import io.pollen.bench.report.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// UDP echo of 1 KiB messages that 64 sockets send to one: CPU time of the server for each, and its
/// system calls for each datagram, a message being one that comes and one that goes. Pinned as in
/// [EchoSuite].
public final class UdpSuite {
  private static final int SENDERS = 64;

  private final Session session;
  private final Predicate<String> wanted;

  /// A suite runner for `session`.
  ///
  /// @param wanted which rows
  public UdpSuite(Session session, Predicate<String> wanted) {
    this.session = session;
    this.wanted = wanted;
  }

  /// The rows; none, with a note, where the machine lacks something.
  public List<Row> run() {
    List<Row> rows = new ArrayList<>();
    run(rows, "udp." + SENDERS, "us CPU/message", Loaded::cpuMicros);
    run(rows, "udp.syscalls", "calls/datagram", Loaded::systemCalls);
    return rows;
  }

  private void run(List<Row> rows, String name, String unit, Turns.Cost cost) {
    if (!wanted.test(name)) {
      return;
    }
    try {
      Path load = Compiler.compile(session.root(), "load");
      List<String> pinned = new ArrayList<>(Processors.load());
      pinned.add(load.toString());
      rows.addAll(
          new Turns(session, name, unit, cost)
              .run(
                  new Setup(Service.UDP, SENDERS, Processors.server(), 1),
                  server -> {
                    List<String> command = EchoSuite.command(pinned, server, SENDERS);
                    command.add("udp");
                    return command;
                  }));
    } catch (Failure e) {
      session.notes().leftOut(name + ": " + e.getMessage());
    }
  }
}
