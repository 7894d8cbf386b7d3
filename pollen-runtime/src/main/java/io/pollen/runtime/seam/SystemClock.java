package io.pollen.runtime.seam;

import java.time.Instant;

/// The machine's clock. It runs by itself, so it never idles and never jumps.
enum SystemClock implements Clock {
  INSTANCE;

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public boolean runsByItself() {
    return true;
  }

  @Override
  public Instant now() {
    return Instant.now();
  }
}
