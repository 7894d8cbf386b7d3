package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.IoPlan;
import io.pollen.runtime.sys.SocketCalls;
import io.pollen.runtime.sys.StreamCalls;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// A stream socket on epoll.
///
/// A call is tried when the readiness says so; "would block" clears the readiness and waits. A call
/// that moved less than it tried has emptied (or filled) the kernel's buffer, so the readiness is
/// cleared without another call, *unless* the edge carried the end of the stream: that end raises
/// no further edge, and a reader that stopped at the short read would never see it.
class EpollStream extends EpollEndpoint implements StreamSocket {
  /// Stands for the buffer where there is a plan.
  static final ByteBuffer NONE = ByteBuffer.allocate(0);

  // --- the connecting task only ---
  private boolean connecting;
  private boolean connected;

  EpollStream(EpollSocket socket) {
    super(socket);
  }

  /// Says that the socket is connected already.
  final EpollStream connected() {
    connected = true;
    return this;
  }

  @Override
  public void bind(SocketAddress local) throws IOException {
    socket.bind(local);
  }

  @Override
  public boolean pollConnect(Context cx, SocketAddress remote) throws IOException {
    socket.enter();
    try {
      if (connected) {
        throw new AlreadyConnectedException();
      }
      if (!connecting) {
        connecting = true;
        int result = SocketCalls.connect(socket.fd, remote, socket.family);
        if (result == 0) { // loopback may be that quick
          socket.readiness.assume(Readiness.READABLE | Readiness.WRITABLE);
          connected = true;
          return true;
        }
        if (result != -Errno.EINPROGRESS && result != -Errno.EINTR) {
          throw SocketErrors.connecting(remote, -result);
        }
        socket.register(cx); // after connect: before it, epoll reports a hang-up
      }
      long now = socket.readiness.awaitWritable(cx.waker());
      if ((now & Readiness.WRITABLE) == 0) {
        return false;
      }
      if ((now & Readiness.CLOSED) != 0) {
        throw new ClosedChannelException();
      }
      socket.readiness.forgetWriter();
      long error = SocketCalls.option(socket.fd, SocketCalls.SOL_SOCKET, SocketCalls.SO_ERROR);
      if (error != 0) {
        throw SocketErrors.connecting(remote, (int) Math.abs(error));
      }
      connected = true;
      return true;
    } finally {
      socket.leave();
    }
  }

  @Override
  public int pollRead(Context cx, ByteBuffer to) throws IOException {
    refuseReadOnly(to);
    return receive(cx, to, null, false);
  }

  @Override
  public int pollRead(Context cx, ByteBuffer[] to, int first) throws IOException {
    for (ByteBuffer buffer : to) {
      refuseReadOnly(buffer);
    }
    return receive(cx, NONE, IoPlan.of(to, first), false);
  }

  @Override
  public int pollPeek(Context cx, ByteBuffer to) throws IOException {
    refuseReadOnly(to);
    return receive(cx, to, null, true);
  }

  @Override
  public int pollWrite(Context cx, ByteBuffer from) throws IOException {
    return send(cx, from, null);
  }

  @Override
  public int pollWrite(Context cx, ByteBuffer[] from, int first) throws IOException {
    return send(cx, NONE, IoPlan.of(from, first));
  }

  static void refuseReadOnly(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
  }

  /// Receives into `one`, or into the buffers of `many`.
  private int receive(Context cx, ByteBuffer one, @Nullable IoPlan many, boolean peek)
      throws IOException {
    int tried = many != null ? many.attempted() : StreamCalls.attempted(one);
    if (tried > 0 && !socket.isReadable(cx.waker())) {
      return PENDING;
    }
    long seen = socket.enter();
    long used = 0;
    try {
      if (tried == 0) {
        return 0;
      }
      while (true) {
        int moved = receive(one, many, peek);
        if (moved > 0) {
          used = peek ? 0 : readUp(moved, tried, seen);
          return moved;
        }
        if (moved == 0) {
          return END;
        }
        if (!socket.isClearedAfter(-moved, Readiness.READABLE, seen, cx)) {
          throw SocketErrors.of("read", -moved);
        }
        if (!socket.isReadable(cx.waker())) {
          return PENDING;
        }
        seen = socket.look();
      }
    } finally {
      socket.leave(used, seen);
    }
  }

  /// READABLE when a read of `moved` bytes has emptied the kernel's buffer, else 0. A Unix stream's
  /// read stops short behind descriptors that were sent along, a pipe's at the end of a packet.
  private long readUp(int moved, int tried, long seen) {
    return moved < tried
            && socket.family != StandardProtocolFamily.UNIX
            && (seen & (Readiness.REGISTERED | Readiness.READ_CLOSED)) == Readiness.REGISTERED
        ? Readiness.READABLE
        : 0;
  }

