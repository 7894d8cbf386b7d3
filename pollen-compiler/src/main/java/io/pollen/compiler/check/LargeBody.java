package io.pollen.compiler.check;

import java.util.List;

/// An async body with so many awaits that its state machine becomes a burden.
final class LargeBody implements Inspection {
  static final Check LARGE = new Check("largeBody", Level.WARN);

  /// Each await is a state, with the code that saves and restores what lives across it.
  static final int MAX_AWAITS = 2_000;

  @Override
  public List<Check> checks() {
    return List.of(LARGE);
  }

  @Override
  public void inspect(Unit unit) {
    unit.bodies()
        .all()
        .forEach((body, awaits) -> {
          if (awaits.size() > MAX_AWAITS) {
            unit.report()
                .found(
                    LARGE,
                    body.function(),
                    "this async body has %,d awaits: more than %,d make it slow to compile, and bring it"
                            .formatted(awaits.size(), MAX_AWAITS)
                        + " near the 64 kB that a Java method may have",
                    "move parts of it into methods that return a Future, and await those");
          }
        });
  }
}
