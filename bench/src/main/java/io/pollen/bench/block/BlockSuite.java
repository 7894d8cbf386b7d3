package io.pollen.bench.block;

import io.pollen.bench.measure.Child;
import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Jvm;
import io.pollen.bench.measure.Session;
import io.pollen.bench.measure.TimedChild;
import io.pollen.bench.report.Row;
import io.pollen.bench.report.Stats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// Async blocks against state machines written by hand: what they cost when warm, when they are
/// used for the first time, and when they are compiled.
public final class BlockSuite {
  /// What is measured as 0 B is not exactly that; and no cost may be zero.
  private static final double NO_BYTES = 0.01;

  private static final double FEWEST_BYTES_SHOWN = 1;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Session session;
  private final Predicate<String> wanted;

  /// A suite runner for `session`.
  ///
  /// @param wanted which benchmarks to run, by name
  public BlockSuite(Session session, Predicate<String> wanted) {
    this.session = session;
    this.wanted = wanted;
  }

  /// The rows.
  public List<Row> run() {
    List<Row> rows = new ArrayList<>();
    try {
      for (Map.Entry<String, String> shape : Drives.UNITS) {
        if (wanted.test(shape.getKey())) {
          for (Gc gc : session.collectors()) {
            rows.addAll(warm(shape.getKey(), shape.getValue(), gc));
          }
        }
      }
      if (wanted.test("block.first_use")) {
        rows.addAll(firstUse());
      }
      if (wanted.test(CompileTime.NAME)) {
        rows.addAll(new CompileTime(session).rows());
      }
    } catch (Failure | IOException e) {
      session.notes().leftOut("blocks: " + e.getMessage());
    }
    return rows;
  }

  private static List<String> command(Kind kind, Gc gc, String what) {
    List<String> command = Jvm.command(gc, 1, Jvm.HEAP, BlockChild.class, kind.name(), what);
    if (kind == Kind.RUN_TIME) {
      command.set(command.indexOf("-cp") + 1, System.getProperty("java.class.path"));
    }
    return command;
  }

  private List<Row> warm(String name, String unit, Gc gc) {
    Map<Kind, TimedChild> children = new EnumMap<>(Kind.class);
    Map<Kind, Double> costs = new EnumMap<>(Kind.class);
    Map<Kind, Double> bytes = new EnumMap<>(Kind.class);
    try {
      for (Kind kind : Kind.values()) {
        TimedChild.open(command(kind, gc, name), session.warmupMillis())
            .ifPresent(child -> children.put(kind, child));
      }
      for (int round = 0; round < session.rounds(); round++) {
        for (TimedChild child : children.values()) {
          child.round(session.roundMillis());
        }
      }
      for (Map.Entry<Kind, TimedChild> child : children.entrySet()) {
        costs.put(child.getKey(), child.getValue().median());
        bytes.put(child.getKey(), Math.max(NO_BYTES, child.getValue().bytes()));
      }
    } catch (Failure e) {
      session.notes().leftOut(name + " (" + gc.title() + "): " + e.getMessage());
      return List.of();
    } finally {
      children.values().forEach(TimedChild::close);
    }
    List<Row> rows = rows(name, unit, gc, costs);
    if (bytes.values().stream().anyMatch(b -> b >= FEWEST_BYTES_SHOWN)) {
      rows.addAll(rows(name + ".bytes", "B", gc, bytes));
    }
    return rows;
  }

  /// The first block of a JVM that has run nothing else, with everything that it needs.
  private List<Row> firstUse() throws Failure, IOException {
    Map<Kind, List<Double>> costs = new EnumMap<>(Kind.class);
    for (int round = 0; round < session.rounds(); round++) {
      for (Kind kind : Kind.values()) {
        try (Child child = Child.start(command(kind, Gc.G1, "first"))) {
          costs.computeIfAbsent(kind, k -> new ArrayList<>()).add(child.number(LIMIT));
        }
      }
    }
    Map<Kind, Double> medians = new EnumMap<>(Kind.class);
    costs.forEach((kind, all) -> medians.put(kind, Stats.median(all)));
    return rows("block.first_use", "ms", Gc.G1, medians);
  }

  private List<Row> rows(String name, String unit, Gc gc, Map<Kind, Double> costs) {
    List<Row> rows = new ArrayList<>();
    StringBuilder line = new StringBuilder(name + " " + unit + "; " + gc.title());
    double woven = costs.getOrDefault(Kind.WOVEN, Double.NaN);
    costs.forEach((kind, cost) -> {
      line.append(String.format(Locale.ROOT, "; %s %.2f", kind.title(), cost));
      if (kind != Kind.WOVEN) {
        rows.add(new Row(name, kind.title(), unit, gc.title(), woven, cost));
      }
    });
    session.notes().progress(line.toString());
    return rows;
  }
}
