package io.pollen.io;

import io.pollen.Future;
import io.pollen.NotCancelSafe;
import java.nio.ByteBuffer;
import java.util.Objects;

/// A sink of bytes. One task at a time writes.
///
/// Every operation is lazy: it does nothing before its future is polled. Dropping a future never
/// closes the sink.
public interface AsyncWrite {

  /// Writes what fits from `from`, at least one byte, and advances its position.
  ///
  /// **Cancel-safe**: a dropped write has written nothing.
  ///
  /// @return the number of bytes; 0 only when `from` is empty
  Future<Integer> write(ByteBuffer from);

  /// Writes what fits from several buffers in order. A sink without vectored writes takes from the
  /// first that holds bytes.
  ///
  /// **Cancel-safe**: a dropped write has written nothing.
  ///
  /// @return the number of bytes; 0 only when all buffers are empty
  default Future<Integer> write(ByteBuffer... from) {
    return write(Buffers.firstWithRemaining(from));
  }

  /// Writes all of `from`.
  ///
  /// **Not cancel-safe**: what a dropped one has written shows in the buffer's position; writing
  /// the rest goes on from there.
  @NotCancelSafe("how much it has written is only in the buffer")
  default Future<Void> writeAll(ByteBuffer from) {
    return new WriteAll(this, Objects.requireNonNull(from, "from"));
  }

  /// Writes all of the buffers in order.
  ///
  /// **Not cancel-safe**: what a dropped one has written shows in the buffers' positions.
  @NotCancelSafe("how much it has written is only in the buffers")
  default Future<Void> writeAll(ByteBuffer... from) {
    return new WriteAllVectored(this, from);
  }

  /// Writes all of `from`, whose parts go out together where the sink has vectored writes.
  ///
  /// **Not cancel-safe**: how much a dropped one has written is not known. Who must know writes
  /// [buffers][Bytes#asByteBuffers].
  @NotCancelSafe("how much it has written is not known")
  default Future<Void> writeAll(Bytes from) {
    return writeAll(from.asByteBuffers());
  }

  /// Hands on what the sink holds back. A sink that holds nothing back, as a socket, has nothing to
  /// do.
  ///
  /// **Cancel-safe.**
  default Future<Void> flush() {
    return AtOnce.action("a flush", () -> {});
  }

  /// Flushes, then ends this direction: the other side reads the end of the stream, and further
  /// writes fail. The other direction goes on. Idempotent.
  ///
  /// **Cancel-safe**: a dropped one may be started again.
  Future<Void> shutdown();
}
