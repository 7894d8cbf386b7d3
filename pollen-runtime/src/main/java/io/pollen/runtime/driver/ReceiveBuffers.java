package io.pollen.runtime.driver;

import io.pollen.runtime.sys.BufferRing;
import io.pollen.runtime.sys.ErrnoException;
import io.pollen.runtime.sys.Ring;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Memory for what has arrived and was not read. The kernel takes a buffer for each arrival;
/// whoever reads gives it back.
final class ReceiveBuffers {
  static final int COUNT = 1024;
  static final int BYTES = 4 * 1024;
  static final int GROUP = 1;

  /// How many of them are in use at first. A buffer takes room once it has been used, and the
  /// kernel uses them all in turn: so there are no more than have been needed at a time.
  static final int FIRST = 128;

  // --- constant ---
  private final BufferRing ring;
  private final Arrival[] arrivals = new Arrival[COUNT];

  // --- any thread ---
  private final AtomicReference<@Nullable Arrival> givenBack = new AtomicReference<>();

  // --- the polling thread ---
  int used; // the buffers from there on have never been given
  private int available; // in the kernel's hands

  ReceiveBuffers(Ring ring, Arena arena) throws ErrnoException {
    this.ring = BufferRing.register(ring, arena, GROUP, COUNT, BYTES);
    for (int i = 0; i < COUNT; i++) {
      arrivals[i] = Arrival.of(i, this.ring.buffer(i));
    }
    use(FIRST);
  }

  private void use(int count) {
    for (int i = 0; i < count; i++) {
      ring.give(used++);
    }
    available += count;
    ring.publish();
  }

  /// What the kernel has put into `buffer`. The polling thread only.
  Arrival lent(int buffer, int result) {
    Arrival arrival = arrivals[buffer];
    arrival.result = result;
    available--;
    if (available < used / 4 && used < COUNT) {
      use(used);
    }
    // When buffers are scarce bytes are copied out at once: whoever does not read does not take the
    // buffers of those who do.
    if (result > 0 && available >= used / 4) {
      return arrival;
    }
    try {
      return result > 0 ? arrival.copy() : Arrival.end(result);
    } finally {
      giveBack(arrival);
      takeBack();
    }
  }

  /// Nobody reads it any more. Any thread.
  void giveBack(Arrival arrival) {
    if (!arrival.isLent()) {
      return;
    }
    Arrival latest;
    do {
      latest = givenBack.get();
      arrival.next = latest;
    } while (!givenBack.compareAndSet(latest, arrival));
  }

  /// Shows the kernel what was given back. The polling thread only.
  void takeBack() {
    if (givenBack.get() == null) {
      return;
    }
    Arrival arrival = givenBack.getAndSet(null);
    while (arrival != null) {
      ring.give(arrival.buffer);
      available++;
      arrival = arrival.next;
    }
    ring.publish();
  }
}
