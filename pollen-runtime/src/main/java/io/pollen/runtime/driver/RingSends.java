package io.pollen.runtime.driver;

import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.sys.Ring;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The small writes of one ring, which are sent together with its next poll.
final class RingSends {
  /// For how long a closed stream goes on with what its peer makes no room for.
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(60);

  /// How often it is looked at meanwhile.
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  // --- constant ---
  private final RingDriver on;
  private final Ring ring;
  private final ReentrantLock gate;
  private final Arena arena;
  private final Clock clock = Clock.system(); // the kernel's time, not the program's

  // --- under the gate ---
  private final ArrayDeque<Outbox> lingering = new ArrayDeque<>();
  private long nextLook;
  private @Nullable SendBuffers buffers;

  // --- written under the gate, read by the polling thread ---
  private volatile boolean lingers;

  /// @param arena of what the kernel uses
  RingSends(RingDriver on, Arena arena) {
    this.on = on;
    this.arena = arena;
    ring = on.ring;
    gate = on.gate;
  }

  /// Sends bytes with the next poll, behind those that wait for it already.
  ///
  /// @return how many bytes were taken; 0 while the last ones are with the kernel, when there is no
  ///   memory for more, or when the caller does not hand in
  int send(Outbox out, ByteBuffer[] from, int first) throws IOException {
    gate.lock();
    try {
      if (on.isClosed()) {
        throw new ClosedChannelException();
      }
      if (!out.isIdle()) {
        return ring.isKept(out.ticket) ? sendMore(out, from, first) : 0;
      }
      SendBuffers memory = buffers;
      if (memory == null) {
        memory = new SendBuffers(arena);
        buffers = memory;
      }
      return !on.isOwner() || memory.slots.isEmpty() ? 0 : sendFirst(out, memory, from, first);
    } finally {
      gate.unlock();
    }
  }

  private int sendFirst(Outbox out, SendBuffers memory, ByteBuffer[] from, int first)
      throws ClosedChannelException {
    out.socket.enter(); // the descriptor stays as long as the request has its number
    int buffer = memory.slots.take();
    boolean done = false;
    try {
      on.put(out);
      on.makeRoom();
      out.filled = memory.fill(buffer, 0, from, first);
      done = true;
    } finally {
      if (!done) {
        memory.slots.give(buffer);
        out.socket.leave();
      }
    }
    out.buffer = buffer;
    out.gone = 0;
    out.begins();
    write(out, memory);
    return out.filled;
  }

  private void write(Outbox out, SendBuffers memory) {
    long address = memory.slots.address(out.buffer) + out.gone;
    int left = out.filled - out.gone;
    out.ticket = ring.send(out.socket.fd, address, left, out.token | RingDriver.SEND);
    on.begins();
  }

  private int sendMore(Outbox out, ByteBuffer[] from, int first) {
    int count = Objects.requireNonNull(buffers).fill(out.buffer, out.filled, from, first);
    out.filled += count;
    ring.lengthen(out.ticket, out.filled - out.gone);
    return count;
  }

  /// The last completion of a send. The polling thread only.
  ///
  /// @param count how many bytes are gone; 0 or less: none
  /// @param goesOn whether those that are left are to be sent
  /// @return whether nothing is in flight any more
  boolean sent(Outbox out, int count, boolean goesOn) {
    gate.lock();
    try {
      SendBuffers memory = Objects.requireNonNull(buffers);
      out.gone += Math.max(count, 0);
      if (goesOn && out.gone < out.filled && !on.isClosing() && !out.givenUp) {
        on.makeRoom();
        write(out, memory);
        return false;
      }
      memory.slots.give(out.buffer);
      out.idles();
      return true;
    } finally {
      gate.unlock();
    }
  }

  /// The stream of `out` is closed: what it was given is still sent, now, as long as its peer makes
  /// room for it within a minute, and sends nothing itself.
  void closes(Outbox out) {
    gate.lock();
    try {
      if (on.isClosed() || out.isIdle()) {
        return;
      }
      long now = clock.nanos();
      out.lingersUntil = now + LINGER_NANOS;
      lingering.add(out);
      nextLook = now;
      lingers = true;
      out.endInput();
      on.handIn();
    } finally {
      gate.unlock();
    }
    if (!on.isOwner()) {
      on.signal(); // it may wait without a limit
    }
    if (!on.polling.isHeldByCurrentThread()) {
      on.tryPoll(); // mostly it is sent by now, and nobody else may look for long
    }
  }

  /// Gives up what has lingered for long enough, or in vain. The polling thread only.
  ///
  /// @return when to look again, in nanoseconds; negative: nothing lingers
  long endLingering() {
    if (!lingers) {
      return -1;
    }
    gate.lock();
    try {
      long now = clock.nanos();
      if (nextLook - now <= 0) {
        lingering.removeIf(out -> hasLingered(out, now));
        lingers = !lingering.isEmpty();
        nextLook = now + LOOK_NANOS;
      }
      return lingers ? nextLook - now : -1;
    } finally {
      gate.unlock();
    }
  }

  private boolean hasLingered(Outbox out, long now) {
    if (out.isIdle()) {
      return true;
    }
    if (out.lingersUntil - now > 0 && !out.isInVain()) {
      return false;
    }
    out.givenUp = true;
    on.writeCancel(out);
    return true;
  }

  /// The descriptor of `out` is closed right after this.
  void release(Outbox out) {
    gate.lock();
    try {
      if (!on.isClosed() && out.token != 0) {
        on.remove(out);
      }
    } finally {
      gate.unlock();
    }
  }

  /// Whether any is in flight. Under the gate.
  boolean areUnderWay() {
    return buffers != null && !buffers.slots.isFull();
  }
}
