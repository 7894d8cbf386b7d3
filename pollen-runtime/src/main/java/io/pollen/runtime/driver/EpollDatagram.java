package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.runtime.sys.DatagramCalls;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.MessageVector;
import io.pollen.runtime.sys.SocketCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A datagram socket on epoll. One datagram says nothing about the next, so only "would block"
/// clears the readiness; and a vector that was not filled, since its call has met that itself, or
/// an error in the middle, which only a socket with a peer is told, and which makes no edge.
final class EpollDatagram extends EpollEndpoint implements DatagramEndpoint {
  private volatile boolean connected;

  EpollDatagram(EpollSocket socket) {
    super(socket);
  }

  @Override
  public void bind(SocketAddress local) throws IOException {
    socket.bind(local);
  }

  @Override
  public void connect(SocketAddress remote) throws IOException {
    socket.enter();
    connected = true;
    try {
      int result = SocketCalls.connect(socket.fd, remote, socket.family);
      if (result < 0) {
        throw SocketErrors.connecting(remote, -result);
      }
    } finally {
      socket.leave();
    }
  }

  @Override
  public SocketAddress remoteAddress() throws IOException {
    return socket.remoteAddress();
  }

  @Override
  public int pollSend(Context cx, ByteBuffer from, @Nullable SocketAddress to) throws IOException {
    if (!socket.isWritable(cx.waker())) {
      return PENDING;
    }
    long seen = socket.enter();
    try {
      while (true) {
        int sent = DatagramCalls.send(socket.fd, from, to, socket.family);
        if (sent >= 0) {
          return sent;
        }
        if (isQueueFull(to, -sent) || !socket.isClearedAfter(-sent, Readiness.WRITABLE, seen, cx)) {
          throw notSent(to, -sent);
        }
        if (!socket.isWritable(cx.waker())) {
          return PENDING;
        }
        seen = socket.look();
      }
    } finally {
      socket.leave();
    }
  }

  /// The kernel tells of room only in the queue of a peer that was chosen by connect.
  private boolean isQueueFull(@Nullable SocketAddress to, int errno) {
    return errno == Errno.EAGAIN && to != null && socket.family == StandardProtocolFamily.UNIX;
  }

  private IOException notSent(@Nullable SocketAddress to, int errno) {
    if (isQueueFull(to, errno)) {
      return SocketErrors.queueFull(Objects.requireNonNull(to));
    }
    if (errno == Errno.EDESTADDRREQ || errno == Errno.ENOTCONN) {
      throw new NotYetConnectedException();
    }
    return SocketErrors.datagram(to == null ? "send" : "send to " + SocketErrors.text(to), errno);
  }

  @Override
  public int trySend(ByteBuffer from, @Nullable SocketAddress to) throws IOException {
    long seen = socket.enter();
    long used = 0;
    try {
      int sent = DatagramCalls.send(socket.fd, from, to, socket.family);
      if (sent >= 0) {
        return sent;
      }
      if (isQueueFull(to, -sent) || !EpollSocket.wouldWait(-sent)) {
        throw notSent(to, -sent);
      }
      used = EpollSocket.spent(-sent, Readiness.WRITABLE, seen);
      return PENDING;
    } finally {
      socket.leave(used, seen);
    }
  }

  @Override
  public @Nullable Arrival tryReceive(ByteBuffer to) throws IOException {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    long seen = socket.enter();
    long used = 0;
    try {
      int before = to.position();
      int length = DatagramCalls.receive(socket.fd, to, false);
      if (length >= 0) {
        return new Arrival(to.position() - before, length, DatagramCalls.sender());
      }
      if (!EpollSocket.wouldWait(-length)) {
        throw SocketErrors.datagram("receive", -length);
      }
      used = EpollSocket.spent(-length, Readiness.READABLE, seen);
      return null;
    } finally {
      socket.leave(used, seen);
    }
  }

  @Override
  public boolean pollReady(Context cx, Interest interest) throws IOException {
    socket.registerAfresh(cx, EpollSocket.bit(interest));
    return socket.pollReady(cx.waker(), interest) != Watch.PENDING;
  }

  @Override
  public @Nullable Arrival pollReceive(Context cx, ByteBuffer to, boolean peek, boolean withSender)
      throws IOException {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    if (!socket.isReadable(cx.waker())) {
      return null;
    }
    long seen = socket.enter();
    try {
      while (true) {
        int before = to.position();
        int length = DatagramCalls.receive(socket.fd, to, peek);
        if (length >= 0) {
          SocketAddress sender = withSender ? DatagramCalls.sender() : null;
          return new Arrival(to.position() - before, length, sender);
        }
        if (!socket.isClearedAfter(-length, Readiness.READABLE, seen, cx)) {
          throw SocketErrors.datagram("receive", -length);
        }
        if (!socket.isReadable(cx.waker())) {
          return null;
        }
        seen = socket.look();
      }
    } finally {
      socket.leave();
    }
  }

  @Override
  public int pollReceive(Context cx, MessageVector into) throws IOException {
    if (!socket.isReadable(cx.waker())) {
      return PENDING;
    }
    long seen = socket.enter();
    long used = 0;
    long before = seen;
    try {
      while (true) {
        int count = into.receive(socket.fd, socket.family);
        if (count >= 0) {
          // Without a registration no edge would come: the next call finds nothing, and registers.
          boolean emptied =
              count < into.slots() && (seen & Readiness.REGISTERED) != 0 && !connected;
          used = emptied ? Readiness.READABLE : 0;
          before = seen;
          return count;
        }
        if (!socket.isClearedAfter(-count, Readiness.READABLE, seen, cx)) {
          throw SocketErrors.datagram("receive", -count);
        }
        if (!socket.isReadable(cx.waker())) {
          return PENDING;
        }
        seen = socket.look();
      }
    } finally {
      socket.leave(used, before);
    }
  }

  @Override
  public int pollSend(Context cx, MessageVector from) throws IOException {
    if (from.sent() == from.size()) {
      return from.sent();
    }
    if (!socket.isWritable(cx.waker())) {
      return PENDING;
    }
    long seen = socket.enter();
    try {
      while (true) {
        // A call that sent fewer says why only when it is made again.
        int result = from.send(socket.fd, socket.family);
        if (result >= 0) {
          if (from.sent() == from.size()) {
            return from.sent();
          }
          seen = socket.look();
          continue;
        }
        if (result == -Errno.EDESTADDRREQ || result == -Errno.ENOTCONN) {
          throw new NotYetConnectedException();
        }
        if (!socket.isClearedAfter(-result, Readiness.WRITABLE, seen, cx)) {
          throw SocketErrors.datagram("send datagram " + from.sent() + " of a batch", -result);
        }
        if (!socket.isWritable(cx.waker())) {
          return PENDING;
        }
        seen = socket.look();
      }
    } finally {
      socket.leave();
    }
  }

  @Override
  public void membership(InetAddress group, NetworkInterface on, boolean join) throws IOException {
    socket.enter();
    try {
      int result = DatagramCalls.membership(socket.fd, group, on.getIndex(), join);
      if (result < 0) {
        throw SocketErrors.of(
            (join ? "joining " : "leaving ") + group.getHostAddress() + " on " + on.getName(),
            -result);
      }
    } finally {
      socket.leave();
    }
  }

  @Override
  public void forgetReader() {
    socket.readiness.forgetReader();
  }

  @Override
  public void forgetWriter() {
    socket.readiness.forgetWriter();
  }
}
