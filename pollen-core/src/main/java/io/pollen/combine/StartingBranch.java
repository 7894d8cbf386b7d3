package io.pollen.combine;

import io.pollen.Context;

/// The random starting branch of a select: a xorshift generator (Marsaglia, "Xorshift RNGs", 2003;
/// shifts 13, 17, 5) whose state is one int kept by the select itself.
final class StartingBranch {
  private static final int GOLDEN_RATIO = 0x9e37_79b9;

  /// Written without atomics: a lost update merely gives two selects the same start.
  private static int fallback = GOLDEN_RATIO;

  private StartingBranch() {}

  /// A state that is not 0, for a select that is polled for the first time.
  static int seed(Context cx) {
    SelectSeed source = cx.find(SelectSeed.class);
    int raw = source != null ? source.nextSeed() : (fallback += GOLDEN_RATIO);
    // The finaliser of MurmurHash3 (Appleby): neighbouring seeds start at unrelated branches.
    raw ^= raw >>> 16;
    raw *= 0x85eb_ca6b;
    raw ^= raw >>> 13;
    raw *= 0xc2b2_ae35;
    raw ^= raw >>> 16;
    return raw == 0 ? GOLDEN_RATIO : raw;
  }

  static int next(int state) {
    int x = state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x;
  }

  /// Maps a state to 0..count-1.
  static int of(int state, int count) {
    return (int) (((state & 0xffff_ffffL) * count) >>> 32);
  }
}
