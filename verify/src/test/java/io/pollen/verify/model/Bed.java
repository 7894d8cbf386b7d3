package io.pollen.verify.model;

import io.pollen.runtime.seam.Idler;

/// Where a thread of a scenario sleeps: others wake it, or, if it set itself a time, the time does
/// when nothing else can happen any more.
public final class Bed implements Idler {
  boolean told;

  @Override
  public void park(long timeoutNanos) {
    Explorer.sleep(this, timeoutNanos >= 0);
  }

  @Override
  public void unpark() {
    Explorer.point("unpark");
    told = true;
  }
}
