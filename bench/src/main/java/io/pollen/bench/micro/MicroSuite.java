package io.pollen.bench.micro;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Session;
import io.pollen.bench.measure.Tokio;
import io.pollen.bench.report.Row;
import io.pollen.bench.report.Stats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/// Runs the shapes of a suite, each with all its contenders taking turns.
public final class MicroSuite {
  private final Session session;

  /// A suite runner for `session`.
  public MicroSuite(Session session) {
    this.session = session;
  }

  /// The rows of `suite`, of the shapes that are `wanted`.
  public List<Row> run(String suite, Predicate<String> wanted) {
    Set<String> tokioNames = tokioNames();
    List<Row> rows = new ArrayList<>();
    for (Shape shape : Shapes.ALL) {
      if (shape.suite().equals(suite) && wanted.test(shape.name())) {
        rows.addAll(run(shape, tokioNames.contains(shape.name())));
      }
    }
    return rows;
  }

  private Set<String> tokioNames() {
    try {
      return session.tokio().isEmpty() ? Set.of() : session.tokio().get().names();
    } catch (Failure e) {
      session.notes().leftOut("Tokio: " + e.getMessage());
      return Set.of();
    }
  }

  private List<Row> run(Shape shape, boolean withTokio) {
    List<Contender> contenders = new ArrayList<>();
    List<Double> tokio = new ArrayList<>();
    try {
      for (Library library : Library.values()) {
        for (Gc gc : session.collectors()) {
          open(shape, library, gc, contenders);
        }
      }
      for (int round = 0; round < session.rounds(); round++) {
        contenders.removeIf(contender -> !round(contender));
        if (withTokio) {
          tokio(shape, tokio);
        }
      }
    } finally {
      contenders.forEach(Contender::close);
    }
    session.notes().progress(summary(shape, contenders, tokio));
    return rows(shape, contenders, tokio);
  }

  private void open(Shape shape, Library library, Gc gc, List<Contender> contenders) {
    try {
      Contender.open(shape, library, gc, session.warmupMillis()).ifPresent(contenders::add);
    } catch (Failure e) {
      leftOut(shape, library, gc, e);
    }
  }

  private boolean round(Contender contender) {
    try {
      contender.round(session.roundMillis());
      return true;
    } catch (Failure e) {
      leftOut(contender.shape(), contender.library(), contender.gc(), e);
      contender.close();
      return false;
    }
  }

  private void tokio(Shape shape, List<Double> costs) {
    try {
      Tokio tokio = session.tokio().orElseThrow();
      costs.add(tokio.micro(shape.name(), session.roundMillis()));
    } catch (Failure e) {
      session.notes().leftOut(shape.name() + " on Tokio: " + e.getMessage());
    }
  }

  private void leftOut(Shape shape, Library library, Gc gc, Failure failure) {
    session
        .notes()
        .leftOut(
            "%s on %s (%s) %s"
                .formatted(shape.name(), library.title(), gc.title(), failure.getMessage()));
  }

  private static String summary(Shape shape, List<Contender> contenders, List<Double> tokio) {
    StringBuilder line = new StringBuilder(shape.name()).append(' ').append(shape.unit());
    for (Contender contender : contenders) {
      line.append(
          String.format(
              Locale.ROOT,
              "; %s %s %.1f",
              contender.library().title(),
              contender.gc().title(),
              contender.median()));
    }
    if (!tokio.isEmpty()) {
      line.append(String.format(Locale.ROOT, "; Tokio %.1f", Stats.median(tokio)));
    }
    return line.toString();
  }

  private List<Row> rows(Shape shape, List<Contender> contenders, List<Double> tokio) {
    List<Row> rows = new ArrayList<>();
    for (Contender pollen : contenders) {
      if (pollen.library() != Library.POLLEN) {
        continue;
      }
      for (Contender peer : contenders) {
        if (peer.library() != Library.POLLEN && peer.gc() == pollen.gc()) {
          rows.add(
              new Row(
                  shape.name(),
                  peer.library().title(),
                  shape.unit(),
                  pollen.gc().title(),
                  pollen.median(),
                  peer.median()));
        }
      }
      if (!tokio.isEmpty()) {
        session.tokioRows(
            rows, shape.name(), shape.unit(), pollen.gc(), pollen.median(), Stats.median(tokio));
      }
    }
    return rows;
  }
}
