package io.pollen.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Callable;

/// The bytes of one write, which are the file's from the moment that they were taken out of their
/// buffer. The position of the buffer says how many; it goes back when they were not written after
/// all and the buffer is still lent.
final class TakenBytes implements Callable<Integer> {
  private final OpenFile file;
  private final ByteBuffer from;
  private final int start;
  private final ByteBuffer bytes;
  private final long offset;

  private TakenBytes(OpenFile file, ByteBuffer from, long offset) {
    this.file = file;
    this.from = from;
    this.offset = offset;
    start = from.position();
    byte[] copy = new byte[Math.min(from.remaining(), OpenFile.MOST_BYTES)];
    from.get(copy);
    bytes = ByteBuffer.wrap(copy);
  }

  /// Takes bytes for a write that begins now.
  ///
  /// @param offset where they go, or [OpenFile#END]
  /// @throws ClosedChannelException when the file is closed; nothing is taken then
  static TakenBytes of(OpenFile file, ByteBuffer from, long offset) throws ClosedChannelException {
    file.beginWrite();
    return new TakenBytes(file, from, offset);
  }

  /// How a call on a pool is begun.
  @FunctionalInterface
  interface Start<H> {
    /// @param refused to be run when the call will not run
    /// @return by what it can be waited for
    H begin(TakenBytes call, Runnable refused);
  }

  /// Begins the call, or undoes everything.
  <H> H begin(Start<H> start) {
    try {
      return start.begin(this, file::endWrite);
    } catch (RuntimeException | Error noThread) {
      file.endWrite();
      giveBack();
      throw noThread;
    }
  }

  /// How many bytes were taken.
  int count() {
    return bytes.capacity();
  }

  /// Writes all of them. On a thread of the pool.
  ///
  /// @return how many
  @Override
  public Integer call() throws IOException {
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes, offset == OpenFile.END ? OpenFile.END : offset + bytes.position());
      }
      return count();
    } finally {
      file.endWrite();
    }
  }

  /// The call has failed, or has not run: sets the buffer's position behind what was written.
  ///
  /// @return how many bytes were written
  int giveBack() {
    from.position(start + bytes.position());
    return bytes.position();
  }
}
