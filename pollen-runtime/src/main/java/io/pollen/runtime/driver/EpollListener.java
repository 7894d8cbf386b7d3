package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.SocketCalls;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// A listening socket on epoll. An accepted connection says nothing about the next one, so only
/// "would block" clears the readiness.
class EpollListener extends EpollEndpoint implements ListenSocket {

  EpollListener(EpollSocket socket) {
    super(socket);
  }

  @Override
  public void listen(SocketAddress local, int backlog) throws IOException {
    socket.enter();
    try {
      int result = SocketCalls.bind(socket.fd, local, socket.family);
      if (result >= 0) {
        result = SocketCalls.listen(socket.fd, backlog);
      }
      if (result < 0) {
        throw SocketErrors.binding(local, -result);
      }
    } finally {
      socket.leave();
    }
  }

  @Override
  public @Nullable StreamSocket pollAccept(Context cx) throws IOException {
    long seen = socket.enter();
    try {
      while (true) {
        if ((seen & Readiness.CLOSED) != 0) {
          throw new ClosedChannelException();
        }
        if ((seen & Readiness.READABLE) == 0) {
          seen = socket.readiness.awaitReadable(cx.waker());
          if ((seen & Readiness.READABLE) == 0) {
            return null;
          }
          continue;
        }
        int fd = accept();
        if (fd >= 0) {
          return new EpollStream(EpollSocket.connected(fd, socket.family)).connected();
        }
        socket.readiness.clear(Readiness.READABLE, seen);
        socket.register(cx);
        seen = socket.readiness.look();
      }
    } finally {
      socket.leave();
    }
  }

  /// Accepts a connection that is there. The caller is inside.
  ///
  /// @return its descriptor, or a negative number: there is none
  final int accept() throws IOException {
    while (true) {
      int fd = SocketCalls.accept(socket.fd);
      if (fd >= 0) {
        return fd;
      }
      switch (-fd) {
        case Errno.EAGAIN -> {
          return fd;
        }
        // The connection at the head of the backlog has gone; accept(2) says to try again.
        case Errno.EINTR, Errno.ECONNABORTED, Errno.EPROTO, Errno.ENETDOWN -> {}
        default -> throw SocketErrors.of("accept", -fd);
      }
    }
  }

  @Override
  public void forgetAcceptor() {
    socket.readiness.forgetReader();
  }
}
