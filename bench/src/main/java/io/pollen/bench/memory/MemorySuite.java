package io.pollen.bench.memory;

import io.pollen.bench.measure.Child;
import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Jvm;
import io.pollen.bench.measure.Session;
import io.pollen.bench.micro.Library;
import io.pollen.bench.report.Row;
import io.pollen.bench.report.Stats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A million tasks that sleep for an hour: what the process and each task need.
public final class MemorySuite {
  /// The heap of the sized rows.
  public static final String SIZED = "-Xmx160m";

  private static final int COUNT = 1_000_000;
  private static final int WORKERS = 2;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> VALUES =
      List.of("memory.spawn_and_sleep", "memory.peak_rss", "memory.bytes_per_task");
  private static final Map<String, String> UNITS =
      Map.of(
          "memory.spawn_and_sleep", "ns/task",
          "memory.peak_rss", "MB",
          "memory.bytes_per_task", "B/task",
          "memory.peak_rss.sized", "MB (" + SIZED + ")");

  /// Who is measured, besides Tokio.
  private record Contender(Library library, Gc gc, boolean sized) {}

  private final Session session;
  private final Map<Contender, Map<String, List<Double>>> costs = new LinkedHashMap<>();
  private final Map<String, List<Double>> tokio = new LinkedHashMap<>();

  /// A suite runner for `session`.
  public MemorySuite(Session session) {
    this.session = session;
  }

  /// The rows. Memory hardly differs between runs, so two rounds are enough.
  public List<Row> run() {
    List<Contender> contenders = new ArrayList<>();
    for (Gc gc : session.collectors()) {
      for (Library library : Library.values()) {
        if (library != Library.FORK_JOIN) { // which has no timers
          contenders.add(new Contender(library, gc, false));
        }
      }
      contenders.add(new Contender(Library.POLLEN, gc, true));
    }
    int rounds = Math.min(session.rounds(), session.collectors().size());
    for (int round = 0; round < rounds; round++) {
      contenders.removeIf(contender -> !measure(contender));
      measureTokio();
    }
    return rows(contenders);
  }

  private boolean measure(Contender contender) {
    List<String> flags = contender.sized() ? List.of(SIZED) : List.of();
    String name =
        "memory on %s (%s%s)"
            .formatted(
                contender.library().title(),
                contender.gc().title(),
                contender.sized() ? " " + SIZED : "");
    try (Child child =
        Child.start(
            Jvm.command(
                contender.gc(),
                WORKERS,
                flags,
                MemoryChild.class,
                contender.library().name(),
                Integer.toString(COUNT)))) {
      StringBuilder line = new StringBuilder(name);
      for (String value : VALUES) {
        double cost = child.number(LIMIT);
        costs
            .computeIfAbsent(contender, c -> new LinkedHashMap<>())
            .computeIfAbsent(value, v -> new ArrayList<>())
            .add(cost);
        line.append("; %s %.1f".formatted(UNITS.get(value), cost));
      }
      session.notes().progress(line.toString());
      return true;
    } catch (Failure | IOException e) {
      session.notes().leftOut(name + ": " + e.getMessage());
      return false;
    }
  }

  private void measureTokio() {
    if (session.tokio().isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    try {
      session.tokio().get().run(List.of("sleep_tasks", Integer.toString(COUNT)), lines);
    } catch (Failure e) {
      session.notes().leftOut("memory on Tokio: " + e.getMessage());
    }
    for (String line : lines) {
      String[] cells = line.split("\t", -1);
      String name = cells[0].replace("sleep_tasks.", "memory.").replace("_mb", "");
      if (VALUES.contains(name)) {
        tokio.computeIfAbsent(name, n -> new ArrayList<>()).add(Double.valueOf(cells[1]));
      }
    }
    session.notes().progress("memory on Tokio: " + tokio);
  }

  private Optional<Double> median(Contender contender, String value) {
    return Optional.ofNullable(costs.get(contender))
        .map(byValue -> byValue.get(value))
        .map(Stats::median);
  }

  private List<Row> rows(List<Contender> contenders) {
    List<Row> rows = new ArrayList<>();
    for (String value : VALUES) {
      for (Contender pollen : contenders) {
        if (pollen.library() == Library.POLLEN && !pollen.sized()) {
          rows.addAll(rows(pollen, value, value, contenders));
        }
      }
    }
    for (Contender pollen : contenders) {
      if (pollen.library() == Library.POLLEN && pollen.sized()) {
        rows.addAll(rows(pollen, "memory.peak_rss", "memory.peak_rss.sized", List.of()));
      }
    }
    return rows;
  }

  private List<Row> rows(Contender pollen, String value, String name, List<Contender> contenders) {
    List<Row> rows = new ArrayList<>();
    double cost = median(pollen, value).orElseThrow();
    String unit = UNITS.getOrDefault(name, "");
    for (Contender peer : contenders) {
      if (peer.library() != Library.POLLEN && peer.gc() == pollen.gc()) {
        rows.add(
            new Row(
                name,
                peer.library().title(),
                unit,
                pollen.gc().title(),
                cost,
                median(peer, value).orElseThrow()));
      }
    }
    List<Double> tokioCosts = tokio.get(value);
    if (tokioCosts != null) {
      session.tokioRows(rows, name, unit, pollen.gc(), cost, Stats.median(tokioCosts));
    }
    return rows;
  }
}