  /// Sends from `one`, or from the buffers of `many`.
  private int send(Context cx, ByteBuffer one, @Nullable IoPlan many) throws IOException {
    int tried = many != null ? many.attempted() : StreamCalls.attempted(one);
    if (tried > 0 && !socket.isWritable(cx.waker())) {
      return PENDING;
    }
    long seen = socket.enter();
    long used = 0;
    try {
      if (tried == 0) {
        return 0;
      }
      while (true) {
        int moved =
            many != null ? StreamCalls.send(socket.fd, many) : StreamCalls.send(socket.fd, one);
        if (moved >= 0) {
          boolean full = moved < tried && (seen & Readiness.REGISTERED) != 0;
          used = full ? Readiness.WRITABLE : 0;
          return moved;
        }
        if (!socket.isClearedAfter(-moved, Readiness.WRITABLE, seen, cx)) {
          throw SocketErrors.of("write", -moved);
        }
        if (!socket.isWritable(cx.waker())) {
          return PENDING;
        }
        seen = socket.look();
      }
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
  public int tryRead(ByteBuffer to) throws IOException {
    refuseReadOnly(to);
    return receiveNow(to, null, false);
  }

  /// Receives what is there, whatever the readiness says, and does not wait.
  final int receiveNow(ByteBuffer one, @Nullable IoPlan many, boolean peek) throws IOException {
    int tried = many != null ? many.attempted() : StreamCalls.attempted(one);
    long seen = socket.enter();
    long used = 0;
    try {
      if (tried == 0) {
        return 0;
      }
      int moved = receive(one, many, peek);
      if (moved > 0) {
        used = peek ? 0 : readUp(moved, tried, seen);
        return moved;
      }
      if (moved == 0) {
        return END;
      }
      if (!EpollSocket.wouldWait(-moved)) {
        throw SocketErrors.of("read", -moved);
      }
      used = EpollSocket.spent(-moved, Readiness.READABLE, seen);
      return PENDING;
    } finally {
      socket.leave(used, seen);
    }
  }

  private int receive(ByteBuffer one, @Nullable IoPlan many, boolean peek) {
    return many != null
        ? StreamCalls.receive(socket.fd, many)
        : StreamCalls.receive(socket.fd, one, peek);
  }

  @Override
  public int tryWrite(ByteBuffer from) throws IOException {
    int tried = StreamCalls.attempted(from);
    long seen = socket.enter();
    long used = 0;
    try {
      int moved = tried == 0 ? 0 : StreamCalls.send(socket.fd, from);
      if (moved >= 0) {
        return moved;
      }
      if (!EpollSocket.wouldWait(-moved)) {
        throw SocketErrors.of("write", -moved);
      }
      used = EpollSocket.spent(-moved, Readiness.WRITABLE, seen);
      return PENDING;
    } finally {
      socket.leave(used, seen);
    }
  }

  @Override
  public boolean canTransfer(Interest side) {
    return true;
  }

  @Override
  public int pollTransfer(Context cx, Interest side, Transfer call) throws IOException {
    boolean reads = side == Interest.READABLE;
    while (true) {
      if (!(reads ? socket.isReadable(cx.waker()) : socket.isWritable(cx.waker()))) {
        return PENDING;
      }
      long seen = socket.enter();
      try {
        int moved = call.on(socket.fd);
        if (moved >= 0) {
          return moved == 0 && reads ? END : moved;
        }
        if (!socket.isClearedAfter(-moved, EpollSocket.bit(side), seen, cx)) {
          throw SocketErrors.of(reads ? "read" : "write", -moved);
        }
      } finally {
        socket.leave();
      }
    }
  }

  @Override
  public int giveAway() throws IOException {
    return socket.giveAway();
  }

  @Override
  public void forgetReader() {
    socket.readiness.forgetReader();
  }

  @Override
  public void forgetWriter() {
    socket.readiness.forgetWriter();
  }

  @Override
  public void shutdownInput() throws IOException {
    shutdown(SocketCalls.SHUT_RD);
  }

  @Override
  public void shutdownOutput() throws IOException {
    shutdown(SocketCalls.SHUT_WR);
  }

  private void shutdown(int how) throws IOException {
    socket.enter();
    try {
      int result = SocketCalls.shutdown(socket.fd, how);
      // ENOTCONN: the peer has reset the connection; there is nothing left to end.
      if (result < 0 && result != -Errno.ENOTCONN) {
        throw SocketErrors.of("shutdown", -result);
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
  public PeerCredentials peerCredentials() throws IOException {
    int[] ids = new int[3];
    socket.enter();
    try {
      int result = SocketCalls.peerCredentials(socket.fd, ids);
      if (result < 0) {
        throw SocketErrors.of("getsockopt SO_PEERCRED", -result);
      }
    } finally {
      socket.leave();
    }
    return new PeerCredentials(
        ids[0], Integer.toUnsignedLong(ids[1]), Integer.toUnsignedLong(ids[2]));
  }

  @Override
  public @Nullable IOException takeError() throws IOException {
    socket.enter();
    try {
      long error = SocketCalls.option(socket.fd, SocketCalls.SOL_SOCKET, SocketCalls.SO_ERROR);
      if (error < 0) {
        throw SocketErrors.of("getsockopt SO_ERROR", (int) -error);
      }
      return error == 0 ? null : SocketErrors.of("the socket", (int) error);
    } finally {
      socket.leave();
    }
  }
}
