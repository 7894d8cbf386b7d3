package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.runtime.driver.DatagramEndpoint;
import io.pollen.runtime.driver.Interest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A UDP socket. One task at a time receives and one sends; the two may be different tasks, on
/// different threads. Each datagram is one system call; direct buffers go straight to the system.
/// With [#recvMany] and [#sendMany] one call moves many.
///
/// A datagram is moved whole or not at all: what does not fit into a buffer is gone, which
/// [Datagram#isTruncated] tells. One of 65,507 bytes is the longest that IPv4 has. The system drops
/// what its buffer ([StandardSocketOptions#SO_RCVBUF]) has no room for, without a word.
///
/// The socket binds to the worker on which an operation of it waits first, and is served by every
/// worker should that one be busy. Whoever has it closes it: after [#close], operations fail with
/// `ClosedChannelException`, those that waited with `AsynchronousCloseException`.
public final class UdpSocket implements AutoCloseable {
  private final DatagramEndpoint socket;
  final Datagrams datagrams;

  private UdpSocket(DatagramEndpoint socket) {
    this.socket = socket;
    this.datagrams = new Datagrams(this, socket);
  }

  /// A datagram that has been received.
  ///
  /// @param count how many of its bytes are in the buffer; 0 is a datagram, too
  /// @param length how many bytes it has
  /// @param sender who sent it
  public record Datagram(int count, int length, InetSocketAddress sender) {
    private static Datagram of(DatagramEndpoint.Arrival arrival) {
      return new Datagram(
          arrival.count(),
          arrival.length(),
          (InetSocketAddress) Objects.requireNonNull(arrival.sender(), "the sender was asked for"));
    }

    /// Whether the buffer was too small: the rest of the datagram is gone.
    public boolean isTruncated() {
      return length > count;
    }
  }

  /// Binds to `port` of the address or name `host`; port 0 takes any free one, see [#localAddress].
  /// `0.0.0.0` and `::` receive on all addresses of the machine.
  ///
  /// Fails with `BindException` when the address cannot be had: its message says what to do.
  /// **Cancel-safe.**
  public static Future<UdpSocket> bind(String host, int port) {
    return new Bind(new Resolve(host, port));
  }

  /// Binds to `local`. See [#bind(String, int)].
  public static Future<UdpSocket> bind(InetSocketAddress local) {
    return new Bind(new Resolve(local));
  }

  /// Chooses the only peer: [#send] sends there, and only what comes from there is received. May be
  /// called again with another peer. An unresolved address is looked up first, see [Dns].
  ///
  /// UDP has no handshake: that nothing receives there is learned only from the answer to a
  /// datagram, as a `PortUnreachableException` of the next operation.
  ///
  /// **Cancel-safe.**
  ///
  /// @return this socket, connected
  public Future<UdpSocket> connect(InetSocketAddress remote) {
    return new Connect(this, new Resolve(remote));
  }

  /// Sends all of `from` as one datagram to the peer of [#connect], and waits while the system's
  /// buffer is full. That it is sent does not mean that it arrives.
  ///
  /// **Cancel-safe**: a dropped send has sent nothing. Fails with `NotYetConnectedException`
  /// without a peer, with `PortUnreachableException` when the peer has answered that nothing
  /// receives there, and with `SocketException` when the datagram is too long. The NIO driver
  /// cannot send an empty one to that peer: `UnsupportedOperationException`.
  ///
  /// @return the number of bytes
  public Future<Integer> send(ByteBuffer from) {
    return datagrams.send(from, null);
  }

  /// Sends all of `from` as one datagram to `to`. See [#send]. On the NIO driver a socket that is
  /// connected can send to its peer only.
  ///
  /// @throws IllegalArgumentException when `to` is not resolved: see [Dns]
  public Future<Integer> sendTo(ByteBuffer from, InetSocketAddress to) {
    return datagrams.send(from, resolved(to));
  }

  private static InetSocketAddress resolved(InetSocketAddress to) {
    if (to.isUnresolved()) {
      throw new IllegalArgumentException(
          "sending to " + to + ": look the host up once, with Dns.lookup");
    }
    return to;
  }

  /// Receives one datagram into `to`, as far as it fits. [#recvFrom] tells more about it.
  ///
  /// **Cancel-safe**: a dropped receive loses no datagram. Fails with `PortUnreachableException`
  /// when the peer of [#connect] has answered that nothing receives there.
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

  /// Sends all of `from` to `to`, now or not at all. See [#trySend].
  public OptionalInt trySendTo(ByteBuffer from, InetSocketAddress to) throws IOException {
    return datagrams.trySend(from, resolved(to));
  }

