package io.pollen.net;

import io.pollen.Future;
import io.pollen.NotCancelSafe;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.runtime.driver.StreamSocket;
import io.pollen.runtime.driver.TcpOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/// A TCP connection. One task at a time reads and one writes; the two may be different tasks, on
/// different threads. Direct buffers go straight to the system; heap buffers are copied once, 64
/// KiB at a time. The memory of a direct buffer must stay: a shared arena is not to be closed while
/// an operation with its buffers is polled, which goes unnoticed in a call with several buffers.
///
/// The stream binds to the worker on which an operation of it waits first, and is served by every
/// worker should that one be busy.
///
/// Whoever has the stream closes it: a stream that is forgotten keeps its descriptor. After
/// [#close], operations fail with `ClosedChannelException`, those that waited with
/// `AsynchronousCloseException`.
public final class TcpStream implements AsyncRead, AsyncWrite, AutoCloseable {
  private final StreamSocket socket;

  final Turn reading = new Turn();
  final Turn writing = new Turn();

  TcpStream(StreamSocket socket) {
    this.socket = socket;
  }

  StreamSocket socket() {
    return socket;
  }

  /// Connects to `host` by whichever of its addresses answers first (RFC 8305, "Happy Eyeballs"):
  /// IPv6 and IPv4 addresses take turns in the system's order, and the next one is tried beside
  /// those before when the last one has failed, or has not answered within 250 ms. See
  /// [#connect(InetSocketAddress)].
  ///
  /// Fails with `UnknownHostException` when the name has no address.
  public static Future<TcpStream> connect(String host, int port) {
    return TcpSocket.create().connect(host, port);
  }

  /// Connects to `remote`; an unresolved address is looked up first, see [Dns].
  ///
  /// **Cancel-safe**: a dropped connect closes its socket. It has no deadline of its own beyond the
  /// system's (minutes): use `timeout`. Fails with `ConnectException` when nothing listens there;
  /// when all of several addresses fail, the last failure has the others suppressed.
  public static Future<TcpStream> connect(InetSocketAddress remote) {
    return TcpSocket.create().connect(remote);
  }

  /// **Cancel-safe.** See [AsyncRead#read(ByteBuffer)]. Fails with `SocketException` when the peer
  /// has reset the connection.
  @Override
  public Future<Integer> read(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return StreamOperations.read(this, to);
  }

  /// **Cancel-safe.** One system call for up to 64 buffers.
  @Override
  public Future<Integer> read(ByteBuffer... to) {
    for (ByteBuffer buffer : to) {
      if (buffer.isReadOnly()) {
        throw new ReadOnlyBufferException();
      }
    }
    return new StreamOperations.ReadVectored(this, to.clone());
  }

  /// As [#read(ByteBuffer)], but the bytes stay: the next read, or peek, begins with them. Waits
  /// for the first byte, not for more. **Cancel-safe.**
  public Future<Integer> peek(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return StreamOperations.peek(this, to);
  }

  /// **Cancel-safe.** See [AsyncWrite#write(ByteBuffer)]. Fails with `SocketException` when the
  /// peer has reset the connection or this direction has ended.
  @Override
  public Future<Integer> write(ByteBuffer from) {
    return new StreamOperations.Write(this, Objects.requireNonNull(from, "from"));
  }

  /// **Cancel-safe.** One system call for up to 64 buffers.
  @Override
  public Future<Integer> write(ByteBuffer... from) {
    return new StreamOperations.WriteVectored(this, from.clone());
  }

  /// **Not cancel-safe.** See [AsyncWrite#writeAll(ByteBuffer)].
  @NotCancelSafe("how much it has written is only in the buffer")
  @Override
  public Future<Void> writeAll(ByteBuffer from) {
    return new StreamOperations.WriteAll(this, Objects.requireNonNull(from, "from"));
  }

  /// **Not cancel-safe.** See [AsyncWrite#writeAll(ByteBuffer...)].
  @NotCancelSafe("how much it has written is only in the buffers")
  @Override
  public Future<Void> writeAll(ByteBuffer... from) {
    return new StreamOperations.WriteAllVectored(this, from.clone());
  }

  /// Ends the outgoing direction, after what was written: the peer reads the end of the stream.
  /// Reading goes on. The same as [#shutdown].
  public Future<Void> shutdownOutput() {
    return new ShutDown(socket, true);
  }

  /// Ends the incoming direction: reads answer −1. The peer is not told.
  public Future<Void> shutdownInput() {
    return new ShutDown(socket, false);
  }

  /// [#shutdownOutput].
  @Override
  public Future<Void> shutdown() {
    return shutdownOutput();
  }

  /// The two directions, for two futures of one task or two tasks. The stream stays the owner:
  /// close it when both are done.
  public Halves split() {
    return new Halves(this, this);
  }

  /// The two directions of a stream that stays the owner.
  ///
  /// @param reader the incoming direction
  /// @param writer the outgoing direction
  public record Halves(AsyncRead reader, AsyncWrite writer) {}

  /// Gives the two directions an owner each, and the stream away: closing the writer ends the
  /// outgoing direction, closing both closes the connection.
  public OwnedHalves intoSplit() {
    return OwnedHalves.of(this);
  }

  /// Whether small writes go out at once (`TCP_NODELAY`) instead of waiting for the last one's
  /// acknowledgement.
  public void noDelay(boolean on) throws IOException {
    option(StandardSocketOptions.TCP_NODELAY, on);
  }

  /// Whether the system probes an idle peer (`SO_KEEPALIVE`).
  public void keepAlive(boolean on) throws IOException {
    option(StandardSocketOptions.SO_KEEPALIVE, on);
  }

  /// What close does with bytes that are not sent yet (`SO_LINGER`): zero resets the connection, a
  /// negative time (the default) sends them in the background. Whole seconds.
  public void linger(Duration time) throws IOException {
    option(
        StandardSocketOptions.SO_LINGER,
        time.isNegative() ? -1 : Math.toIntExact(time.toSeconds()));
  }

  /// How many routers a packet may pass. Epoll driver only.
  ///
  /// @throws UnsupportedOperationException on the NIO driver
  public void ttl(int hops) throws IOException {
    option(TcpOptions.TTL, hops);
  }

  /// Sets an option, see `java.net.StandardSocketOptions` (buffer sizes, for example) and
  /// [TcpOptions].
  ///
  /// @throws UnsupportedOperationException when the driver does not know the option
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    socket.option(option, value);
  }

  /// Reads an option.
  ///
  /// @throws UnsupportedOperationException when the driver does not know the option
  public <T> T option(SocketOption<T> option) throws IOException {
    return socket.option(option);
  }

  /// This side's address.
  public InetSocketAddress localAddress() throws IOException {
    return socket.localAddress();
  }

  /// The other side's address.
  public InetSocketAddress remoteAddress() throws IOException {
    return socket.remoteAddress();
  }

  /// Whether [#close] has not been called; tells nothing about the peer.
  public boolean isOpen() {
    return socket.isOpen();
  }

  /// Closes the connection; idempotent, from any thread. What was written is still sent. A task
  /// that waits for the stream is woken and fails with `AsynchronousCloseException`.
  @Override
  public void close() {
    socket.close();
  }

  @Override
  public String toString() {
    if (!isOpen()) {
      return "TcpStream[closed]";
    }
    try {
      return "TcpStream" + Arrays.asList(localAddress(), remoteAddress());
    } catch (IOException e) {
      return "TcpStream[" + e.getMessage() + "]";
    }
  }
}
