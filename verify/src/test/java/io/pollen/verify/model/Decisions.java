package io.pollen.verify.model;

import java.util.Arrays;

/// What was decided in the order under way, and what is left to be tried at each decision.
final class Decisions {
  private int[] chosen = new int[256];
  private int[] options = new int[256];
  private int made;
  private int known;

  /// The next order begins.
  void begin() {
    made = 0;
  }

  /// As before where that is known, else the first.
  int choose(int count) {
    if (count == 1) {
      return 0;
    }
    int decision = made++;
    if (decision == known) {
      if (known == chosen.length) {
        chosen = Arrays.copyOf(chosen, 2 * known);
        options = Arrays.copyOf(options, 2 * known);
      }
      chosen[decision] = 0;
      options[decision] = count;
      known++;
    } else if (options[decision] != count) {
      throw new IllegalStateException(
          "not the same as before: " + count + " options, not " + options[decision]);
    }
    return chosen[decision];
  }

  /// Decides the last decision that leaves a choice differently.
  ///
  /// @return false when there is none left
  boolean next() {
    while (known > 0 && chosen[known - 1] + 1 == options[known - 1]) {
      known--;
    }
    if (known > 0) {
      chosen[known - 1]++;
    }
    return known > 0;
  }
}
