package io.pollen.io;

import io.pollen.Future;

/// A stream of bytes that has a position, at which it reads and writes: a file, or bytes in memory.
///
/// Both directions move the one position, so such a stream is for one task at a time, whether it
/// reads, writes or seeks. A buffer in front of it, as a [BufferedRead], has read ahead of what it
/// has handed out: seek before there is one.
public interface AsyncSeek {

  /// Where the next read or write begins, in bytes from the first one. The task that uses the
  /// position only; while an operation is under way it says nothing.
  long position();

  /// Sets where the next read or write begins. Beyond the end is allowed: reads there answer −1.
  ///
  /// **Cancel-safe**: a dropped one has not moved the position. Fails with an `IOException` when
  /// that would be before the first byte; the position stays where it is.
  ///
  /// @return the new position, in bytes from the first one
  Future<Long> seek(SeekFrom to);

  /// The same with a position from the first byte.
  ///
  /// @throws IllegalArgumentException when `position` is negative
  default Future<Long> seek(long position) {
    return seek(SeekFrom.start(position));
  }
}
