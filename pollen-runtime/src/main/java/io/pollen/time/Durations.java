package io.pollen.time;

import java.math.BigDecimal;
import java.time.Duration;

/// Durations as numbers, and as people write them.
final class Durations {
  private static final long AHEAD = 30L * 365 * 24 * 60 * 60 * 1_000_000_000L;

  private Durations() {}

  /// In nanoseconds, cut to 146 years, so that adding two does not overflow.
  static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0
        ? Long.MAX_VALUE / 2
        : duration.toNanos();
  }

  /// In nanoseconds, from 0 to 30 years: how far ahead a deadline may lie.
  static long ahead(Duration duration) {
    return duration.isNegative() ? 0 : Math.min(nanos(duration), AHEAD);
  }

  /// For example `250 ms`, `5 s`, `1.5 s`, `2 min`, `90 min`, `3 h`; below a millisecond `20 ns`.
  static String text(Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      return "0 ms";
    }
    long seconds = duration.getSeconds();
    int nanos = duration.getNano();
    if (nanos == 0 && seconds % 3600 == 0) {
      return seconds / 3600 + " h";
    }
    if (nanos == 0 && seconds % 60 == 0) {
      return seconds / 60 + " min";
    }
    if (seconds > 0) {
      return plain(BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos, 9))) + " s";
    }
    return nanos >= 1_000_000 ? plain(BigDecimal.valueOf(nanos, 6)) + " ms" : nanos + " ns";
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}
