package io.pollen.runtime.scheduler;

/// Makes sure that there is stack for what must not stop half way.
///
/// A task may be woken from the deepest frame of a recursion of its user's. A `StackOverflowError`
/// is thrown where a method is entered; between two steps that belong together it would leave a
/// worker counted as awake that nobody wakes, or half a ring in no queue. So the rare paths that
/// take several calls try the depth first: then the error comes before the first step, or not at
/// all. Costs a fraction of a microsecond: not for the path of every wake.
final class Headroom {
  /// Frames, each of at least 32 bytes when compiled and 80 when interpreted: more than waking a
  /// thread through the driver's system call takes.
  private static final int FRAMES = 160;

  private Headroom() {}

  /// @throws StackOverflowError when there is none
  static void check() {
    descend(FRAMES);
  }

  private static int descend(int left) {
    return left == 0 ? 0 : 1 + descend(left - 1);
  }
}
