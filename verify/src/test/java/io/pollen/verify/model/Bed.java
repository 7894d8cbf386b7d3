package io.pollen.verify.model;

/// Where a thread of a scenario sleeps: others wake it, or, if it set itself a time, the time does
/// when nothing else can happen any more.
public final class Bed {
  boolean told;

  /// Sleeps until the next [#unpark], or, unless it is negative, for `timeoutNanos`.
  public void park(long timeoutNanos) {
    Explorer.sleep(this, timeoutNanos >= 0);
  }

  /// Wakes whoever sleeps, or will.
  public void unpark() {
    Explorer.point("unpark");
    told = true;
  }
}
