package io.pollen.net;

import io.pollen.Future;
import io.pollen.NotCancelSafe;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.io.BufferPool;
import io.pollen.io.Halves;
import io.pollen.io.step.Passage;
import io.pollen.runtime.driver.Interest;
import io.pollen.runtime.driver.KernelPipe;
import io.pollen.runtime.driver.StreamSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A connection: what TCP and Unix streams have in common. One task at a time reads and one writes;
/// the two may be different tasks, on different threads. Direct buffers go straight to the system;
/// heap buffers are copied once, 64 KiB at a time. The memory of a direct buffer must stay: a
/// shared arena is not to be closed while an operation with its buffers is polled, which goes
/// unnoticed in a call with several buffers.
///
/// The stream binds to the worker on which an operation of it waits first, and is served by every
/// worker should that one be busy.
///
/// Whoever has the stream closes it: a stream that is forgotten keeps its descriptor. After
/// [#close], operations fail with `ClosedChannelException`, those that waited with
/// `AsynchronousCloseException`.
public abstract sealed class SocketStream
    implements AsyncRead, AsyncWrite, AutoCloseable, Passage.Source, Passage.Sink
    permits TcpStream, UnixStream {
  private final StreamSocket socket;

  final Turn reading = new Turn();
  final Turn writing = new Turn();

  SocketStream(StreamSocket socket) {
    this.socket = socket;
  }

  final StreamSocket socket() {
    return socket;
  }

  /// Makes a stream of a descriptor. Whatever fails, it stays open, and the caller's.
  static <S extends SocketStream> Future<S> adopting(
      int fd, boolean internet, Function<StreamSocket, S> stream) {
    return new Open<>(
        "adopting descriptor " + fd,
        (driver, cx) -> {
          StreamSocket socket = driver.adoptStream(fd);
          if (internet != socket.localAddress() instanceof InetSocketAddress) {
            throw new IOException(
                "descriptor %d is a %s stream: adopt it as such"
                    .formatted(fd, internet ? "Unix" : "TCP"));
          }
          return stream.apply(socket);
        });
  }

  /// **Cancel-safe.** See [AsyncRead#read(ByteBuffer)]. Fails with `SocketException` when the peer
  /// has reset the connection.
  @Override
  public final Future<Integer> read(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return StreamOperations.read(this, to);
  }

  /// **Cancel-safe.** One system call for up to 64 buffers.
  @Override
  public final Future<Integer> read(ByteBuffer... to) {
    for (ByteBuffer buffer : to) {
      if (buffer.isReadOnly()) {
        throw new ReadOnlyBufferException();
      }
    }
    return new StreamOperations.ReadVectored(this, to.clone());
  }

  /// Reads into a buffer of `pool`, which it takes when there is something to read: while it waits
  /// it holds none. **Cancel-safe.** Fails as [#read(ByteBuffer)].
  ///
  /// @return the buffer, from its position to its limit the bytes that were read, at least one:
  ///   give it back to the pool; empty at the end
  public final Future<Optional<ByteBuffer>> read(BufferPool pool) {
    return new StreamOperations.ReadPooled(this, Objects.requireNonNull(pool, "pool"));
  }

  /// As [#read(ByteBuffer)], but the bytes stay: the next read, or peek, begins with them. Waits
  /// for the first byte, not for more. **Cancel-safe.**
  public final Future<Integer> peek(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return StreamOperations.peek(this, to);
  }

  /// Waits until a read may make progress, for [#tryRead]. It may be ready once too often.
  /// **Cancel-safe.**
  public final Future<Void> readable() {
    return new StreamOperations.Ready(this, Interest.READABLE);
  }

  /// Waits until a write may make progress, for [#tryWrite]. It may be ready once too often.
  /// **Cancel-safe.**
  public final Future<Void> writable() {
    return new StreamOperations.Ready(this, Interest.WRITABLE);
  }

  /// Waits until at least one of `interests` may make progress, for a task that reads and writes by
  /// [#tryRead] and [#tryWrite]. Meanwhile no other task may wait for one of those sides. The end
  /// of the stream, or a failure, counts as ready: the try tells of it. It may be ready once too
  /// often. **Cancel-safe.**
  ///
  /// @param interests of READABLE and WRITABLE; none: both
  /// @return those that may make progress, at least one
  /// @throws IllegalArgumentException for another interest: for that there is [AsyncFd]
  public final Future<Set<Interest>> ready(Interest... interests) {
    Set<Interest> wanted = EnumSet.noneOf(Interest.class);
    wanted.addAll(
        interests.length > 0
            ? Arrays.asList(interests)
            : List.of(Interest.READABLE, Interest.WRITABLE));
    if (wanted.contains(Interest.PRIORITY)) {
      throw new IllegalArgumentException(
          "a stream is waited for to read or to write; for PRIORITY take an AsyncFd");
    }
    return new ReadyForAny(this, wanted);
  }

  /// Reads what is there, now or not at all: so that a buffer is taken from a pool only when there
  /// is something to read. For the task that reads.
  ///
  /// @return the number of bytes, −1 at the end; empty when a read would have to wait
  public final OptionalInt tryRead(ByteBuffer to) throws IOException {
    return answer(socket.tryRead(to));
  }

  /// Writes what fits, now or not at all. For the task that writes.
  ///
  /// @return the number of bytes; empty when a write would have to wait
  public final OptionalInt tryWrite(ByteBuffer from) throws IOException {
    return answer(socket.tryWrite(from));
  }

  private static OptionalInt answer(int count) {
    return count == StreamSocket.PENDING ? OptionalInt.empty() : OptionalInt.of(count);
  }

  /// **Cancel-safe.** See [AsyncWrite#write(ByteBuffer)]. Fails with `SocketException` when the
  /// peer has reset the connection or this direction has ended.
  @Override
  public final Future<Integer> write(ByteBuffer from) {
    return new StreamOperations.Write(this, Objects.requireNonNull(from, "from"));
  }

  /// **Cancel-safe.** One system call for up to 64 buffers.
  @Override
  public final Future<Integer> write(ByteBuffer... from) {
    return new StreamOperations.WriteVectored(this, from.clone());
  }

  /// **Not cancel-safe.** See [AsyncWrite#writeAll(ByteBuffer)].
  @NotCancelSafe("how much it has written is only in the buffer")
  @Override
  public final Future<Void> writeAll(ByteBuffer from) {
    return new StreamOperations.WriteAll(this, Objects.requireNonNull(from, "from"));
  }

  /// **Not cancel-safe.** See [AsyncWrite#writeAll(ByteBuffer...)].
  @NotCancelSafe("how much it has written is only in the buffers")
  @Override
  public final Future<Void> writeAll(ByteBuffer... from) {
    return new StreamOperations.WriteAllVectored(this, from.clone());
  }

  /// For [io.pollen.io.Io#copy]: a pipe costs two descriptors, so much is to be moved.
  @Override
  public final int worthFrom() {
    return 64 * 1024;
  }

  /// For [io.pollen.io.Io#copy], which asks when much is moved.
  @Override
  public final @Nullable Passage passageTo(Object sink) {
    if (!(sink instanceof SocketStream other)) {
      return null;
    }
    KernelPipe pipe = KernelPipe.between(socket, other.socket);
    return pipe == null ? null : new SocketPassage(this, other, pipe);
  }

  /// For [io.pollen.io.Io#copy] from a file.
  @Override
  public final Passage.@Nullable Outlet outlet() {
    return socket.canTransfer(Interest.WRITABLE)
        ? call -> new Move(this, Interest.WRITABLE, call)
        : null;
  }

  /// Ends the outgoing direction, after what was written: the peer reads the end of the stream.
  /// Reading goes on. The same as [#shutdown].
  public final Future<Void> shutdownOutput() {
    return new ShutDown(socket, true);
  }

  /// Ends the incoming direction: reads answer −1. The peer is not told.
  public final Future<Void> shutdownInput() {
    return new ShutDown(socket, false);
  }

  /// [#shutdownOutput].
  @Override
  public final Future<Void> shutdown() {
    return shutdownOutput();
  }

  /// The two directions, for two futures of one task or two tasks. The stream stays the owner:
  /// close it when both are done. See [io.pollen.io.Io#split]; for halves that own the connection
  /// `intoSplit`.
  public abstract Halves<? extends SocketStream> split();

  /// Gives the descriptor away and closes this stream without closing the connection: it is the
  /// caller's, and does not wait (`O_NONBLOCK`). The opposite of `fromFd`, for a C library; a child
  /// process inherits it only without its flag `FD_CLOEXEC`. On the epoll driver only.
  ///
  /// @throws IllegalStateException when a read or write is going on
  /// @throws UnsupportedOperationException on other drivers; the stream stays open
  public final int intoFd() throws IOException {
    if (!reading.isFree() || !writing.isFree()) {
      throw new IllegalStateException(
          "a read or write is going on: await or drop it before the descriptor is given away");
    }
    return socket.giveAway();
  }

  /// Sets an option, see `java.net.StandardSocketOptions` (buffer sizes, for example) and
  /// [io.pollen.runtime.driver.TcpOptions].
  ///
  /// @throws UnsupportedOperationException when the driver does not know the option
  public final <T> void option(SocketOption<T> option, T value) throws IOException {
    socket.option(option, value);
  }

  /// Reads an option.
  ///
  /// @throws UnsupportedOperationException when the driver does not know the option
  public final <T> T option(SocketOption<T> option) throws IOException {
    return socket.option(option);
  }

  /// Takes the error that the system keeps for the connection (`SO_ERROR`), for example one that
  /// came while nobody read or wrote; empty when there is none. Not on the NIO driver.
  ///
  /// @throws UnsupportedOperationException on the NIO driver
  public final Optional<IOException> takeError() throws IOException {
    return Optional.ofNullable(socket.takeError());
  }

  /// This side's address.
  public abstract SocketAddress localAddress() throws IOException;

  /// The other side's address.
  public abstract SocketAddress remoteAddress() throws IOException;

  /// Whether [#close] has not been called; tells nothing about the peer.
  public final boolean isOpen() {
    return socket.isOpen();
  }

  /// Closes the connection; idempotent, from any thread. What was written is still sent. A task
  /// that waits for the stream is woken and fails with `AsynchronousCloseException`.
  @Override
  public final void close() {
    socket.close();
  }

  @Override
  public final String toString() {
    if (!isOpen()) {
      return getClass().getSimpleName() + "[closed]";
    }
    try {
      return getClass().getSimpleName() + Arrays.asList(localAddress(), remoteAddress());
    } catch (IOException e) {
      return getClass().getSimpleName() + "[" + e.getMessage() + "]";
    }
  }
}
