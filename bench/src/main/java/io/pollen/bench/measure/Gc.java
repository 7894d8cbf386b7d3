package io.pollen.bench.measure;

import java.util.List;

/// The collectors that every JVM is run under.
public enum Gc {
  /// The default.
  G1("G1", "-XX:+UseG1GC"),
  /// The one with the cheapest barriers.
  PARALLEL("Parallel", "-XX:+UseParallelGC");

  private final String title;
  private final String flag;

  Gc(String title, String flag) {
    this.title = title;
    this.flag = flag;
  }

  /// Its name in the reports.
  public String title() {
    return title;
  }

  /// The flag that chooses it.
  public String flag() {
    return flag;
  }

  /// Both, in the order of the reports.
  public static List<Gc> all() {
    return List.of(values());
  }
}
