package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A listening socket on io_uring: accepts directly while that finds connections, and leaves a
/// multishot accept in flight when there are none.
final class RingListener extends EpollListener {
  private final Backlog backlog;

  RingListener(EpollSocket socket) {
    super(socket);
    backlog = new Backlog(socket);
    socket.beforeRelease(backlog::release);
  }

  @Override
  public @Nullable StreamSocket pollAccept(Context cx) throws IOException {
    while (true) {
      boolean idle = backlog.isIdle(); // before the look: what came before it ended is seen
      int fd = backlog.take();
      if (fd < 0 && idle) {
        fd = acceptNow();
        if (fd < 0) {
          backlog.arm(cx);
        }
      }
      if (fd >= 0) {
        return new RingStream(EpollSocket.connected(fd, socket.family)).connected();
      }
      if (backlog.park(cx.waker())) {
        return null;
      }
    }
  }

  private int acceptNow() throws IOException {
    socket.enter();
    try {
      return accept();
    } finally {
      socket.leave();
    }
  }

  @Override
  public void forgetAcceptor() {
    backlog.forget();
  }
}
