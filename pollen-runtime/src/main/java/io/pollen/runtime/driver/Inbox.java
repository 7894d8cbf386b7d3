package io.pollen.runtime.driver;

import io.pollen.Waker;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.Ring;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// What a multishot receive has brought to a stream: a hand-over between the thread that polls the
/// ring and the task that reads, in one slot.
///
/// | slot       | set by                        | meaning                                        |
/// |------------|-------------------------------|------------------------------------------------|
/// | null       | at first; the reader          | nothing has arrived, and nobody waits          |
/// | a waker    | the reader, from null         | nothing has arrived, and the reader waits      |
/// | an arrival | the polling thread            | the latest of a list that nobody has taken     |
/// | CLOSED     | the release, for good         | what arrives is given back                     |
///
/// A read takes the whole list, so a buffer of the ring is held only until the stream is read once:
/// what the reader has no room for is copied to the stream's own memory. A list that grows too long
/// ends the receive: the peer's bytes then stay in the kernel, which tells the peer.
final class Inbox extends Multishot {
  /// The answer of a take that finds nothing.
  static final int NOTHING = StreamSocket.PENDING;

  /// How many completions may wait for a reader. Each holds a buffer of 4 KiB.
  private static final int DEPTH = 8;

  private static final Object CLOSED = new Object();
  private static final int NO_END = 1;

  private static final VarHandle SLOT;

