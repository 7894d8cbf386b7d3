package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Session;
import io.pollen.bench.report.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Echo servers with as many idle connections as the limit of descriptors allows, at most 18,000:
/// what a connection takes beyond a server that has 64 of them. The clients are another process, so
/// each end has the limit to itself.
public final class ConnectionSuite {
  private static final int MOST = 18_000;
  private static final int OTHER_DESCRIPTORS = 2_000;
  private static final int FIRST = 64;
  private static final int WORKERS = 2;
  private static final int WARM_UP_MILLIS = 3_000;
  private static final int MOST_ROUNDS = 2;
  private static final String UNIT = "B/connection";

  private final Session session;
  private final Costs bytes = new Costs();
  private final Costs resident = new Costs();

  /// A suite runner for `session`.
  public ConnectionSuite(Session session) {
    this.session = session;
  }

  /// The rows, of one collector: what objects take does not depend on it.
  public List<Row> run() {
    List<Row> rows = new ArrayList<>();
    try {
      Path load = Compiler.compile(session.root(), "load");
      int count = Math.min(MOST, descriptors() - OTHER_DESCRIPTORS);
      session.notes().progress("connections: %,d on each server".formatted(count));
      Setup fixed = new Setup(Service.ECHO, count, List.of(), WORKERS);
      Setup free = new Setup(Service.ECHO, count, List.of(), WORKERS, List.of());
      for (int round = 0; round < Math.min(session.rounds(), MOST_ROUNDS); round++) {
        measure(load, fixed, true);
        measure(load, free, false);
      }
      report(rows, "connections.bytes", bytes);
      report(rows, "connections.rss", resident);
    } catch (Failure e) {
      session.notes().leftOut("connections: " + e.getMessage());
    }
    return rows;
  }

  private void report(List<Row> rows, String name, Costs costs) {
    session.notes().progress(costs.summary(name, UNIT));
    rows.addAll(costs.rows(session, name, UNIT));
  }

  private void measure(Path load, Setup setup, boolean fixedHeap) {
    Gc gc = session.collectors().getFirst();
    for (Servers.Candidate candidate : Servers.candidates(session, setup)) {
      Who who = candidate.who();
      boolean jvm = who.gc() == gc;
      boolean tokio = fixedHeap && who.gc() == null && !who.peer().equals(Servers.C_EPOLL);
      if (!who.variant().startsWith("local") && (jvm || tokio)) {
        Servers.start(session, setup, candidate)
            .ifPresent(server -> measure(load, setup, server, fixedHeap));
      }
    }
  }

  /// A heap of a fixed size is in memory from the begin, used or not, so what comes to the resident
  /// memory is not heap; without a fixed size it is both, and what the collector leaves in reserve.
  private void measure(Path load, Setup setup, Server server, boolean fixedHeap) {
    List<String> program = List.of(load.toString());
    try (server;
        Loaded first = Loaded.connect(server, EchoSuite.command(program, server, FIRST))) {
      first.messages(WARM_UP_MILLIS); // or the compiler's memory would be counted
      double heap = first.server().heapBytes();
      double memory = server.residentBytes();
      List<String> command = EchoSuite.command(program, server, setup.connections());
      try (Loaded all = Loaded.connect(server, command)) {
        double heapEach = (all.server().heapBytes() - heap) / setup.connections();
        double memoryEach = (server.residentBytes() - memory) / setup.connections();
        if (fixedHeap) {
          bytes.add(server.who(), Math.max(1, heapEach + memoryEach));
        }
        if (!fixedHeap || server.who().gc() == null) {
          resident.add(server.who(), Math.max(1, memoryEach));
        }
      }
    } catch (Failure e) {
      session.notes().leftOut("connections on " + server.who().title() + ": " + e.getMessage());
    }
  }

  /// The hard limit, to which servers and load raise theirs.
  private static int descriptors() throws Failure {
    Path limits = Path.of("/proc/self/limits");
    try {
      return Files.readAllLines(limits).stream()
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.split(" +", -1)[4])
          .mapToInt(hard -> hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard))
          .findFirst()
          .orElseThrow(() -> new Failure("no limit of open files in " + limits));
    } catch (IOException e) {
      throw new Failure("limits are told by Linux's " + limits + ": " + e.getMessage());
    }
  }
}
