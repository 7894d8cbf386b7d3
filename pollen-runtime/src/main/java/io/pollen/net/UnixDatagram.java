package io.pollen.net;

import io.pollen.Future;
import io.pollen.runtime.driver.DatagramEndpoint;
import io.pollen.runtime.driver.Interest;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/// A Unix datagram socket: whole messages between programs of one machine, in order and without
/// loss. Not on the NIO driver: the NIO driver refuses to open one with an
/// `UnsupportedOperationException`.
///
/// One task at a time receives and one sends; the two may be different tasks, on different threads.
/// What does not fit into a buffer is gone, which [Datagram#isTruncated] tells.
///
/// Binding to a path makes a file, which stays when the socket is closed: delete it, or the next
/// bind to the path fails. Whoever has the socket closes it: after [#close], operations fail with
/// `ClosedChannelException`, those that waited with `AsynchronousCloseException`.
public final class UnixDatagram implements AutoCloseable {
  private final DatagramEndpoint socket;
  final Datagrams datagrams;

  private UnixDatagram(DatagramEndpoint socket) {
    this.socket = socket;
    this.datagrams = new Datagrams(this, socket);
  }

  /// A datagram that has been received.
  ///
  /// @param count how many of its bytes are in the buffer; 0 is a datagram, too
  /// @param length how many bytes it has
  /// @param sender who sent it: unnamed, unless it has been bound
  public record Datagram(int count, int length, UnixAddress sender) {
    private static Datagram of(DatagramEndpoint.Arrival arrival) {
      return new Datagram(
          arrival.count(),
          arrival.length(),
          UnixAddress.from(Objects.requireNonNull(arrival.sender(), "the sender was asked for")));
    }

    /// Whether the buffer was too small: the rest of the datagram is gone.
    public boolean isTruncated() {
      return length > count;
    }
  }

  /// Two sockets that are connected to each other.
  ///
  /// @param left one end
  /// @param right the other end
  public record Pair(UnixDatagram left, UnixDatagram right) {}

  /// Binds to `path`. See [#bind(UnixAddress)].
  public static Future<UnixDatagram> bind(Path path) {
    return bind(UnixAddress.of(path));
  }

  /// Binds to `local`.
  ///
  /// **Cancel-safe**: it is done with its first poll. Fails with `BindException` when the address
  /// cannot be had: its message says what to do.
  public static Future<UnixDatagram> bind(UnixAddress local) {
    Objects.requireNonNull(local, "local");
    return new Open<>(
        "binding to " + local,
        (driver, cx) -> {
          DatagramEndpoint socket = driver.openDatagram(StandardProtocolFamily.UNIX);
          boolean done = false;
          try {
            socket.bind(local.address());
            done = true;
            return new UnixDatagram(socket);
          } finally {
            if (!done) {
              socket.close();
            }
          }
        });
  }

  /// A socket without a name: it sends, and nobody can answer.
  ///
  /// **Cancel-safe**: it is done with its first poll.
  public static Future<UnixDatagram> unbound() {
    return new Open<>(
        "a Unix datagram socket",
        (driver, cx) -> new UnixDatagram(driver.openDatagram(StandardProtocolFamily.UNIX)));
  }

  /// Two sockets that are connected to each other and have no names.
  ///
  /// **Cancel-safe**: it is done with its first poll.
  public static Future<Pair> pair() {
    return new Open<>(
        "a pair of Unix datagram sockets",
        (driver, cx) -> {
          List<DatagramEndpoint> pair = driver.openDatagramPair();
          return new Pair(new UnixDatagram(pair.getFirst()), new UnixDatagram(pair.getLast()));
        });
  }

  /// Chooses the peer that [#send] sends to. It never waits. May be called again with another peer.
  ///
  /// @throws java.net.ConnectException when no datagram socket is bound there
  public void connect(UnixAddress remote) throws IOException {
    socket.connect(remote.address());
  }

