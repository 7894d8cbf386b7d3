package io.pollen.io;

/// A pair of streams in memory, see [Io#duplex]. Closing one ends what its peer reads and makes the
/// peer's writes fail.
///
/// @param left one side
/// @param right the other side
public record Duplex(PipeStream left, PipeStream right) {

  static Duplex of(int capacity) {
    Pipe forth = new Pipe(capacity);
    Pipe back = new Pipe(capacity);
    return new Duplex(new PipeStream(back, forth), new PipeStream(forth, back));
  }
}
