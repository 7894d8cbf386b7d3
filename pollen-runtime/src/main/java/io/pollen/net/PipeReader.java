package io.pollen.net;

import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.runtime.driver.PipeEnd;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;

/// The end of a pipe that is read; see [Pipes]. One task at a time reads. It reads −1 when every
/// writer is closed and the pipe is empty.
///
/// Whoever has it closes it: after [#close], reads fail with `ClosedChannelException`, one that
/// waited with `AsynchronousCloseException`.
public final class PipeReader implements AsyncRead, AutoCloseable {
  final PipeOperation.Side side;

  PipeReader(PipeEnd end) {
    this.side = new PipeOperation.Side(end, true);
  }

  /// Reads from an end that a driver has opened, or adopted.
  ///
  /// @param end the end to read from, which is closed with this
  public static PipeReader of(PipeEnd end) {
    return new PipeReader(Objects.requireNonNull(end, "end"));
  }

  /// **Cancel-safe.** See [AsyncRead#read(ByteBuffer)].
  @Override
  public Future<Integer> read(ByteBuffer to) {
    return read(new ByteBuffer[] {to});
  }

  /// **Cancel-safe.** One system call for up to 64 buffers.
  @Override
  public Future<Integer> read(ByteBuffer... to) {
    for (ByteBuffer buffer : to) {
      if (buffer.isReadOnly()) {
        throw new ReadOnlyBufferException();
      }
    }
    return new PipeOperation(side, to.clone());
  }

  /// Whether [#close] has not been called; tells nothing about the writers.
  public boolean isOpen() {
    return side.end().isOpen();
  }

  /// Closes this end; idempotent, from any thread. Writes fail from then on.
  @Override
  public void close() {
    side.end().close();
  }

  @Override
  public String toString() {
    return isOpen() ? "PipeReader" : "PipeReader[closed]";
  }
}
