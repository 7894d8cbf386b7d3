package io.pollen.net;

import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// The two directions of a connection, each its own owner. When both are closed, the connection is.
///
/// @param reader the incoming direction
/// @param writer the outgoing direction
/// @param <S> the connection
public record OwnedHalves<S extends SocketStream>(ReadHalf<S> reader, WriteHalf<S> writer) {

  static <S extends SocketStream> OwnedHalves<S> of(S stream) {
    Shared<S> shared = new Shared<>(stream);
    return new OwnedHalves<>(new ReadHalf<>(shared), new WriteHalf<>(shared));
  }

  /// Makes one stream of the two again; neither half is to be used any more.
  ///
  /// @throws IllegalArgumentException when they belong to different connections
  /// @throws IllegalStateException when one of them is closed
  public S reunite() {
    if (reader.shared != writer.shared) {
      throw new IllegalArgumentException("the halves belong to different connections");
    }
    if (reader.closed.getAndSet(true) | writer.closed.getAndSet(true)) {
      reader.shared.stream.close();
      throw new IllegalStateException("a half was closed already: the connection is closed");
    }
    return reader.shared.stream;
  }

  private static final class Shared<S extends SocketStream> {
    private final S stream;
    private final AtomicInteger open = new AtomicInteger(2);

    Shared(S stream) {
      this.stream = stream;
    }

    void closeHalf() {
      if (open.decrementAndGet() == 0) {
        stream.close();
      }
    }
  }

  /// The incoming direction. See [SocketStream]. Operations begun after [#close] fail with
  /// `ClosedChannelException`.
  ///
  /// @param <S> the connection
  public static final class ReadHalf<S extends SocketStream> implements AsyncRead, AutoCloseable {
    private final Shared<S> shared;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ReadHalf(Shared<S> shared) {
      this.shared = shared;
    }

    @Override
    public Future<Integer> read(ByteBuffer to) {
      return closed.get() ? Closed.half() : shared.stream.read(to);
    }

    @Override
    public Future<Integer> read(ByteBuffer... to) {
      return closed.get() ? Closed.half() : shared.stream.read(to);
    }

    /// Gives this direction up. The connection is closed when the writer is closed too.
    @Override
    public void close() {
      if (!closed.getAndSet(true)) {
        shared.closeHalf();
      }
    }
  }

  /// The outgoing direction. See [SocketStream]. Operations begun after [#close] or [#forget] fail
  /// with `ClosedChannelException`.
  ///
  /// @param <S> the connection
  public static final class WriteHalf<S extends SocketStream> implements AsyncWrite, AutoCloseable {
    private final Shared<S> shared;
    private final AtomicBoolean closed = new AtomicBoolean();

    private WriteHalf(Shared<S> shared) {
      this.shared = shared;
    }

    @Override
    public Future<Integer> write(ByteBuffer from) {
      return closed.get() ? Closed.half() : shared.stream.write(from);
    }

    @Override
    public Future<Integer> write(ByteBuffer... from) {
      return closed.get() ? Closed.half() : shared.stream.write(from);
    }

    @Override
    public Future<Void> writeAll(ByteBuffer from) {
      return closed.get() ? Closed.half() : shared.stream.writeAll(from);
    }

    @Override
    public Future<Void> writeAll(ByteBuffer... from) {
      return closed.get() ? Closed.half() : shared.stream.writeAll(from);
    }

    @Override
    public Future<Void> shutdown() {
      return closed.get() ? Closed.half() : shared.stream.shutdown();
    }

    /// Ends the outgoing direction: the peer reads the end of the stream. The connection is closed
    /// when the reader is closed too.
    @Override
    public void close() {
      if (closed.getAndSet(true)) {
        return;
      }
      try {
        shared.stream.socket().shutdownOutput();
      } catch (ClosedChannelException e) {
        // Closed as a whole: this direction has ended with it.
      } catch (IOException e) {
        System.getLogger("io.pollen.net")
            .log(Level.DEBUG, "ending a connection's output failed", e);
      }
      shared.closeHalf();
    }

    /// Gives this direction up without ending it: the peer goes on waiting.
    public void forget() {
      if (!closed.getAndSet(true)) {
        shared.closeHalf();
      }
    }
  }
}
