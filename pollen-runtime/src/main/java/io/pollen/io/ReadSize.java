package io.pollen.io;

/// How much a [BufferedRead] asks its source for: twice as much as long as reads fill its buffer,
/// and half as much when they stay small. Where much comes that is an eighth of the calls; measured
/// over loopback, frames of 1 and 8 kB then take up to a third less processor time, short lines the
/// same.
final class ReadSize {
  /// What a socket takes of a heap buffer at once.
  private static final int MOST_BYTES = 64 * 1024;

  private final int least;

  /// The last read has filled its room, and there may be more.
  private boolean wasFull;

  /// How many reads in a row have filled less than a quarter of the buffer. One may be the end of
  /// something large: the second one tells.
  private int smallReads;

  ReadSize(int least) {
    this.least = least;
  }

  /// Before a read: gives the buffer the size that the last ones speak for.
  void adapt(ByteBuilder held) {
    int size = held.capacity();
    if (wasFull && size < MOST_BYTES) {
      held.resize(2 * size);
    } else if (smallReads > 1 && size > least && held.length() <= size / 4) {
      held.resize(Math.max(least, size / 2));
      smallReads = 0;
    }
    wasFull = false;
  }

  /// After a read.
  ///
  /// @param count how many bytes have come
  /// @param room how many had room
  /// @param size of the buffer
  void arrived(int count, int room, int size) {
    wasFull = count == room && room >= size / 2;
    smallReads = count < size / 4 ? smallReads + 1 : 0;
  }
}
