package io.pollen.transform;

import io.pollen.AsyncBody;
import io.pollen.Dropped;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The same program without async blocks: an await takes the value on the spot. It is the model
/// that async blocks are compared with, also for drops: *being dropped at await k is what the same
/// code does when its k-th await throws Dropped*.
///
/// Where a block awaits a block, both get the signal, the inner one first, whatever the inner one
/// made of it.
public final class SynchronousSide {
  private SynchronousSide() {}

  /// A block that awaits again after so many signals is stopped: not modelled.
  private static final int SIGNALS = 8;

  private static int dropAt;
  private static boolean cleanupsPend;
  private static boolean dropping;
  private static boolean stopped;
  private static int awaits;
  private static final Deque<int[]> BLOCKS = new ArrayDeque<>();

  /// Prepares a run.
  ///
  /// @param at the leaf await to be dropped at, counted from 1, or 0
  /// @param pend whether the awaits of cleanups are Pending
  static void prepare(int at, boolean pend) {
    dropAt = at;
    cleanupsPend = pend;
    dropping = false;
    stopped = false;
    awaits = 0;
    BLOCKS.clear();
  }

  /// Whether the run says nothing, because a block would have been stopped in the middle.
  static boolean isStopped() {
    return stopped;
  }

  static int awaits() {
    return awaits;
  }

  /// Runs a block that nobody awaits.
  ///
  /// @return its value, or null where it was dropped
  static <T> @Nullable T run(AsyncBody<T> body) throws Throwable {
    int[] signals = {0};
    BLOCKS.push(signals);
    try {
      T value = body.run();
      return signals[0] > 0 ? null : value;
    } catch (Throwable failure) {
      if (signals[0] == 0) {
        throw failure;
      }
      reportUnreceived(failure);
      return null;
    } finally {
      BLOCKS.pop();
    }
  }

  private static void reportUnreceived(Throwable failure) {
    if (failure instanceof Dropped) {
      for (Throwable suppressed : failure.getSuppressed()) {
        ProgramTrace.report(suppressed);
      }
    } else {
      ProgramTrace.report(failure);
    }
  }

  /// A value that is known already.
  public sealed interface Future<T> {}

  private record Leaf<T>(@Nullable T value, @Nullable Exception failure, String dropped)
      implements Future<T> {}

  private record Block<T>(AsyncBody<T> body) implements Future<T> {}

  public static <T> Future<T> later(T value) {
    ProgramTrace.LOG.append('v');
    return new Leaf<>(value, null, "d");
  }

  public static Future<Integer> laterInt(int value) {
    return later(value);
  }

  public static Future<Double> laterDouble(double value) {
    return later(value);
  }

  public static Future<Integer> mayFail(int value) {
    ProgramTrace.LOG.append('f');
    return new Leaf<>(
        value, Math.floorMod(value, 5) == 2 ? new IOException("io " + value) : null, "d");
  }

  public static <T> Future<T> stage(T value) {
    ProgramTrace.LOG.append('s');
    return new Leaf<>(value, null, "");
  }

  public static Future<Integer> stageInt(int value) {
    return stage(value);
  }

  public static <T> Future<T> block(AsyncBody<T> body) {
    return new Block<>(body);
  }

  /// Stands for the library's class of this name.
  public static final class Async {
    private Async() {}

    @SuppressWarnings("unchecked") // a future of a subtype gives a T
    public static <T> T await(Future<? extends T> future) throws Exception {
      return switch ((Future<T>) future) {
        case Block<T>(AsyncBody<T> body) -> block(body);
        case Leaf<T>(T value, Exception failure, String dropped) -> {
          awaits++;
          if (dropping ? cleanupsPend : awaits == dropAt) {
            dropping = true;
            signal(dropped);
          }
          if (failure != null) {
            throw failure;
          }
          yield value;
        }
      };
    }

    private static <T> T block(AsyncBody<T> body) throws Exception {
      int[] signals = {0};
      BLOCKS.push(signals);
      T value = null;
      Throwable failure = null;
      try {
        value = body.run();
      } catch (Throwable thrown) {
        failure = thrown;
      } finally {
        BLOCKS.pop();
      }
      if (signals[0] > 0) {
        if (failure != null) {
          reportUnreceived(failure);
        }
        signal("");
      }
      if (failure != null) {
        throw SynchronousSide.<RuntimeException>rethrow(failure);
      }
      return value;
    }

    private static void signal(String dropped) {
      ProgramTrace.LOG.append(dropped);
      stopped |= BLOCKS.element()[0]++ == SIGNALS;
      throw SynchronousSide.<RuntimeException>rethrow(new Dropped());
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E rethrow(Throwable failure) throws E {
    throw (E) failure;
  }
}
