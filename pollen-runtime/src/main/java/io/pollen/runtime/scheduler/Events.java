package io.pollen.runtime.scheduler;

import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.TimerWheel;
import io.pollen.runtime.seam.Clock;

/// One worker's sockets and timers.
final class Events {
  private final Clock clock;
  private final TimerWheel timers;
  private final DriverShare share;

  /// @param share what it has of a driver
  Events(Clock clock, TimerWheel timers, DriverShare share) {
    this.clock = clock;
    this.timers = timers;
    this.share = share;
  }

  TimerWheel timers() {
    return timers;
  }

  DriverShare share() {
    return share;
  }

  /// Looks at sockets and timers without waiting, unless somebody else does. Any thread: the owner
  /// at its turns, others when it is stuck in a long poll.
  void look(long now) {
    Driver open = share.withSockets();
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
    Driver open = share.ifOpen();
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
  void close() {
    timers.close();
    share.close();
  }
}
