package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.runtime.sys.IoPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// A stream on io_uring. It reads from the socket directly while that finds bytes; when there are
/// none it leaves a multishot receive in flight, whose bytes come by its [Inbox]. A read that is
/// dropped cancels nothing and loses nothing.
///
/// Small writes of the worker's own thread go by its [Outbox], to be sent with the worker's next
/// poll; all others, and connects, as on epoll.
final class RingStream extends EpollStream {
  private final Inbox inbox;

  // --- the reading task only ---
  private final ByteBuffer[] single = new ByteBuffer[] {NONE};

  // --- the writing task, inside the socket; read by whoever releases it ---
  private volatile @Nullable Outbox outbox;
  private final ByteBuffer[] singleOut = new ByteBuffer[] {NONE};

  // --- any thread ---
  private volatile boolean outputHasEnded;

  RingStream(EpollSocket socket) {
    super(socket);
    inbox = new Inbox(socket);
    socket.beforeRelease(this::release);
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
      if (waits(inbox.park(cx.waker()))) {
        return PENDING;
      }
    }
  }

  /// Whether to wait: a close that came before the waker was stored has not seen it.
  private boolean waits(boolean parked) throws ClosedChannelException {
    if (parked) {
      socket.look(); // Pairs with close(), which forbids new calls, then takes the wakers.
    }
    return parked;
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
      if (idle && inbox.hasLessThan(seen + to.remaining())) {
        inbox.arm(cx); // the next look sees more
      }
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
      if (waits(inbox.park(cx.waker()))) {
        return PENDING;
      }
    }
  }

  @Override
  public boolean pollReady(Context cx, Interest interest) throws IOException {
    if (interest != Interest.READABLE) {
      Outbox out = outbox;
      return (out == null || !waits(out.park(cx.waker()))) && super.pollReady(cx, interest);
    }
    while (true) {
      if (inbox.hasArrivals()) {
        return true;
      }
      if (inbox.isIdle()) {
        inbox.arm(cx);
      }
      if (waits(inbox.park(cx.waker()))) {
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

  /// Bytes that have arrived may be in the inbox. Those in the outbox go first.
  @Override
  public boolean canTransfer(Interest side) {
    return side == Interest.WRITABLE;
  }

  @Override
  public int pollTransfer(Context cx, Interest side, Transfer call) throws IOException {
    Outbox out = outbox;
    if (out != null && side == Interest.WRITABLE) {
      socket.look();
      if (!out.isIdle() && waits(out.park(cx.waker()))) {
        return PENDING;
      }
      out.check();
    }
    return super.pollTransfer(cx, side, call);
  }

  @Override
  public int giveAway() {
    throw new UnsupportedOperationException(
        "io_uring may hold bytes that the peer has sent or is to be sent: use epoll for streams that"
            + " are to be given away");
  }

  @Override
  public void forgetReader() {
    inbox.forget();
  }

  @Override
  public int pollWrite(Context cx, ByteBuffer from) throws IOException {
    singleOut[0] = from;
    try {
      return pollWrite(cx, singleOut, 0);
    } finally {
      singleOut[0] = NONE;
    }
  }

  @Override
  public int pollWrite(Context cx, ByteBuffer[] from, int first) throws IOException {
    socket.look();
    long bytes = 0;
    for (int i = first; i < from.length; i++) {
      bytes += from[i].remaining();
    }
    if (bytes == 0) {
      return 0;
    }
    while (true) {
      Outbox out = outbox(cx, bytes);
      int moved = out == null ? 0 : out.take(from, first);
      if (moved > 0) {
        return moved;
      }
      if (out == null || out.isIdle()) {
        return from.length == 1 ? super.pollWrite(cx, from[0]) : super.pollWrite(cx, from, first);
      }
      if (waits(out.park(cx.waker()))) {
        return PENDING;
      }
    }
  }

  /// By which a write of that many bytes goes, or that it has to wait for; null when it goes
  /// directly, which it does also where that will fail, or wait.
  private @Nullable Outbox outbox(Context cx, long bytes) throws IOException {
    Outbox out = outbox;
    if (out != null && !out.isIdle()) {
      return out;
    }
    if (out != null) {
      out.check();
    }
    if (bytes > SendBuffers.BYTES / 2
        || outputHasEnded
        || (socket.readiness.look() & Readiness.WRITABLE) == 0
        || !(cx.find(Driver.class) instanceof RingDriver here)
        || !here.isOwner()) {
      return null;
    }
    if (out == null) {
      socket.enter();
      try {
        out = new Outbox(socket, here, inbox);
        outbox = out;
      } finally {
        socket.leave();
      }
    }
    return out.isOn(here) ? out : null;
  }

  @Override
  public int tryWrite(ByteBuffer from) throws IOException {
    Outbox out = outbox;
    if (out == null) {
      return super.tryWrite(from);
    }
    socket.look();
    out.check();
    return out.isIdle() ? super.tryWrite(from) : PENDING;
  }

  @Override
  public void forgetWriter() {
    Outbox out = outbox;
    if (out != null) {
      out.forget();
    }
    super.forgetWriter();
  }

  @Override
  public void shutdownOutput() throws IOException {
    outputHasEnded = true;
    Outbox out = outbox;
    if (out == null || out.isIdle()) {
      super.shutdownOutput();
    } else {
      out.shutdownAfterSend();
    }
  }

  /// Who waits is woken now, though a send that is in flight keeps the descriptor open.
  @Override
  public void close() {
    super.close();
    WakeBatch wakes = new WakeBatch();
    inbox.wake(wakes);
    Outbox out = outbox;
    if (out != null) {
      out.closes();
      out.wake(wakes);
    }
    wakes.wakeAll();
  }

  private void release() {
    Outbox out = outbox;
    if (out != null) {
      out.release();
    }
    inbox.release();
  }
}