  static {
    try {
      SLOT = MethodHandles.lookup().findVarHandle(Inbox.class, "slot", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- every thread ---
  private volatile @Nullable Object slot;

  // --- the reading task only ---
  /// Bytes that were taken and not read.
  private @Nullable ByteBuffer rest;

  /// What comes after the rest: 0 is the end, negative an errno.
  private int end = NO_END;

  Inbox(EpollSocket socket) {
    super(socket);
  }

  @Override
  void write(RingDriver on) throws IOException {
    on.receive(socket.fd, token);
  }

  // --- the reading task ---

  /// Reads what has arrived into the buffers from index `first` on, one of which has room.
  ///
  /// @return the number of bytes, [StreamSocket#END], or [#NOTHING]
  int take(ByteBuffer[] to, int first) throws IOException {
    int moved = takeRest(to, first);
    if (moved > 0 || end != NO_END) {
      return moved > 0 ? moved : takeEnd();
    }
    Arrival arrival = takeAll();
    if (arrival == null) {
      return NOTHING;
    }
    int index = first;
    while (arrival != null && arrival.result > 0) {
      int at = 0;
      try {
        while (at < arrival.result && index < to.length) {
          at += copy(arrival, at, to[index]);
          if (!to[index].hasRemaining()) {
            index++;
          }
        }
      } finally {
        if (at < arrival.result) { // also when a buffer of the caller's is none any more
          keep(arrival, at);
        }
      }
      moved += at;
      if (at < arrival.result) {
        return moved;
      }
      arrival = givenBack(arrival);
    }
    if (arrival != null) {
      end = arrival.result;
    }
    return moved > 0 ? moved : takeEnd();
  }

  /// Copies what has arrived to `to`, but leaves it here.
  int peek(ByteBuffer to) throws IOException {
    Arrival arrival = end == NO_END ? takeAll() : null;
    if (arrival != null) {
      keep(arrival, 0);
    }
    ByteBuffer kept = rest;
    if (kept == null) {
      return end == NO_END ? NOTHING : takeEnd();
    }
    int count = Math.min(kept.remaining(), to.remaining());
    to.put(kept.slice(kept.position(), count));
    return count;
  }

  /// Whether a look at that many bytes would have room for more than is here.
  boolean hasLessThan(int bytes) {
    ByteBuffer kept = rest;
    return kept != null && kept.remaining() < bytes && end == NO_END;
  }

  private static ByteBuffer joined(@Nullable ByteBuffer kept, int more) {
    return kept == null
        ? ByteBuffer.allocate(more)
        : ByteBuffer.allocate(kept.remaining() + more).put(kept);
  }

  /// Whether a read would find something.
  boolean hasArrivals() throws ClosedChannelException {
    Object now = slot;
    if (now == CLOSED) {
      throw new ClosedChannelException();
    }
    return rest != null || end != NO_END || now instanceof Arrival;
  }

  /// Whether bytes have arrived that nobody has taken. Any thread.
  boolean hasUnread() {
    return slot instanceof Arrival latest && latest.result > 0;
  }

  /// Waits, unless there is a reason not to: something has arrived, or no request is in flight.
  boolean park(Waker waker) throws ClosedChannelException {
    while (true) {
      Object now = slot;
      if (now == CLOSED) {
        throw new ClosedChannelException();
      }
      if (now instanceof Arrival) {
        return false;
      }
      if (now == waker || SLOT.compareAndSet(this, now, waker)) {
        return !isIdle(); // Pairs with ended(), which stores IDLE, then takes the waker.
      }
    }
  }

  /// The reader has given up.
  void forget() {
    Object now = slot;
    if (now instanceof Waker) {
      SLOT.compareAndSet(this, now, null);
    }
  }

  private static int copy(Arrival from, int at, ByteBuffer to) {
    int count = Math.min(from.result - at, to.remaining());
    MemorySegment.copy(from.bytes, at, MemorySegment.ofBuffer(to), 0, count);
    to.position(to.position() + count);
    return count;
  }

  private int takeRest(ByteBuffer[] to, int first) {
    ByteBuffer kept = rest;
    if (kept == null) {
      return 0;
    }
    int moved = 0;
    for (int i = first; i < to.length && kept.hasRemaining(); i++) {
      int count = Math.min(kept.remaining(), to[i].remaining());
      to[i].put(kept.slice(kept.position(), count));
      kept.position(kept.position() + count);
      moved += count;
    }
    if (!kept.hasRemaining()) {
      rest = null;
    }
    return moved;
  }

  private int takeEnd() throws IOException {
    int met = end;
    end = NO_END;
    if (met == 0) {
      return StreamSocket.END;
    }
    throw SocketErrors.of("read", -met);
  }

  /// Everything that has arrived, oldest first; null when nothing has.
  private @Nullable Arrival takeAll() throws ClosedChannelException {
    while (true) {
      Object now = slot;
      if (now == CLOSED) {
        throw new ClosedChannelException();
      }
      if (!(now instanceof Arrival latest)) {
        return null;
      }
      if (SLOT.compareAndSet(this, latest, null)) {
        return Arrival.reverse(latest);
      }
    }
  }

  /// Copies a list, whose first arrival has been read up to `at`, to the stream's own memory.
  private void keep(Arrival first, int at) {
    int bytes = -at;
    for (Arrival a = first; a != null && a.result > 0; a = a.next) {
      bytes += a.result;
    }
    ByteBuffer kept = bytes == 0 ? null : joined(rest, bytes);
    int from = at;
    Arrival arrival = first;
    while (arrival != null && arrival.result > 0) {
      if (kept != null) {
        copy(arrival, from, kept);
      }
      from = 0;
      arrival = givenBack(arrival);
    }
    if (arrival != null) {
      end = arrival.result;
    }
    if (kept != null) {
      rest = kept.flip();
    }
  }

  /// @return the one that follows
  private @Nullable Arrival givenBack(Arrival arrival) {
    Arrival next = arrival.next;
    giveBack(arrival);
    return next;
  }

  // --- the polling thread ---

  @Override
  void completed(RingDriver by, int result, int flags, WakeBatch wakes) {
    if ((flags & Ring.BUFFER) != 0) {
      push(by.lent(flags >>> Ring.BUFFER_SHIFT, result), wakes);
    } else {
      end(result, wakes);
    }
  }

  /// Nothing more will come from this request.
  void end(int result, WakeBatch wakes) {
    switch (result) {
      // That says nothing about the stream: the reader asks the socket.
      case -Errno.ECANCELED, -Errno.ENOBUFS, -Errno.EINTR, -Errno.EAGAIN -> {}
      default -> push(Arrival.end(result), wakes);
    }
  }

  /// Adds what has arrived to the list.
  private void push(Arrival arrival, WakeBatch wakes) {
    while (true) {
      Object now = slot;
      if (now == CLOSED) {
        giveBack(arrival);
        return;
      }
      Arrival before = now instanceof Arrival latest ? latest : null;
      arrival.next = before;
      arrival.depth = before == null ? 1 : before.depth + 1;
      if (SLOT.compareAndSet(this, now, arrival)) {
        if (now instanceof Waker waker) {
          wakes.add(waker);
        }
        if (arrival.depth % DEPTH == 0) {
          stop(); // again when it did not help
        }
        return;
      }
    }
  }

  @Override
  void wake(WakeBatch wakes) {
    Object now = slot;
    if (now instanceof Waker waker && SLOT.compareAndSet(this, now, null)) {
      wakes.add(waker);
    }
  }

  @Override
  void discard(WakeBatch wakes) {
    Object before = SLOT.getAndSet(this, CLOSED);
    if (before instanceof Waker waker) {
      wakes.add(waker);
    }
    Arrival arrival = before instanceof Arrival latest ? latest : null;
    while (arrival != null) {
      arrival = givenBack(arrival);
    }
  }
}