  /// Sends all of `from` as one datagram to the peer of [#connect] or [#pair], and waits while its
  /// queue is full.
  ///
  /// **Cancel-safe**: a dropped send has sent nothing. Fails with `NotYetConnectedException`
  /// without a peer.
  ///
  /// @return the number of bytes
  public Future<Integer> send(ByteBuffer from) {
    return datagrams.send(from, null);
  }

  /// Sends all of `from` as one datagram to `to`. **Cancel-safe.** Does not wait: the system tells
  /// of room only in the queue of a peer that was chosen by [#connect]. When the queue of `to` is
  /// full it fails with a `SocketException` that says so.
  ///
  /// @return the number of bytes
  public Future<Integer> sendTo(ByteBuffer from, UnixAddress to) {
    return datagrams.send(from, to.address());
  }

  /// Receives one datagram into `to`, as far as it fits. [#recvFrom] tells more about it.
  ///
  /// **Cancel-safe**: a dropped receive loses no datagram.
  ///
  /// @return the number of bytes in the buffer; 0 is a datagram, too
  public Future<Integer> recv(ByteBuffer to) {
    return datagrams.receive(to);
  }

  /// Receives one datagram into `to`, as far as it fits, and tells who sent it. See [#recv].
  public Future<Datagram> recvFrom(ByteBuffer to) {
    return datagrams.receive(to, false, Datagram::of);
  }

  /// As [#recvFrom], but the datagram stays: the next receive, or peek, has it again.
  /// **Cancel-safe.**
  public Future<Datagram> peekFrom(ByteBuffer to) {
    return datagrams.receive(to, true, Datagram::of);
  }

  /// Waits until a receive may make progress, for [#tryRecvFrom]. It may be ready once too often.
  /// **Cancel-safe.**
  public Future<Void> readable() {
    return datagrams.ready(Interest.READABLE);
  }

  /// Waits until a send may make progress, for [#trySend]. It may be ready once too often.
  /// **Cancel-safe.**
  public Future<Void> writable() {
    return datagrams.ready(Interest.WRITABLE);
  }

  /// Receives one datagram into `to`, as far as it fits, now or not at all. For the task that
  /// receives. Fails as [#recv].
  ///
  /// @return empty when a receive would have to wait
  public Optional<Datagram> tryRecvFrom(ByteBuffer to) throws IOException {
    return datagrams.tryReceive(to, Datagram::of);
  }

  /// Sends all of `from` to the peer of [#connect], now or not at all. For the task that sends.
  /// Fails as [#send].
  ///
  /// @return the number of bytes; empty when a send would have to wait
  public OptionalInt trySend(ByteBuffer from) throws IOException {
    return datagrams.trySend(from, null);
  }

  /// Sends all of `from` to `to`, now or not at all. When the queue of `to` is full it fails as
  /// [#sendTo], for [#writable] does not wait for that. See [#trySend].
  public OptionalInt trySendTo(ByteBuffer from, UnixAddress to) throws IOException {
    return datagrams.trySend(from, to.address());
  }

  /// Sets an option, see `java.net.StandardSocketOptions` (buffer sizes).
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

  /// The address it is bound to; unnamed when it is not.
  public UnixAddress localAddress() throws IOException {
    return UnixAddress.from(socket.localAddress());
  }

  /// The peer of [#connect].
  ///
  /// Fails with an `IOException` when there is none.
  public UnixAddress remoteAddress() throws IOException {
    return UnixAddress.from(socket.remoteAddress());
  }

  /// Whether [#close] has not been called.
  public boolean isOpen() {
    return socket.isOpen();
  }

  /// Closes the socket; idempotent, from any thread. A task that waits for it is woken and fails
  /// with `AsynchronousCloseException`.
  @Override
  public void close() {
    socket.close();
  }

  @Override
  public String toString() {
    if (!isOpen()) {
      return "UnixDatagram[closed]";
    }
    try {
      return "UnixDatagram[" + localAddress() + "]";
    } catch (IOException e) {
      return "UnixDatagram[" + e.getMessage() + "]";
    }
  }
}
