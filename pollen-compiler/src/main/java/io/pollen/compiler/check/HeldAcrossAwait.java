package io.pollen.compiler.check;

import java.util.List;

/// What must not be kept across an await, because it belongs to a thread: locks of
/// java.util.concurrent, and values such as a confined arena.
final class HeldAcrossAwait implements Inspection {
  static final Check LOCK = new Check("awaitWithLock", Level.ERROR);
  static final Check THREAD_BOUND = new Check("threadBound", Level.ERROR);

  @Override
  public List<Check> checks() {
    return List.of(LOCK, THREAD_BOUND);
  }

  @Override
  public void inspect(Unit unit) {
    unit.bodies()
        .all()
        .forEach((body, awaits) -> {
          if (!awaits.isEmpty()) {
            new HeldFlow(unit).inspect(body);
          }
        });
  }
}
