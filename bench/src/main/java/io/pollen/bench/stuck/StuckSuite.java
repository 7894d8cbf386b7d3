package io.pollen.bench.stuck;

import io.pollen.bench.measure.Child;
import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Jvm;
import io.pollen.bench.measure.Session;
import io.pollen.bench.measure.TokioExtra;
import io.pollen.bench.report.Row;
import io.pollen.bench.report.Stats;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One worker of one or two is blocked for ten seconds: how late the others' timers and echoes are,
/// beside the same program without the blocking poll, without the watchdog, and on Tokio.
public final class StuckSuite {
  private static final int MEASURE_MILLIS = 10_000;
  private static final int THRESHOLD_MILLIS = 100;
  private static final int ROUNDS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final List<String> VALUES = List.of("timer_p99", "echo_p99");

  /// What happens in a child.
  private record Setting(String title, int workers, List<String> command) {}

  private static Setting pollen(
      String title, int workers, int thresholdMillis, int blockMillis, Gc gc) {
    return new Setting(
        title,
        workers,
        Jvm.command(
            gc,
            workers,
            List.of(),
            StuckChild.class,
            Integer.toString(workers),
            Integer.toString(thresholdMillis),
            Integer.toString(blockMillis),
            Integer.toString(MEASURE_MILLIS)));
  }

  private static Setting tokio(String title, int workers, Path program) {
    String measure = Integer.toString(MEASURE_MILLIS);
    return new Setting(
        title,
        workers,
        List.of(program.toString(), "stuck", Integer.toString(workers), measure, measure));
  }

  private final Session session;
  private final Map<Setting, Map<String, List<Double>>> costs = new HashMap<>();

  /// A suite runner for `session`.
  public StuckSuite(Session session) {
    this.session = session;
  }

  /// The rows. One collector is enough: hardly anything is allocated.
  public List<Row> run() {
    List<Row> rows = new ArrayList<>();
    Gc gc = session.collectors().getFirst();
    Optional<Path> tokio = TokioExtra.program(session, "stuck");
    for (int workers = 1; workers <= 2; workers++) {
      Setting stuck = pollen("Pollen", workers, THRESHOLD_MILLIS, MEASURE_MILLIS, gc);
      List<Setting> peers = new ArrayList<>();
      peers.add(pollen("Pollen, nothing blocked", workers, THRESHOLD_MILLIS, 0, gc));
      peers.add(pollen("Pollen, no watchdog", workers, 0, MEASURE_MILLIS, gc));
      if (tokio.isPresent()) {
        peers.add(tokio(session.tokio().orElseThrow().title(), workers, tokio.get()));
      }
      for (int round = 0; round < Math.min(ROUNDS, session.rounds()); round++) {
        measure(stuck);
        peers.forEach(this::measure);
      }
      for (Setting peer : peers) {
        addRows(rows, stuck, peer, gc);
      }
    }
    return rows;
  }

  private void measure(Setting setting) {
    String name = "stuck, %d workers: %s".formatted(setting.workers(), setting.title());
    try (Child child = Child.start(setting.command())) {
      StringBuilder line = new StringBuilder(name);
      for (String value : VALUES) {
        double cost = child.number(LIMIT);
        costs
            .computeIfAbsent(setting, s -> new HashMap<>())
            .computeIfAbsent(value, v -> new ArrayList<>())
            .add(cost);
        line.append("; %s %.0f us".formatted(value, cost));
      }
      session.notes().progress(line.toString());
    } catch (Failure | IOException e) {
      session.notes().leftOut(name + ": " + e.getMessage());
    }
  }

  private void addRows(List<Row> rows, Setting stuck, Setting peer, Gc gc) {
    if (!costs.containsKey(stuck) || !costs.containsKey(peer)) {
      return;
    }
    for (String value : VALUES) {
      rows.add(
          new Row(
              "stuck." + value + "." + stuck.workers(),
              peer.title(),
              "us",
              gc.title(),
              median(stuck, value),
              median(peer, value)));
    }
  }

  private double median(Setting setting, String value) {
    return Stats.median(costs.getOrDefault(setting, Map.of()).getOrDefault(value, List.of()));
  }
}
