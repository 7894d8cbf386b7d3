package io.pollen.io;

import java.io.IOException;

/// Where an [AsyncSeek] is to go.
public sealed interface SeekFrom {

  /// From the first byte.
  ///
  /// @param offset in bytes, not negative
  record Start(long offset) implements SeekFrom {
    /// @throws IllegalArgumentException when `offset` is negative
    public Start {
      if (offset < 0) {
        throw new IllegalArgumentException("a position is not negative: " + offset);
      }
    }
  }

  /// From where it is.
  ///
  /// @param offset in bytes, negative to go back
  record Current(long offset) implements SeekFrom {}

  /// From behind the last byte.
  ///
  /// @param offset in bytes, negative for what is there already
  record End(long offset) implements SeekFrom {}

  /// So many bytes from the first one.
  ///
  /// @throws IllegalArgumentException when `offset` is negative
  static SeekFrom start(long offset) {
    return new Start(offset);
  }

  /// So many bytes from where it is; negative to go back.
  static SeekFrom current(long offset) {
    return new Current(offset);
  }

  /// So many bytes from behind the last one; negative for what is there already.
  static SeekFrom end(long offset) {
    return new End(offset);
  }

  /// The position that is meant, for who implements [AsyncSeek].
  ///
  /// @param current where the stream is
  /// @param size how many bytes it has
  /// @return the position, not negative
  /// @throws IOException when it would be negative, or larger than a `long`
  default long target(long current, long size) throws IOException {
    long from =
        switch (this) {
          case Start start -> 0;
          case Current relative -> current;
          case End end -> size;
        };
    long target = from + offset();
    if (target < 0) {
      throw new IOException(
          "a seek by %d from %d leads to before the first byte, or too far"
              .formatted(offset(), from));
    }
    return target;
  }

  /// In bytes.
  long offset();
}
