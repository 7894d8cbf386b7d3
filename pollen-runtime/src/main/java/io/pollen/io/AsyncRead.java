package io.pollen.io;

import io.pollen.Future;
import io.pollen.NotCancelSafe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// A source of bytes. One task at a time reads. A stream that is an [AsyncWrite], too, lets another
/// task write meanwhile, on another thread, unless it has a position ([AsyncSeek]).
///
/// Every operation is lazy: it does nothing before its future is polled. Dropping a future never
/// closes the source.
@FunctionalInterface
public interface AsyncRead {

  /// Reads what is there into `to`, at least one byte, and advances its position.
  ///
  /// **Cancel-safe**: a dropped read has taken no byte.
  ///
  /// @return the number of bytes; 0 only when `to` has no room; −1 at the end
  Future<Integer> read(ByteBuffer to);

  /// Reads what is there into several buffers in order. A source without vectored reads fills the
  /// first that has room.
  ///
  /// **Cancel-safe**: a dropped read has taken no byte.
  ///
  /// @return the number of bytes; 0 only when no buffer has room; −1 at the end
  default Future<Integer> read(ByteBuffer... to) {
    return read(Buffers.firstWithRemaining(to));
  }

  /// Fills `to` to its limit.
  ///
  /// **Not cancel-safe**: what a dropped one has read is in the buffer, up to its position; reading
  /// exactly the rest goes on from there. Fails with `EOFException` when the stream ends before.
  @NotCancelSafe("how much it has read is only in the buffer")
  default Future<Void> readExactly(ByteBuffer to) {
    return new ReadExactly(this, Objects.requireNonNull(to, "to"));
  }

  /// Reads to the end of the stream.
  ///
  /// **Not cancel-safe**: what a dropped one has read is lost.
  ///
  /// @param limit how many bytes at most: a longer stream fails with [LimitExceededException], so
  ///   that a peer cannot fill the memory
  @NotCancelSafe("what it has read")
  default Future<byte[]> readAll(int limit) {
    return new ReadAll<>(this, limit, bytes -> bytes);
  }

  /// Reads to the end of the stream as UTF-8; malformed bytes become U+FFFD.
  ///
  /// **Not cancel-safe**: what a dropped one has read is lost.
  ///
  /// @param limit how many bytes at most, see [#readAll]
  @NotCancelSafe("what it has read")
  default Future<String> readString(int limit) {
    return new ReadAll<>(this, limit, bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /// The stream line by line. What is read beyond a line stays inside the answer: go on reading
  /// from there, or use a [BufferedRead] for a stream that is not all lines.
  ///
  /// @param maxLength the longest line, in bytes without its end
  default Lines lines(int maxLength) {
    return new BufferedRead(this).lines(maxLength);
  }

  /// The next `limit` bytes as a stream of their own, which then ends; this one goes on behind
  /// them.
  ///
  /// @throws IllegalArgumentException when `limit` is negative
  default AsyncRead take(long limit) {
    return new Take(this, limit);
  }

  /// This stream to its end, then `then`.
  default AsyncRead chain(AsyncRead then) {
    return new Chain(this, then);
  }
}
