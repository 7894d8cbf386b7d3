package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A request that completes again and again with what arrives at a socket.
abstract class Multishot extends RingSource {

  // --- written by whoever waits, inside the socket; read by whoever releases it ---
  private @Nullable RingDriver driver;

  /// Under the gate of the driver: it is forgotten with the last completion.
  boolean released;

  Multishot(EpollSocket socket) {
    super(socket);
  }

  /// Writes the request to the ring. The driver only.
  abstract void write(RingDriver on) throws IOException;

  /// Hands out whoever waits.
  abstract void wake(WakeBatch wakes);

  /// Nobody is inside the socket and nobody will be: what has arrived, or will, is nobody's.
  abstract void discard(WakeBatch wakes);

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
          idles();
        }
      }
    } finally {
      socket.leave();
    }
  }

  @Override
  final void ended(RingDriver by, int result, WakeBatch wakes) {
    by.ended(this);
    wake(wakes); // Pairs with who waits: it stores its waker, then looks at the request.
  }

  /// More has arrived than should wait here. The polling thread only.
  final void stop() {
    RingDriver from = driver;
    if (from != null && stops()) {
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
      from.release(this);
    }
    wakes.wakeAll();
  }
}
