package io.pollen.io;

import io.pollen.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;

/// Bytes in memory as a stream: see [Io#cursor]. It has as many as it was made with; a write takes
/// the place of what is there.
///
/// Nothing here waits, but each operation costs budget as one of a socket does. Never used by two
/// tasks at once: see [AsyncSeek].
public final class Cursor implements AsyncRead, AsyncWrite, AsyncSeek {
  private final ByteBuffer bytes; // from 0 to its capacity; its position is not used

  private long position;
  private boolean ended;

  Cursor(ByteBuffer bytes) {
    this.bytes = bytes.slice();
  }

  /// How many bytes there are.
  public int size() {
    return bytes.capacity();
  }

  /// **Cancel-safe.** See [AsyncRead#read(ByteBuffer)].
  @Override
  public Future<Integer> read(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return new AtOnce<>("a read of a Cursor", () -> take(to));
  }

  private int take(ByteBuffer to) {
    int count = Math.min(to.remaining(), left());
    if (count == 0) {
      return to.hasRemaining() ? -1 : 0;
    }
    to.put(bytes.slice((int) position, count));
    position += count;
    return count;
  }

  private int left() {
    return (int) Math.max(0, bytes.capacity() - position);
  }

  /// **Cancel-safe.** See [AsyncWrite#write(ByteBuffer)]. Fails with an `IOException` at the end of
  /// the bytes, and after [#shutdown].
  ///
  /// @throws ReadOnlyBufferException when the bytes may not be changed
  @Override
  public Future<Integer> write(ByteBuffer from) {
    Objects.requireNonNull(from, "from");
    if (bytes.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return new AtOnce<>("a write to a Cursor", () -> put(from));
  }

  private int put(ByteBuffer from) throws IOException {
    if (ended) {
      throw new IOException("this cursor was shut down for writing");
    }
    if (!from.hasRemaining()) {
      return 0;
    }
    int count = Math.min(from.remaining(), left());
    if (count == 0) {
      throw new IOException(
          "a write at position %d of a cursor over %d bytes: it does not grow"
              .formatted(position, bytes.capacity()));
    }
    bytes.put((int) position, from, from.position(), count);
    from.position(from.position() + count);
    position += count;
    return count;
  }

  /// Ends writing; reading goes on. **Cancel-safe.**
  @Override
  public Future<Void> shutdown() {
    return AtOnce.action("the end of writes to a Cursor", () -> ended = true);
  }

  @Override
  public long position() {
    return position;
  }

  /// **Cancel-safe.** See [AsyncSeek#seek(SeekFrom)].
  @Override
  public Future<Long> seek(SeekFrom to) {
    Objects.requireNonNull(to, "to");
    return new AtOnce<>(
        "a seek of a Cursor", () -> position = to.target(position, bytes.capacity()));
  }

  @Override
  public String toString() {
    return "Cursor[" + position + " of " + bytes.capacity() + "]";
  }
}
