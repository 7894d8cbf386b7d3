package io.pollen.transform;

import io.pollen.AsyncFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the random programs of [DifferentialTest] leave behind: a log of what they did in which
/// order, and the failures that nobody could receive. Used by one thread.
public final class ProgramTrace {
  private ProgramTrace() {}

  /// A random program; its text is compiled twice, against [AsynchronousSide] and against
  /// [SynchronousSide].
  public interface Program {
    AsyncFunction<Integer, String> body();
  }

  static final StringBuilder LOG = new StringBuilder();
  static final List<String> REPORTED = new ArrayList<>();

  static void reset() {
    LOG.setLength(0);
    REPORTED.clear();
  }

  static void report(Throwable failure) {
    REPORTED.add(describe(failure));
  }

  static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder(String.valueOf(failure));
    for (Throwable suppressed : failure.getSuppressed()) {
      text.append(" suppressed ").append(suppressed);
    }
    return text.toString();
  }

  // --- called by programs ---

  public static int note(int value) {
    LOG.append('n').append(value);
    return value;
  }

  /// Fails for one of eleven arguments.
  public static int check(int value) {
    LOG.append('c').append(value);
    if (Math.floorMod(value, 11) == 5) {
      throw new IllegalArgumentException("arg " + value);
    }
    return value;
  }

  public static int sum(int... values) {
    int sum = 0;
    for (int value : values) {
      sum = 31 * sum + value;
    }
    return sum;
  }

  public static int max(int a, int b) {
    return Math.max(a, b);
  }

  public static String all(
      int a, int b, long l, double d, float f, byte y, char c, String s, int[] arr, Object o) {
    return List.of(a, b, l, d, f, y, c, s, Arrays.toString(arr), o).toString();
  }

  /// A resource: some fail when they are closed.
  public record Res(int n) implements AutoCloseable {
    public Res {
      LOG.append('o').append(n);
    }

    @Override
    public void close() {
      LOG.append('x').append(n);
      if (Math.floorMod(n, 13) == 4) {
        throw new IllegalStateException("close " + n);
      }
    }
  }

  /// Two values, often made from awaited arguments.
  public record Pair(Object a, Object b) {
    public Pair(int a) {
      this(a, "one");
    }
  }

  public enum Color {
    RED,
    GREEN,
    BLUE;

    public static Color of(int i) {
      return values()[Math.floorMod(i, 3)];
    }
  }

  /// Something to override.
  public abstract static class Shape {
    private final int base;

    protected Shape(int base) {
      this.base = base;
    }

    protected int base() {
      return base;
    }

    public abstract int area();
  }
}
