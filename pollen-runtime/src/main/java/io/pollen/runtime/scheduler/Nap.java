package io.pollen.runtime.scheduler;

import java.util.function.BooleanSupplier;

/// Whether the watchdog sleeps without limit, against workers that go to work meanwhile. It says
/// that it sleeps first and looks who is awake then; a worker counts as awake first and looks then
/// whether the watchdog sleeps: one of them sees the other (all are volatile, or
/// read-modify-writes).
final class Nap {
  private volatile boolean asleep = true;

  /// The watchdog only.
  ///
  /// @param atRest whether nobody is awake
  /// @return whether it may sleep until [#isOn] is false
  boolean begin(BooleanSupplier atRest) {
    asleep = true; // Pairs with isOn.
    if (!atRest.getAsBoolean()) {
      asleep = false;
    }
    return asleep;
  }

  /// Any thread, after it counts as awake.
  boolean isOn() {
    return asleep;
  }

  /// Any thread: the watchdog is to look around from now on.
  void end() {
    asleep = false;
  }
}
