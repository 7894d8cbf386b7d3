package io.pollen.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The one table of a run: a line for each benchmark and collector, a column for each peer. A cell
/// is the ratio and, in brackets, the peer's own cost; `*` marks the faster Tokio, the one to beat.
public final class Table {
  private record Line(String name, String gc) {}

  private final List<Row> rows;
  private final Set<String> peers = new LinkedHashSet<>();
  private final Map<Line, Map<String, Row>> lines = new LinkedHashMap<>();

  private Table(List<Row> rows) {
    this.rows = rows;
    for (Row row : rows) {
      peers.add(row.peer());
      lines
          .computeIfAbsent(new Line(row.name(), row.gc()), line -> new LinkedHashMap<>())
          .put(row.peer(), row);
    }
  }

  /// The table and, below it, the geometric means for each group of benchmarks.
  public static String of(List<Row> rows) {
    return new Table(rows).render();
  }

  private String render() {
    if (rows.isEmpty()) {
      return "no comparison was measured\n";
    }
    List<List<String>> cells = new ArrayList<>();
    cells.add(head("benchmark", "GC", "Pollen"));
    lines.forEach((line, byPeer) -> cells.add(line(line, byPeer)));
    StringBuilder out = new StringBuilder(grid(cells));
    out.append("\nGeometric means of the ratios\n\n").append(grid(means()));
    return out.toString();
  }

  private List<String> head(String... first) {
    List<String> head = new ArrayList<>(List.of(first));
    head.addAll(peers);
    return head;
  }

  private List<String> line(Line line, Map<String, Row> byPeer) {
    Row any = byPeer.values().iterator().next();
    List<String> cells = new ArrayList<>();
    cells.add(line.name());
    cells.add(line.gc());
    cells.add(cost(any.pollen()) + " " + any.unit());
    String toBeat = fasterTokio(byPeer);
    for (String peer : peers) {
      Row row = byPeer.get(peer);
      cells.add(
          row == null
              ? "-"
              : ratio(row.ratio())
                  + " ("
                  + cost(row.peerValue())
                  + ")"
                  + (peer.equals(toBeat) ? "*" : ""));
    }
    return cells;
  }

  /// The Tokio with the lower cost, or the empty text.
  private static String fasterTokio(Map<String, Row> byPeer) {
    return byPeer.values().stream()
        .filter(row -> row.peer().startsWith("Tokio"))
        .min(Comparator.comparingDouble(Row::peerValue))
        .map(Row::peer)
        .orElse("");
  }

  private List<List<String>> means() {
    Map<Line, Map<String, List<Double>>> ratios = new LinkedHashMap<>();
    Map<Line, List<Double>> best = new LinkedHashMap<>();
    lines.forEach((line, byPeer) -> {
      Row any = byPeer.values().iterator().next();
      Line group = new Line(any.group(), line.gc());
      for (Row row : byPeer.values()) {
        ratios
            .computeIfAbsent(group, g -> new LinkedHashMap<>())
            .computeIfAbsent(row.peer(), p -> new ArrayList<>())
            .add(row.ratio());
      }
      Row tokio = byPeer.get(fasterTokio(byPeer));
      if (tokio != null) {
        best.computeIfAbsent(group, g -> new ArrayList<>()).add(tokio.ratio());
      }
    });
    List<List<String>> cells = new ArrayList<>();
    List<String> head = head("group", "GC");
    head.add("faster Tokio");
    cells.add(head);
    ratios.forEach((group, byPeer) -> {
      List<String> line = new ArrayList<>(List.of(group.name(), group.gc()));
      peers.forEach(peer -> line.add(mean(byPeer.get(peer))));
      line.add(mean(best.get(group)));
      cells.add(line);
    });
    return cells;
  }

  private static String mean(@Nullable List<Double> ratios) {
    return ratios == null
        ? "-"
        : ratio(Stats.geometricMean(ratios)) + " (of " + ratios.size() + ")";
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }

  private static String cost(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 1000 ? "%.1f" : "%,.0f", value);
  }

  /// Pads the columns and rules off the first line, as Markdown does.
  private static String grid(List<List<String>> cells) {
    int columns = cells.getFirst().size();
    int[] width = new int[columns];
    for (List<String> line : cells) {
      for (int c = 0; c < columns; c++) {
        width[c] = Math.max(width[c], line.get(c).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (int l = 0; l < cells.size(); l++) {
      for (int c = 0; c < columns; c++) {
        String cell = cells.get(l).get(c);
        String blank = " ".repeat(width[c] - cell.length());
        out.append("| ").append(c < 2 ? cell + blank : blank + cell).append(' ');
      }
      out.append("|\n");
      if (l == 0) {
        for (int c = 0; c < columns; c++) {
          out.append("|").append("-".repeat(width[c] + 1)).append(c < 2 ? "-" : ":");
        }
        out.append("|\n");
      }
    }
    return out.toString();
  }
}
