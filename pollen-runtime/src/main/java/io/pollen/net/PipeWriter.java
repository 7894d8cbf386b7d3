package io.pollen.net;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.io.AsyncWrite;
import io.pollen.runtime.driver.PipeEnd;
import java.nio.ByteBuffer;
import java.util.Objects;

/// The end of a pipe that is written; see [Pipes]. One task at a time writes.
///
/// Whoever has it closes it: that is the end for the reader. After [#close], writes fail with
/// `ClosedChannelException`, one that waited with `AsynchronousCloseException`.
public final class PipeWriter implements AsyncWrite, AutoCloseable {
  final PipeOperation.Side side;

  PipeWriter(PipeEnd end) {
    this.side = new PipeOperation.Side(end, false);
  }

  /// Writes to an end that a driver has opened, or adopted.
  ///
  /// @param end the end to write to, which is closed with this
  public static PipeWriter of(PipeEnd end) {
    return new PipeWriter(Objects.requireNonNull(end, "end"));
  }

  /// **Cancel-safe.** See [AsyncWrite#write(ByteBuffer)]. Fails with `SocketException` when every
  /// reader is closed.
  @Override
  public Future<Integer> write(ByteBuffer from) {
    return new PipeOperation(side, Objects.requireNonNull(from, "from"));
  }

  /// **Cancel-safe.** One system call for up to 64 buffers.
  @Override
  public Future<Integer> write(ByteBuffer... from) {
    return new PipeOperation(side, from.clone());
  }

  /// [#close]: a pipe has one direction.
  @Override
  public Future<Void> shutdown() {
    return Async.lazy(() -> {
      close();
      return null;
    });
  }

  /// Whether [#close] has not been called; tells nothing about the readers.
  public boolean isOpen() {
    return side.end().isOpen();
  }

  /// Closes this end; idempotent, from any thread. What was written can still be read.
  @Override
  public void close() {
    side.end().close();
  }

  @Override
  public String toString() {
    return isOpen() ? "PipeWriter" : "PipeWriter[closed]";
  }
}