  /// Waits for a datagram and receives it with as many others as are there and fit into `into`, in
  /// place of what that holds. On Linux it is one system call; a batch that is not filled has shown
  /// that no more are there, so the next receive waits without a call, unless there is a peer.
  ///
  /// **Cancel-safe**: a dropped receive loses no datagram. Fails with `PortUnreachableException`
  /// when the peer of [#connect] has answered that nothing receives there.
  ///
  /// @return how many datagrams, at least 1: the batch's [DatagramBatch#size]
  public Future<Integer> recvMany(DatagramBatch into) {
    return datagrams.receive(into);
  }

  /// Sends the datagrams of `from` in order, those that are not sent yet, and waits while the
  /// system's buffer is full. An empty batch is sent at once.
  ///
  /// A dropped send has sent the first [DatagramBatch#sent] datagrams and nothing of the others:
  /// another one goes on there. So has one that failed, as [#send] does; the failure belongs to the
  /// next datagram, which [DatagramBatch#skip] leaves out. That a peer has answered "port
  /// unreachable" is told before the first datagram of a system call only: the system may swallow
  /// such an answer that comes in the middle.
  ///
  /// @return how many of the batch are sent: its size
  public Future<Integer> sendMany(DatagramBatch from) {
    return datagrams.send(from);
  }

  /// Receives what is sent to `group` on the interface `on`, until [#leaveGroup] or [#close]. The
  /// socket is best bound to the wildcard address or to the group.
  public void joinGroup(InetAddress group, NetworkInterface on) throws IOException {
    socket.membership(multicast(group), on, true);
  }

  /// Ends a membership.
  ///
  /// Fails with `IOException` when the socket is no member.
  public void leaveGroup(InetAddress group, NetworkInterface on) throws IOException {
    socket.membership(multicast(group), on, false);
  }

  private static InetAddress multicast(InetAddress group) {
    if (!group.isMulticastAddress()) {
      throw new IllegalArgumentException(group + " is not a multicast address");
    }
    return group;
  }

  /// How many routers a multicast may pass, 0 to 255; 1, the default, keeps it in this network.
  public void multicastTtl(int hops) throws IOException {
    option(StandardSocketOptions.IP_MULTICAST_TTL, hops);
  }

  /// Whether members on this machine get what is sent from here, too; on by default.
  public void multicastLoop(boolean on) throws IOException {
    option(StandardSocketOptions.IP_MULTICAST_LOOP, on);
  }

  /// The interface that multicasts leave by.
  public void multicastInterface(NetworkInterface by) throws IOException {
    option(StandardSocketOptions.IP_MULTICAST_IF, by);
  }

  /// Whether it may send to broadcast addresses; off by default.
  public void broadcast(boolean on) throws IOException {
    option(StandardSocketOptions.SO_BROADCAST, on);
  }

  /// The type of service, or traffic class, of what is sent: 0 to 255.
  public void tos(int value) throws IOException {
    option(StandardSocketOptions.IP_TOS, value);
  }

  /// Sets an option, see `java.net.StandardSocketOptions` (buffer sizes, for example).
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

  /// The address it is bound to, with the port that was given for port 0.
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) socket.localAddress();
  }

  /// The peer of [#connect].
  ///
  /// Fails with an exception when there is none.
  public InetSocketAddress remoteAddress() throws IOException {
    return (InetSocketAddress) socket.remoteAddress();
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
      return "UdpSocket[closed]";
    }
    try {
      return "UdpSocket[" + localAddress() + "]";
    } catch (IOException e) {
      return "UdpSocket[" + e.getMessage() + "]";
    }
  }

  private static final class Bind extends AddressOperation<UdpSocket> {
    private @Nullable DatagramEndpoint socket;

    Bind(Resolve target) {
      super(target);
    }

    @Override
    @Nullable UdpSocket attempt(Context cx, InetSocketAddress local) throws IOException {
      if (cx.isLast()) {
        return null;
      }
      DatagramEndpoint opened =
          TcpSocket.driver(cx).openDatagram(TcpSocket.family(local.getAddress()));
      socket = opened;
      opened.bind(local);
      socket = null;
      return new UdpSocket(opened);
    }

    @Override
    String verb() {
      return "binding to";
    }

    @Override
    void release() {
      DatagramEndpoint left = socket;
      socket = null;
      if (left != null) {
        left.close();
      }
    }
  }

  private static final class Connect extends AddressOperation<UdpSocket> {
    private final UdpSocket socket;

    Connect(UdpSocket socket, Resolve target) {
      super(target);
      this.socket = socket;
    }

    @Override
    UdpSocket attempt(Context cx, InetSocketAddress remote) throws IOException {
      socket.socket.connect(remote);
      return socket;
    }

    @Override
    String verb() {
      return "connecting to";
    }

    /// The socket is its owner's.
    @Override
    void release() {}
  }
}
