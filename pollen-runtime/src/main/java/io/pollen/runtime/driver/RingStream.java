package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.runtime.sys.IoPlan;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A stream on io_uring. It reads from the socket directly while that finds bytes; when there are
/// none it leaves a multishot receive in flight, whose bytes come by its [Inbox]. A read that is
/// dropped cancels nothing and loses nothing. It writes, and connects, as on epoll: a write moves
/// the caller's bytes at once.
final class RingStream extends EpollStream {
  private final Inbox inbox;

  // --- the reading task only ---
  private final ByteBuffer[] single = new ByteBuffer[] {NONE};

  RingStream(EpollSocket socket) {
    super(socket);
    inbox = new Inbox(socket);
    socket.releasesFirst(inbox);
  }

  @Override
  public int pollRead(Context cx, ByteBuffer to) throws IOException {
    single[0] = to;
    try {
      return pollRead(cx, single, 0);
    } finally {
      single[0] = NONE;
    }
  }

  @Override
  public int pollRead(Context cx, ByteBuffer[] to, int first) throws IOException {
    int from = first;
    for (int i = to.length - 1; i >= first; i--) {
      refuseReadOnly(to[i]);
      from = to[i].hasRemaining() ? i : from;
    }
    socket.look();
    if (from == to.length || !to[from].hasRemaining()) {
      return 0;
    }
    while (true) {
      boolean idle = inbox.isIdle(); // before the take: all that came before it ended is seen
      int moved = inbox.take(to, from);
      if (moved != PENDING) {
        return moved;
      }
      if (idle) {
        moved =
            to.length == 1
                ? receiveNow(to[0], null, false)
                : receiveNow(NONE, IoPlan.of(to, from), false);
        if (moved != PENDING) {
          return moved;
        }
        inbox.arm(cx);
      }
      if (inbox.park(cx.waker())) {
        return PENDING;
      }
    }
  }

  @Override
  public int pollPeek(Context cx, ByteBuffer to) throws IOException {
    refuseReadOnly(to);
    socket.look();
    if (!to.hasRemaining()) {
      return 0;
    }
    while (true) {
      boolean idle = inbox.isIdle();
      int seen = inbox.peek(to);
      if (seen != PENDING) {
        return seen;
      }
      if (idle) {
        seen = receiveNow(to, null, true);
        if (seen != PENDING) {
          return seen;
        }
        inbox.arm(cx);
      }
      if (inbox.park(cx.waker())) {
        return PENDING;
      }
    }
  }

  @Override
  public boolean pollReady(Context cx, Interest interest) throws IOException {
    if (interest != Interest.READABLE) {
      return super.pollReady(cx, interest);
    }
    while (true) {
      if (inbox.hasArrivals()) {
        return true;
      }
      if (inbox.isIdle()) {
        inbox.arm(cx);
      }
      if (inbox.park(cx.waker())) {
        return false;
      }
    }
  }

  /// While a receive is in flight, what it has not brought is not there.
  @Override
  public int tryRead(ByteBuffer to) throws IOException {
    refuseReadOnly(to);
    socket.look();
    if (!to.hasRemaining()) {
      return 0;
    }
    boolean idle = inbox.isIdle();
    int moved = inbox.take(new ByteBuffer[] {to}, 0);
    return moved == PENDING && idle ? receiveNow(to, null, false) : moved;
  }

  @Override
  public void forgetReader() {
    inbox.forget();
  }
}
