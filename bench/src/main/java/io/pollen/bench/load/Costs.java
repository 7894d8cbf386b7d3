package io.pollen.bench.load;

import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Session;
import io.pollen.bench.measure.Tokio;
import io.pollen.bench.micro.Library;
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
  private final Map<Server, List<Double>> costs = new LinkedHashMap<>();

  void add(Server server, double cost) {
    costs.computeIfAbsent(server, s -> new ArrayList<>()).add(cost);
  }

  String summary(String name, String unit) {
    return costs.entrySet().stream()
        .map(entry ->
            String.format(
                Locale.ROOT, "%s %.2f", entry.getKey().title(), Stats.median(entry.getValue())))
        .collect(Collectors.joining("; ", name + " " + unit + "; ", ""));
  }

  /// Each Pollen server against the peers under the same collector or without any.
  List<Row> rows(Session session, String name, String unit) {
    List<Row> rows = new ArrayList<>();
    costs.forEach((pollen, values) -> {
      Gc gc = pollen.gc();
      if (pollen.peer().equals(Library.POLLEN.title()) && gc != null) {
        costs.forEach(
            (peer, peerValues) -> row(rows, session, name, unit, gc, values, peer, peerValues));
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
      List<Double> pollen,
      Server peer,
      List<Double> peerValues) {
    double cost = Stats.median(pollen);
    double peerCost = Stats.median(peerValues);
    if (session.tokio().map(Tokio::title).filter(peer.peer()::equals).isPresent()) {
      session.tokioRows(rows, name, unit, gc, cost, peerCost);
    } else if (!peer.peer().equals(Library.POLLEN.title())
        && (peer.gc() == null || peer.gc() == gc)) {
      rows.add(new Row(name, peer.peer(), unit, gc.title(), cost, peerCost));
    }
  }
}
