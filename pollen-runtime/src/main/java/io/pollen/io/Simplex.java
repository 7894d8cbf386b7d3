package io.pollen.io;

import io.pollen.Future;
import java.nio.ByteBuffer;

/// One direction in memory, see [Io#simplex]. The two ends may be used by two tasks, on different
/// threads.
///
/// @param reader where the bytes come out
/// @param writer where they go in
public record Simplex(Reader reader, Writer writer) {

  static Simplex of(int capacity) {
    Pipe pipe = new Pipe(capacity);
    return new Simplex(new Reader(pipe), new Writer(pipe));
  }

  /// Where the bytes come out.
  public static final class Reader implements AsyncRead, AutoCloseable {
    private final Pipe pipe;

    private Reader(Pipe pipe) {
      this.pipe = pipe;
    }

    /// **Cancel-safe.** See [AsyncRead#read(ByteBuffer)]. −1 when the writer has ended and
    /// everything was read.
    @Override
    public Future<Integer> read(ByteBuffer to) {
      return PipeOperation.read(pipe, to);
    }

    /// Nothing more will be read: writes fail with an `IOException`, those that wait, too. Any
    /// thread.
    @Override
    public void close() {
      pipe.endReading();
    }
  }

  /// Where the bytes go in.
  public static final class Writer implements AsyncWrite, AutoCloseable {
    private final Pipe pipe;

    private Writer(Pipe pipe) {
      this.pipe = pipe;
    }

    /// **Cancel-safe.** See [AsyncWrite#write(ByteBuffer)]. Fails with an `IOException` when the
    /// reader is closed, or this side has ended.
    @Override
    public Future<Integer> write(ByteBuffer from) {
      return PipeOperation.write(pipe, from);
    }

    /// **Cancel-safe.** See [AsyncWrite#shutdown].
    @Override
    public Future<Void> shutdown() {
      return AtOnce.action("the end of a pipe in memory", pipe::endWriting);
    }

    /// As [#shutdown]: the reader sees the end after what is there. Any thread.
    @Override
    public void close() {
      pipe.endWriting();
    }
  }
}
