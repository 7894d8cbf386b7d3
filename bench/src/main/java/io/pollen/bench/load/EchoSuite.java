package io.pollen.bench.load;

import io.pollen.bench.measure.Child;
import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Session;
import io.pollen.bench.measure.Tools;
import io.pollen.bench.report.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// TCP echo: CPU time of the server for each 1 KiB message. The server is pinned to one processor,
/// the load, a C program, to another, so the machine's other work disturbs less and a wake-up never
/// crosses processors inside the server.
public final class EchoSuite {
  private static final List<Integer> CONNECTIONS = List.of(64, 256, 1024);
  private static final String UNIT = "us CPU/message";
  private static final Duration SLACK = Duration.ofSeconds(20);

  private final Session session;

  /// A suite runner for `session`.
  public EchoSuite(Session session) {
    this.session = session;
  }

  /// The rows; none, with a note, where the machine lacks something.
  public List<Row> run() {
    List<Row> rows = new ArrayList<>();
    try {
      if (Runtime.getRuntime().availableProcessors() < 2) {
        throw new Failure("two processors are needed, one for the server, one for the load");
      }
      Path taskset = Tools.need("taskset", "apt-get install util-linux");
      Path load = Compiler.compile(session.root(), "load");
      for (int connections : CONNECTIONS) {
        rows.addAll(run(taskset, load, connections));
      }
    } catch (Failure e) {
      session.notes().leftOut("echo: " + e.getMessage());
    }
    return rows;
  }

  /// A server and its load, connected.
  private record Pair(Server server, Child load) implements AutoCloseable {
    @Override
    public void close() {
      load.close();
      server.close();
    }
  }

  private List<Row> run(Path taskset, Path load, int connections) {
    String name = "echo." + connections;
    List<String> onFirst = List.of(taskset.toString(), "-c", "0");
    List<Pair> pairs = new ArrayList<>();
    Costs costs = new Costs();
    try {
      for (Server server :
          Servers.open(session, "echo", onFirst, 1, List.of(() -> inC(session, onFirst)))) {
        connect(name, taskset, load, server, connections, pairs);
      }
      pairs.removeIf(pair -> !round(name, pair, Math.max(1500, 3 * millis()), new Costs()));
      for (int round = 0; round < Math.min(session.rounds(), 5); round++) {
        pairs.removeIf(pair -> !round(name, pair, millis(), costs));
      }
    } finally {
      pairs.forEach(Pair::close);
    }
    session.notes().progress(costs.summary(name, UNIT));
    return costs.rows(session, name, UNIT);
  }

  /// The server in C, with `prefix` before its command.
  static Server inC(Session session, List<String> prefix) throws Failure {
    List<String> command = new ArrayList<>(prefix);
    command.add(Compiler.compile(session.root(), "echo").toString());
    command.add("0");
    return Server.start("C epoll", null, command);
  }

  private void connect(
      String name, Path taskset, Path load, Server server, int connections, List<Pair> pairs) {
    List<String> command =
        List.of(
            taskset.toString(),
            "-c",
            "1",
            load.toString(),
            Integer.toString(server.port()),
            Integer.toString(connections));
    try {
      Pair pair = new Pair(server, Child.start(command));
      pairs.add(pair);
      pair.load().line(SLACK);
    } catch (Failure | IOException e) {
      session.notes().leftOut(name + " on " + server.title() + ": " + e.getMessage());
      pairs.removeIf(pair -> pair.server() == server);
      server.close();
    }
  }

  /// One round of one pair; false, with a note, when it failed.
  private boolean round(String name, Pair pair, int millis, Costs costs) {
    try {
      double before = pair.server().cpuSeconds();
      pair.load().send("go " + millis);
      double messages = pair.load().number(SLACK.plusMillis(millis));
      double spent = pair.server().cpuSeconds() - before;
      costs.add(pair.server(), Math.max(spent, 1e-3) * 1e6 / messages);
      return true;
    } catch (Failure e) {
      session.notes().leftOut(name + " on " + pair.server().title() + ": " + e.getMessage());
      pair.close();
      return false;
    }
  }

  /// A tick of the CPU clock is 10 ms: a round must be many of them.
  private int millis() {
    return 20 * session.roundMillis();
  }
}
