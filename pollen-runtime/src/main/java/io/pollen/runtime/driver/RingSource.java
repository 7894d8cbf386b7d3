package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What one multishot request of a ring brings to a socket. The request belongs to the kernel until
/// its last completion; nothing of the program's is lent to it meanwhile.
///
/// | request  | set by                          | meaning                                          |
/// |----------|---------------------------------|--------------------------------------------------|
/// | IDLE     | at first; the last completion   | none: the socket may be asked directly           |
/// | ARMED    | whoever waits, from IDLE        | one is in flight                                 |
/// | STOPPING | a completion, from ARMED        | one is in flight and was asked to end: too much  |
/// |          |                                 | has arrived that nobody has taken                |
///
/// The last completion stores what it brings, then IDLE, then takes the waker; who waits stores its
/// waker, then looks at the request. So one of them sees the other, and whoever sees IDLE *before*
/// it looks at what has arrived has seen all of it.
abstract class RingSource extends Source {
  private static final int IDLE = 0;
  private static final int ARMED = 1;
  private static final int STOPPING = 2;

  final EpollSocket socket;

  // --- every thread ---
  private volatile int request;

  // --- written by whoever waits, inside the socket; read by whoever releases it ---
  private @Nullable RingDriver driver;

  RingSource(EpollSocket socket) {
    this.socket = socket;
  }

  /// Writes the request to the ring. The driver only.
  abstract void write(RingDriver on) throws IOException;

  /// A completion that has brought something. The polling thread only, which calls [#ended] after
  /// the last one.
  abstract void completed(RingDriver by, int result, int flags, WakeBatch wakes);

  /// Hands out whoever waits.
  abstract void wake(WakeBatch wakes);

  /// Nobody is inside the socket and nobody will be: what has arrived, or will, is nobody's.
  abstract void discard(WakeBatch wakes);

  final boolean isIdle() {
    return request == IDLE;
  }

  /// Puts a request in flight. The one task that waits, when none is.
  final void arm(Context cx) throws IOException {
    socket.enter(); // so that the release, which ends the request, comes after this
    try {
      RingDriver to = driver;
      if (to == null) {
        to = RingDriver.of(cx);
        driver = to;
      }
      begins();
      boolean done = false;
      try {
        to.arm(this);
        done = true;
      } finally {
        if (!done) {
          request = IDLE;
        }
      }
    } finally {
      socket.leave();
    }
  }

  /// A request is about to be written.
  final void begins() {
    request = ARMED;
  }

  /// The last completion of the request has been seen to. The polling thread only.
  final void ended(WakeBatch wakes) {
    request = IDLE;
    wake(wakes); // Pairs with who waits: it stores its waker, then looks at the request.
  }

  /// More has arrived than should wait here. The polling thread only.
  final void stop() {
    RingDriver from = driver;
    if (request == ARMED && from != null) {
      request = STOPPING;
      from.cancel(this);
    }
  }

  /// Gives back what was lent by the driver.
  final void giveBack(Arrival arrival) {
    RingDriver from = driver;
    if (from != null) {
      from.giveBack(arrival);
    }
  }

  /// The socket is released: the descriptor is closed right after this.
  final void release() {
    WakeBatch wakes = new WakeBatch();
    discard(wakes);
    RingDriver from = driver;
    if (from != null) {
      from.disarm(this);
    }
    wakes.wakeAll();
  }

  @Override
  final void close() {
    socket.close();
  }
}
