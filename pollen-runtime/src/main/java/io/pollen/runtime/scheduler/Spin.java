package io.pollen.runtime.scheduler;

/// How often a searching worker looks again before it parks: more often while that pays, hardly at
/// all while it does not.
final class Spin {
  private final int most;
  private int limit;
  private int rounds;

  /// @param most rounds at most; 0 where spinning only takes the CPU from the one who has the work
  Spin(int most) {
    this.most = most;
    limit = Math.min(most, 16);
  }

  void begin() {
    rounds = 0;
  }

  /// Nothing was found: whether to look again.
  boolean again() {
    if (rounds++ < limit) {
      return true;
    }
    limit -= limit / 4;
    return false;
  }

  /// Something was found.
  void found() {
    if (rounds > 0) {
      limit = Math.min(most, limit + limit / 2 + 4);
    }
  }
}
