package io.pollen.runtime.seam;

final class XorShift implements Entropy {
  private long state;

  XorShift(long seed) {
    state = seed == 0 ? 0x9E3779B97F4A7C15L : seed;
  }

  @Override
  public int nextInt(int bound) {
    state ^= state >>> 12;
    state ^= state << 25;
    state ^= state >>> 27;
    int random = (int) ((state * 0x2545F4914F6CDD1DL) >>> 33);
    return (int) (((long) random * bound) >>> 31);
  }
}
