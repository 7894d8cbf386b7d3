package io.pollen.bench.load;

import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Session;
import io.pollen.bench.measure.Tokio;
import io.pollen.bench.report.Row;
import io.pollen.bench.report.Stats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What the servers of one row have cost, round by round, and the rows made of it.
final class Costs {
  /// The peer of the rows that compare Pollen with itself.
  static final String POLLEN_DEFAULT = "Pollen, default";

  private final Map<Who, List<Double>> costs = new LinkedHashMap<>();

  void add(Who who, double cost) {
    costs.computeIfAbsent(who, w -> new ArrayList<>()).add(cost);
  }

  boolean isEmpty() {
    return costs.isEmpty();
  }

  String summary(String name, String unit) {
    return costs.entrySet().stream()
        .map(entry ->
            String.format(
                Locale.ROOT, "%s %.2f", entry.getKey().title(), Stats.median(entry.getValue())))
        .collect(Collectors.joining("; ", name + " " + unit + "; ", ""));
  }

  /// Each Pollen server as it comes against the peers under the same collector or without any, and
  /// its variants, in rows of their own, against it.
  List<Row> rows(Session session, String name, String unit) {
    List<Row> rows = new ArrayList<>();
    costs.forEach((who, values) -> {
      Gc gc = who.gc();
      if (!who.isPollen() || gc == null) {
        return;
      }
      double cost = Stats.median(values);
      if (who.variant().isEmpty()) {
        costs.forEach((peer, peerValues) ->
            row(rows, session, name, unit, gc, cost, peer, Stats.median(peerValues)));
        return;
      }
      List<Double> plain = costs.get(new Who(who.peer(), "", gc));
      if (plain != null) {
        rows.add(
            new Row(
                name + "." + who.variant(),
                POLLEN_DEFAULT,
                unit,
                gc.title(),
                cost,
                Stats.median(plain)));
      }
    });
    return rows;
  }

  private static void row(
      List<Row> rows,
      Session session,
      String name,
      String unit,
      Gc gc,
      double cost,
      Who peer,
      double peerCost) {
    if (session.tokio().map(Tokio::title).filter(peer.peer()::equals).isPresent()) {
      session.tokioRows(rows, name, unit, gc, cost, peerCost);
    } else if (!peer.isPollen() && (peer.gc() == null || peer.gc() == gc)) {
      rows.add(new Row(name, peer.peer(), unit, gc.title(), cost, peerCost));
    }
  }
}
