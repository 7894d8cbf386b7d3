package io.pollen.bench.measure;

import io.pollen.bench.report.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What all suites of a run share.
///
/// @param root the folder of the repository
/// @param rounds alternating rounds
/// @param warmupMillis warm-up of each child
/// @param roundMillis length of a round of small operations
/// @param collectors that every JVM is run under
/// @param notes progress and what was left out
/// @param tokio the Tokio peer, if there is one
/// @param newer what is on record of its newer version
public record Session(
    Path root,
    int rounds,
    int warmupMillis,
    int roundMillis,
    List<Gc> collectors,
    Notes notes,
    Optional<Tokio> tokio,
    TokioRecord newer) {

  /// Adds the rows against both Tokios for a cost of the one that was run.
  public void tokioRows(
      List<Row> rows, String name, String unit, Gc gc, double pollen, double tokioCost) {
    String title = tokio.map(Tokio::title).orElseThrow();
    rows.add(new Row(name, title, unit, gc.title(), pollen, tokioCost));
    OptionalDouble cost = newer.newer(name, tokioCost);
    if (cost.isPresent()) {
      rows.add(new Row(name, Tokio.NEWER, unit, gc.title(), pollen, cost.getAsDouble()));
    }
  }
}
