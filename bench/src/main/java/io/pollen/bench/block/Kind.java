package io.pollen.bench.block;

/// Who runs the block shapes.
enum Kind {
  /// Async blocks woven at build time.
  WOVEN("Pollen"),
  /// State machines written by hand; plain calls where nothing ever waits.
  HAND("hand-written"),
  /// The same async blocks, transformed when they are first used.
  RUN_TIME("Pollen at run time");

  private final String title;

  Kind(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  Maker maker() {
    return this == HAND ? new HandWritten() : new Blocks();
  }
}
