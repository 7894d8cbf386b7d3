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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// HTTP plaintext under wrk: wall time for each request, the load on the same processors as the
/// server. One request at a time on each connection, with the latency that one in a hundred
/// exceeds, and 16 pipelined. Of those wrk has no latency to go by: it takes all that were sent
/// together for one when it measures, and for 16 when it adds what a stall has held back.
public final class HttpSuite {
  private static final int CONNECTIONS = 64;
  private static final String UNIT = "us/request";
  private static final String PIPELINE = "/io/pollen/bench/pipeline.lua";

  private final Session session;
  private final Predicate<String> wanted;

  /// A suite runner for `session`.
  ///
  /// @param wanted which rows of `http`: the latencies come along
  public HttpSuite(Session session, Predicate<String> wanted) {
    this.session = session;
    this.wanted = wanted;
  }

  /// The rows; none, with a note, where wrk is missing.
  public List<Row> run() {
    List<Row> rows = new ArrayList<>();
    try {
      Path wrk = Tools.need("wrk", "apt-get install wrk");
      Path script = script();
      rows.addAll(run("http.plain", List.of(wrk.toString(), "--latency")));
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
    if (!wanted.test(name)) {
      return List.of();
    }
    int workers = Runtime.getRuntime().availableProcessors();
    List<Server> servers =
        Servers.open(session, new Setup(Service.HTTP, CONNECTIONS, List.of(), workers));
    Costs costs = new Costs();
    Costs latencies = new Costs();
    try {
      servers.removeIf(server -> report(name, wrk, server, 2 * seconds()).isEmpty());
      for (int round = 0; round < Math.min(session.rounds(), 3); round++) {
        servers.removeIf(server -> {
          Optional<WrkReport> report = report(name, wrk, server, seconds());
          report.ifPresent(wrks -> {
            costs.add(server.who(), 1e6 / wrks.requestsPerSecond());
            wrks.p99Micros().ifPresent(micros -> latencies.add(server.who(), micros));
          });
          return report.isEmpty();
        });
      }
    } finally {
      servers.forEach(Server::close);
    }
    List<Row> rows = new ArrayList<>(rows(name, UNIT, costs));
    if (!latencies.isEmpty()) {
      // A group of its own: a mean of both says nothing.
      rows.addAll(rows(name.replaceFirst("http", "http_p99"), "us", latencies));
    }
    return rows;
  }

  private List<Row> rows(String name, String unit, Costs costs) {
    session.notes().progress(costs.summary(name, unit));
    return costs.rows(session, name, unit);
  }

  /// wrk counts in whole seconds.
  private int seconds() {
    return session.roundMillis() < 40 ? 1 : 2;
  }

  /// What wrk says of a round; empty, with a note and without the server, when it failed.
  private Optional<WrkReport> report(String name, List<String> wrk, Server server, int seconds) {
    List<String> command = new ArrayList<>(wrk);
    command.addAll(
        List.of(
            "-t1",
            "-c" + CONNECTIONS,
            "-d" + seconds + "s",
            "http://127.0.0.1:" + server.port() + "/"));
    try {
      return Optional.of(WrkReport.of(run(command, seconds)));
    } catch (Failure e) {
      session.notes().leftOut(name + " on " + server.who().title() + ": " + e.getMessage());
      server.close();
      return Optional.empty();
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
