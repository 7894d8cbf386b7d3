package io.pollen.bench.micro;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Session;
import io.pollen.bench.report.Row;
import io.pollen.bench.report.Stats;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// How many wake-ups of threads an operation of the scheduler and sync shapes takes, in the whole
/// process, the thread that waits for the result included.
public final class WakeupSuite {
  private static final List<Library> LIBRARIES =
      List.of(Library.POLLEN, Library.VIRTUAL, Library.KOTLIN);
  private static final int ROUNDS = 3;
  private static final int MILLIS = 300;

  /// What stands for hardly any: a row needs a cost above zero.
  private static final double LEAST = 0.001;

  private final Session session;

  /// A suite runner for `session`.
  public WakeupSuite(Session session) {
    this.session = session;
  }

  /// The rows, of the shapes whose row is `wanted`; one collector is enough.
  public List<Row> run(Predicate<String> wanted) {
    List<Row> rows = new ArrayList<>();
    for (Shape shape : Shapes.ALL) {
      String name = "wakeups." + shape.name();
      if (!shape.suite().equals("time") && wanted.test(name)) {
        rows(rows, name, shape, session.collectors().getLast());
      }
    }
    return rows;
  }

  private void rows(List<Row> rows, String name, Shape shape, Gc gc) {
    Map<Library, Double> counts = new EnumMap<>(Library.class);
    StringBuilder line = new StringBuilder(name);
    for (Library library : LIBRARIES) {
      try {
        Optional<Contender> contender = Contender.open(shape, library, gc, session.warmupMillis());
        if (contender.isPresent()) {
          double count = count(contender.get());
          counts.put(library, count);
          line.append("; %s %.3f".formatted(library.title(), count));
        }
      } catch (Failure e) {
        session.notes().leftOut("%s on %s: %s".formatted(name, library.title(), e.getMessage()));
      }
    }
    session.notes().progress(line.toString());
    Double pollen = counts.remove(Library.POLLEN);
    String unit = shape.unit().replace("ns/", "wake-ups/");
    if (pollen != null) {
      counts.forEach(
          (peer, count) -> rows.add(new Row(name, peer.title(), unit, gc.title(), pollen, count)));
    }
  }

  private static double count(Contender contender) throws Failure {
    try (contender) {
      List<Double> counts = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        counts.add(contender.child().sleeps(MILLIS));
      }
      return Math.max(LEAST, Stats.median(counts));
    }
  }
}
