package io.pollen.io;

import io.pollen.Future;
import io.pollen.NotCancelSafe;

/// Copies between streams, and streams in memory.
public final class Io {
  private Io() {}

  /// Copies from `source` to `sink` until the source ends, through a buffer of 8 KiB. The sink is
  /// flushed whenever the source has nothing right now, and at the end; it is not shut down.
  ///
  /// **Not cancel-safe**: a dropped copy may have read bytes that it has not written.
  ///
  /// @return the number of bytes
  @NotCancelSafe("what it has read and not written")
  public static Future<Long> copy(AsyncRead source, AsyncWrite sink) {
    return new Copy(source, sink, false);
  }

  /// Copies both ways until both sides have ended. When one side ends, the other is shut down for
  /// writing and may still say the rest. When one direction fails, the other is dropped.
  ///
  /// **Not cancel-safe**: a dropped copy may have read bytes that it has not written.
  ///
  /// @return how many bytes went which way
  @NotCancelSafe("what it has read and not written")
  public static <A extends AsyncRead & AsyncWrite, B extends AsyncRead & AsyncWrite>
      Future<Copied> copyBidirectional(A first, B second) {
    return new CopyBidirectional(new Copy(first, second, true), new Copy(second, first, true));
  }

  /// How many bytes a copy in both directions has moved.
  ///
  /// @param forth from the first stream to the second
  /// @param back from the second stream to the first
  public record Copied(long forth, long back) {}

  /// Two streams in memory, each the other's peer: what one writes the other reads. A write waits
  /// while `capacity` bytes are on the way.
  public static Duplex duplex(int capacity) {
    return Duplex.of(capacity);
  }
}
