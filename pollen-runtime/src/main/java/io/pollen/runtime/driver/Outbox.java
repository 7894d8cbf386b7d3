package io.pollen.runtime.driver;

import io.pollen.Waker;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.SocketCalls;
import io.pollen.runtime.sys.StreamCalls;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// Small writes of a stream that go to the kernel together with those of other streams. Their bytes
/// are copied, so a write is done at once and lends nothing to the kernel; one send is in flight at
/// a time, and until it is handed in further writes join it. What a send has failed with, the next
/// write tells. A send that is in flight is inside the socket: the descriptor is closed after it.
final class Outbox extends RingSource {
  private static final VarHandle WRITER;

  static {
    try {
      WRITER = MethodHandles.lookup().findVarHandle(Outbox.class, "writer", Waker.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- constant ---
  private final RingDriver on;
  private final Inbox inbox;

  /// Called when no lock is held.
  private final Waker afterSend = this::afterSend;

  // --- under the gate of the driver ---
  int buffer;
  int filled;
  int gone; // bytes of those that are filled in
  int ticket;
  long lingersUntil;
  boolean givenUp;

  // --- every thread ---
  private volatile @Nullable Waker writer;
  private volatile int failure;
  private volatile boolean lastSend;

  /// @param inbox of the same stream
  Outbox(EpollSocket socket, RingDriver on, Inbox inbox) {
    super(socket);
    this.on = on;
    this.inbox = inbox;
  }

  // --- the writing task ---

  /// Whether its sends go by `driver`.
  boolean isOn(RingDriver driver) {
    return on == driver;
  }

  /// Takes what has room.
  ///
  /// @return how many bytes; 0: see [#park], and when that does not wait write directly
  int take(ByteBuffer[] from, int first) throws IOException {
    check();
    return on.sends().send(this, from, first);
  }

  /// Tells what the last send has failed with, once.
  void check() throws IOException {
    int errno = failure;
    if (errno != 0) {
      failure = 0;
      throw SocketErrors.of("write", errno);
    }
  }

  /// Waits, unless no send is in flight.
  boolean park(Waker waker) {
    writer = waker;
    return !isIdle(); // Pairs with ended(), which stores IDLE, then takes the waker.
  }

  /// The writer has given up.
  void forget() {
    writer = null;
  }

  /// Ends the outgoing direction after what is being sent.
  void shutdownAfterSend() throws IOException {
    on.flush();
    lastSend = true;
    if (isIdle()) { // Pairs with afterSend(): one of the two shuts down, or both.
      shutdown();
    }
  }

  private void shutdown() throws IOException {
    socket.enter();
    try {
      SocketCalls.shutdown(socket.fd, SocketCalls.SHUT_WR);
    } finally {
      socket.leave();
    }
  }

  /// The stream is closed, but for what is in flight. Any thread.
  void closes() {
    on.sends().closes(this);
  }

  /// Nobody will read any more: a Unix peer is told so now, as by the close itself. Two streams
  /// that are closed and wait for each other's room would wait in vain. A send is in flight, so the
  /// descriptor is open.
  void endInput() {
    if (socket.family == StandardProtocolFamily.UNIX) {
      SocketCalls.shutdown(socket.fd, SocketCalls.SHUT_RD);
    }
  }

  /// Whether a TCP peer has sent what nobody will read: that ends a closed connection by a reset,
  /// and what is in flight is lost with it. As by the kernel, for a stream that it was told of. A
  /// send is in flight, so the descriptor is open.
  boolean isInVain() {
    return socket.family != StandardProtocolFamily.UNIX
        && (inbox.hasUnread() || StreamCalls.receive(socket.fd, ByteBuffer.allocate(1), true) > 0);
  }

  /// Nobody is inside the socket and nobody will be.
  void release() {
    on.sends().release(this);
  }

  // --- the polling thread ---

  @Override
  void completed(RingDriver by, int result, int flags, WakeBatch wakes) {}

  @Override
  void ended(RingDriver by, int result, WakeBatch wakes) {
    // The thread that had handed it in has ended, or a signal came: the rest goes on.
    boolean goesOn =
        switch (result) {
          case -Errno.ECANCELED, -Errno.EINTR, -Errno.EAGAIN -> true;
          default -> result > 0;
        };
    if (!goesOn) {
      failure = result == 0 ? Errno.EPIPE : -result;
    }
    if (by.sends().sent(this, result, goesOn)) {
      wake(wakes); // Pairs with who waits: it stores its waker, then looks at the request.
      wakes.add(afterSend);
    }
  }

  /// Hands out whoever waits. Any thread.
  void wake(WakeBatch wakes) {
    if (writer != null) {
      wakes.add((Waker) WRITER.getAndSet(this, null));
    }
  }

  private void afterSend() {
    try {
      if (lastSend) {
        shutdown();
      }
    } catch (ClosedChannelException closed) {
      return; // which ends both directions
    } catch (IOException e) {
      throw new AssertionError("shutdown does not throw", e);
    } finally {
      socket.leave();
    }
  }
}
