package io.pollen.verify;

/// The time between two steps of a seeded defect that the sound algorithm takes as one.
///
/// In real code a check and the act that trusts it are some work apart; in a copy of a few
/// instructions they are so close that a short run may never get another actor in between. This
/// work makes the run tell a defect from a sound program also on a busy machine. Only defects use
/// it: it adds no ordering, it only makes a window that is there as wide as a few hundred
/// nanoseconds.
///
/// Both actors must need the same time, because they run over thousands of states side by side and
/// the faster one would run away: the one with the window passes the whole gap inside of it, the
/// other one half a gap before and half a gap after its step.
public final class Gap {
  private static final int SPINS = 16;

  private Gap() {}

  /// Between the check and the act.
  public static void pass() {
    spin(SPINS);
  }

  /// Before, and after, what the other actor does in between.
  public static void half() {
    spin(SPINS / 2);
  }

  private static void spin(int count) {
    for (int i = 0; i < count; i++) {
      Thread.onSpinWait();
    }
  }
}
