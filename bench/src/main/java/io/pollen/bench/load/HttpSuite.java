package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Session;
import io.pollen.bench.measure.Tools;
import io.pollen.bench.report.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// HTTP plaintext under wrk: wall time for each request, the load on the same processors as the
/// server. One request at a time on each connection, and 16 pipelined.
public final class HttpSuite {
  private static final int CONNECTIONS = 64;
  private static final String UNIT = "us/request";
  private static final String PIPELINE = "/io/pollen/bench/pipeline.lua";

  private final Session session;

  /// A suite runner for `session`.
  public HttpSuite(Session session) {
    this.session = session;
  }

  /// The rows; none, with a note, where wrk is missing.
  public List<Row> run() {
    List<Row> rows = new ArrayList<>();
    try {
      Path wrk = Tools.need("wrk", "apt-get install wrk");
      Path script = script();
      rows.addAll(run("http.plain", List.of(wrk.toString())));
      rows.addAll(run("http.pipelined_16", List.of(wrk.toString(), "-s", script.toString())));
    } catch (Failure e) {
      session.notes().leftOut("http: " + e.getMessage());
    }
    return rows;
  }

  /// wrk wants the script as a file.
  private Path script() throws Failure {
    Path file = session.root().resolve(".pollen/peers/pipeline.lua");
    try (InputStream in = HttpSuite.class.getResourceAsStream(PIPELINE)) {
      if (in == null) {
        throw new IllegalStateException(PIPELINE + " is missing from the class path");
      }
      Files.createDirectories(session.root().resolve(".pollen/peers"));
      Files.write(file, in.readAllBytes());
      return file;
    } catch (IOException e) {
      throw new Failure("cannot write " + file + ": " + e.getMessage());
    }
  }

  private List<Row> run(String name, List<String> wrk) {
    int workers = Runtime.getRuntime().availableProcessors();
    List<Server> servers = Servers.open(session, "http", List.of(), workers, List.of());
    Costs costs = new Costs();
    try {
      servers.removeIf(server -> !round(name, wrk, server, 2 * seconds(), new Costs()));
      for (int round = 0; round < Math.min(session.rounds(), 3); round++) {
        servers.removeIf(server -> !round(name, wrk, server, seconds(), costs));
      }
    } finally {
      servers.forEach(Server::close);
    }
    session.notes().progress(costs.summary(name, UNIT));
    return costs.rows(session, name, UNIT);
  }

  /// wrk counts in whole seconds.
  private int seconds() {
    return session.roundMillis() < 40 ? 1 : 2;
  }

  private boolean round(String name, List<String> wrk, Server server, int seconds, Costs costs) {
    List<String> command = new ArrayList<>(wrk);
    command.addAll(
        List.of(
            "-t1",
            "-c" + CONNECTIONS,
            "-d" + seconds + "s",
            "http://127.0.0.1:" + server.port() + "/"));
    try {
      costs.add(server, 1e6 / WrkReport.of(run(command, seconds)).requestsPerSecond());
      return true;
    } catch (Failure e) {
      session.notes().leftOut(name + " on " + server.title() + ": " + e.getMessage());
      server.close();
      return false;
    }
  }

  private static List<String> run(List<String> command, int seconds) throws Failure {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var reader = process.inputReader()) {
        if (!process.waitFor(seconds + 20, TimeUnit.SECONDS)) {
          throw new Failure("wrk does not end");
        }
        return reader.lines().toList();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new Failure("wrk: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted under wrk");
    }
  }
}
