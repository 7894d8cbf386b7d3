package io.pollen.net;

import java.time.Duration;

/// How long an accept loop waits when there is no descriptor, and how often it says so.
///
/// A server at its limit comes and goes: each connection that closes makes room for one accept, and
/// the next one fails again. So an accept that works shortens the next pause, but ends the silence
/// only after a quiet minute.
///
/// For one thread at a time.
final class BackOff {
  static final Duration FIRST = Duration.ofMillis(5);
  static final Duration LONGEST = Duration.ofSeconds(1);
  static final Duration SILENCE = Duration.ofMinutes(1);

  private Duration next = FIRST;
  private boolean reported;
  private long lastFailure;

  /// How long to wait now: twice as long as the time before.
  Duration nextPause() {
    Duration pause = next;
    Duration doubled = pause.multipliedBy(2);
    next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    return pause;
  }

  /// An accept has worked.
  void worked() {
    next = FIRST;
  }

  /// Whether this failure is news: the first one, and the first one after a minute without.
  ///
  /// @param nowNanos the time of the failure
  boolean isToBeReported(long nowNanos) {
    boolean news = !reported || nowNanos - lastFailure > SILENCE.toNanos();
    reported = true;
    lastFailure = nowNanos;
    return news;
  }
}
