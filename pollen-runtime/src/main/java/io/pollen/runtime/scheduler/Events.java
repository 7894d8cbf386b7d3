package io.pollen.runtime.scheduler;

import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.TimerWheel;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.seam.Idler;
import org.jspecify.annotations.Nullable;

/// One worker's sockets and timers: the driver is opened by whoever needs it first.
final class Events {
  // --- constant ---
  private final Clock clock;
  private final TimerWheel timers;
  private final DriverFactory factory;

  // --- written under the monitor, read by any thread ---
  private volatile @Nullable Driver driver;
  private volatile boolean guests;
  private volatile boolean closed;

  Events(Clock clock, TimerWheel timers, DriverFactory factory) {
    this.clock = clock;
    this.timers = timers;
    this.factory = factory;
  }

  TimerWheel timers() {
    return timers;
  }

  /// The driver, opened now if need be. Any thread.
  Driver driver() {
    Driver open = driver;
    return open != null ? open : openDriver();
  }

  private synchronized Driver openDriver() {
    if (closed) {
      throw new IllegalStateException("the runtime is closed: it opens no more sockets");
    }
    Driver open = driver;
    if (open == null) {
      driver = open = factory.open();
    }
    return open;
  }

  /// The driver for a thread that is not its worker: the worker sleeps in it from now on, because
  /// sockets may be registered while it does.
  ///
  /// @param worker the worker's bed
  Driver driverForGuest(Idler worker) {
    Driver open = driver();
    if (!guests) {
      guests = true;
      worker.unpark();
    }
    return open;
  }

  /// The driver, if there is anything to wait for in it.
  @Nullable Driver driverWithSockets() {
    Driver open = driver;
    return open != null && (guests || open.registered() > 0) ? open : null;
  }

  void wakeDriver() {
    Driver open = driver;
    if (open != null) {
      open.wakeup();
    }
  }

  /// Ends the wait of a surplus worker in the driver.
  void endTryWait() {
    Driver open = driver;
    if (open != null) {
      open.endTryWait();
    }
  }

  /// Looks at sockets and timers without waiting, unless somebody else does. Any thread: the owner
  /// at its turns, others when it is stuck in a long poll.
  void look(long now) {
    Driver open = driverWithSockets();
    if (open != null) {
      open.tryPoll();
    }
    advance(now);
  }

  private void advance(long now) {
    long deadline = timers.nextDeadline();
    if (deadline != Long.MAX_VALUE && deadline - now <= 0) {
      timers.advance(now);
    }
  }

  /// Nobody may poll for long: what waits for that is handed to the system.
  void flush() {
    Driver open = driver;
    if (open != null) {
      open.flush();
    }
  }

  /// How long until the next timer: negative when there is none, 0 when it is due.
  long untilNextTimer() {
    long deadline = timers.nextDeadline();
    return deadline == Long.MAX_VALUE ? -1 : Math.max(0, deadline - clock.nanos());
  }

  /// Nobody polls any more.
  synchronized void close() {
    closed = true;
    timers.close();
    Driver open = driver;
    if (open != null) {
      open.close();
    }
  }
}
