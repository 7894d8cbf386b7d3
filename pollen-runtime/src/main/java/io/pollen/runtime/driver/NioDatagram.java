package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.runtime.sys.MessageVector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A datagram socket on NIO. A channel tells neither how long a datagram was nor can it look at one
/// without taking it, so each goes through memory of the thread that has room for the longest.
final class NioDatagram extends NioEndpoint implements DatagramEndpoint {
  /// The longest datagram that UDP has.
  private static final int LONGEST = 65_535;

  private static final ThreadLocal<ByteBuffer> STOP_OVER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(LONGEST));

  private final DatagramChannel channel;

  // --- the receiving task only ---
  /// What a peek has taken out of the channel.
  private @Nullable Held held;

  /// What ended a vector that had datagrams already: the next receive fails with it.
  private @Nullable IOException late;

  // --- under this object's monitor ---
  private final Map<Membership, MembershipKey> memberships = new HashMap<>();

  private record Held(ByteBuffer bytes, SocketAddress sender) {}

  private record Membership(InetAddress group, NetworkInterface on) {}

  NioDatagram(DatagramChannel channel, StandardProtocolFamily family) throws IOException {
    super(new NioSocket(channel, family));
    this.channel = channel;
  }

  @Override
  public void bind(SocketAddress local) throws IOException {
    try {
      channel.bind(local);
    } catch (IOException e) {
      throw NioErrors.binding(local, e);
    }
  }

  @Override
  public void connect(SocketAddress remote) throws IOException {
    try {
      if (channel.isConnected()) {
        channel.disconnect();
      }
      channel.connect(remote);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      throw NioErrors.connecting(remote, e);
    }
  }

  @Override
  public SocketAddress remoteAddress() throws IOException {
    SocketAddress remote = channel.getRemoteAddress();
    if (remote == null) {
      throw new NotYetConnectedException();
    }
    return remote;
  }

  @Override
  public int pollSend(Context cx, ByteBuffer from, @Nullable SocketAddress to) throws IOException {
    int sent = trySend(from, to);
    if (sent == PENDING) {
      awaits(cx, SelectionKey.OP_WRITE);
    }
    return sent;
  }

  @Override
  public int trySend(ByteBuffer from, @Nullable SocketAddress to) throws IOException {
    try {
      int length = from.remaining();
      if (length == 0 && channel.isConnected()) {
        throw new UnsupportedOperationException(
            "java.nio sends no empty datagram by a socket that is connected (epoll does)");
      }
      int sent = to == null ? channel.write(from) : channel.send(from, to);
      return sent == 0 && length > 0 ? PENDING : sent;
    } catch (IOException e) {
      throw NioErrors.datagram(e);
    }
  }

  private void awaits(Context cx, int operation) throws IOException {
    try {
      socket.await(cx, operation);
    } catch (IOException e) {
      throw NioErrors.datagram(e);
    }
  }

  @Override
  public boolean pollReady(Context cx, Interest interest) throws IOException {
    requireOpen();
    boolean reads = interest == Interest.READABLE;
    return (reads && (held != null || late != null))
        || socket.pollReady(cx, reads ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
  }

  private void requireOpen() throws ClosedChannelException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public @Nullable Arrival pollReceive(Context cx, ByteBuffer to, boolean peek, boolean withSender)
      throws IOException {
    Arrival arrival = receive(to, peek, withSender);
    if (arrival == null) {
      awaits(cx, SelectionKey.OP_READ);
    }
    return arrival;
  }

  @Override
  public @Nullable Arrival tryReceive(ByteBuffer to) throws IOException {
    return receive(to, false, true);
  }

  private @Nullable Arrival receive(ByteBuffer to, boolean peek, boolean withSender)
      throws IOException {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    requireOpen();
    Held datagram = heldOrTaken();
    if (datagram == null) {
      return null;
    }
    held = peek ? copied(datagram) : null;
    ByteBuffer bytes = datagram.bytes();
    int length = bytes.remaining();
    int count = Math.min(length, to.remaining());
    to.put(bytes.slice(bytes.position(), count));
    return new Arrival(count, length, withSender ? datagram.sender() : null);
  }

  @Override
  public int pollReceive(Context cx, MessageVector into) throws IOException {
    requireOpen();
    Held datagram = heldOrTaken();
    held = null;
    if (datagram == null) {
      awaits(cx, SelectionKey.OP_READ);
      return PENDING;
    }
    into.clear();
    while (datagram != null) {
      ByteBuffer bytes = datagram.bytes();
      int length = bytes.remaining();
      bytes.limit(bytes.position() + Math.min(length, into.slotBytes()));
      into.add(bytes, length, datagram.sender());
      if (into.size() == into.slots()) {
        break;
      }
      try {
        datagram = take();
      } catch (IOException e) {
        late = e;
        break;
      }
    }
    return into.size();
  }

  @Override
  public int pollSend(Context cx, MessageVector from) throws IOException {
    while (from.sent() < from.size()) {
      int slot = from.sent();
      ByteBuffer bytes = from.bytes(slot).duplicate().position(0);
      if (pollSend(cx, bytes, from.address(slot)) == PENDING) {
        return PENDING;
      }
      from.advance(1);
    }
    return from.sent();
  }

  private @Nullable Held heldOrTaken() throws IOException {
    if (held != null) {
      return held;
    }
    IOException before = late;
    if (before != null) {
      late = null;
      throw before;
    }
    return take();
  }

  private @Nullable Held take() throws IOException {
    ByteBuffer room = STOP_OVER.get().clear();
    try {
      SocketAddress sender = channel.receive(room);
      return sender == null ? null : new Held(room.flip(), sender);
    } catch (IOException e) {
      throw NioErrors.datagram(e);
    }
  }

  /// The thread's memory is for the next datagram.
  private Held copied(Held datagram) {
    if (datagram == held) {
      return datagram;
    }
    ByteBuffer own = ByteBuffer.allocate(datagram.bytes().remaining());
    return new Held(own.put(datagram.bytes().duplicate()).flip(), datagram.sender());
  }

  @Override
  public synchronized void membership(InetAddress group, NetworkInterface on, boolean join)
      throws IOException {
    Membership membership = new Membership(group, on);
    if (join) {
      memberships.put(membership, channel.join(group, on));
      return;
    }
    MembershipKey key = memberships.remove(membership);
    if (key == null) {
      throw new IOException(
          "leaving %s on %s: the socket is no member"
              .formatted(group.getHostAddress(), on.getName()));
    }
    key.drop();
  }

  @Override
  public void forgetReader() {
    socket.forgetReader();
  }

  @Override
  public void forgetWriter() {
    socket.forgetWriter();
  }
}
