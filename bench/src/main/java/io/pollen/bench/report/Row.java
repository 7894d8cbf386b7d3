package io.pollen.bench.report;

/// One comparison. All values are costs: smaller is better, so a ratio below 1 says that Pollen is
/// ahead.
///
/// @param name the benchmark, for example `multi.ping_pong`
/// @param peer what Pollen is compared with, with its version
/// @param unit of both values, for example `ns/spawn`
/// @param gc the collector of Pollen's JVM, and of the peer's if it has one
/// @param pollen Pollen's cost
/// @param peerValue the peer's cost
public record Row(
    String name, String peer, String unit, String gc, double pollen, double peerValue) {

  /// Refuses what cannot be a cost.
  public Row {
    if (!(pollen > 0) || !(peerValue > 0)) {
      throw new IllegalArgumentException(
          "a cost must be above zero: " + name + " " + pollen + " against " + peerValue);
    }
  }

  /// Pollen's cost over the peer's.
  public double ratio() {
    return pollen / peerValue;
  }

  /// The part of the name before the first dot.
  public String group() {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
