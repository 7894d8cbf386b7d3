package io.pollen.io;

import io.pollen.Future;
import java.util.Optional;

/// The lines of a stream, in UTF-8 (malformed bytes become U+FFFD), without their ends: LF, or CR
/// LF. A last line without an end counts.
public final class Lines {
  private final BufferedRead source;
  private final int maxLength;

  Lines(BufferedRead source, int maxLength) {
    if (maxLength < 0) {
      throw new IllegalArgumentException("maxLength " + maxLength + " is negative");
    }
    this.source = source;
    this.maxLength = maxLength;
  }

  /// The next line; empty at the end of the stream.
  ///
  /// **Cancel-safe**: what was read of a line stays here for the next call. Fails with
  /// [LimitExceededException] when the line is too long; the stream then stays where it is.
  public Future<Optional<String>> next() {
    return source.readLine(maxLength);
  }
}
