package io.pollen.transform;

import org.jspecify.annotations.Nullable;

/// Divides bodies into parts of a few statements, as if HotSpot compiled no more than that.
final class SmallParts {
  static final PartSize SIZE = new PartSize(200, 200);

  private SmallParts() {}

  /// Something that compiles, weaves or transforms bodies.
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  static void during(Action action) throws Exception {
    String before = System.setProperty(PartSize.PROPERTY, String.valueOf(SIZE.whole()));
    try {
      action.run();
    } finally {
      restore(before);
    }
  }

  private static void restore(@Nullable String before) {
    if (before == null) {
      System.clearProperty(PartSize.PROPERTY);
    } else {
      System.setProperty(PartSize.PROPERTY, before);
    }
  }
}
