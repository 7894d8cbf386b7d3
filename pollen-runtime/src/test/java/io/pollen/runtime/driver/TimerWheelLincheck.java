package io.pollen.runtime.driver;

import io.pollen.Waker;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/// Two timers with one owner each, and a third thread that lets time pass, over a wheel of two
/// levels of two slots: every interleaving answers as some sequential order would. That the
/// sequential wheel is right is for [TimerWheelProperties].
@Param(name = "tick", gen = IntGen.class, conf = "1:6")
public class TimerWheelLincheck {
  private static final long MS = 1_000_000;
  private final TimerWheel wheel = new TimerWheel(() -> 0, () -> {}, TimerWheel.MILLISECOND, 2, 1);
  private final Owner first = new Owner();
  private final Owner second = new Owner();
  private long now;

  /// One timer and what its owner knows of it: after an insert it may have fired, until a cancel
  /// has told.
  private final class Owner {
    final ManualTimer timer = new ManualTimer(Waker.noop());
    boolean inserted;

    String insert(int tick) {
      if (inserted) {
        return "in use";
      }
      timer.again(Waker.noop());
      inserted = wheel.insert(timer, tick * MS);
      return inserted ? "armed" : "due";
    }

    boolean cancel() {
      inserted = false;
      return wheel.cancel(timer);
    }
  }

  @Operation(nonParallelGroup = "first")
  public String insertFirst(@Param(name = "tick") int tick) {
    return first.insert(tick);
  }

  @Operation(nonParallelGroup = "first")
  public boolean cancelFirst() {
    return first.cancel();
  }

  @Operation(nonParallelGroup = "first")
  public boolean resetFirst(@Param(name = "tick") int tick) {
    return wheel.reset(first.timer, tick * MS);
  }

  @Operation(nonParallelGroup = "second")
  public String insertSecond(@Param(name = "tick") int tick) {
    return second.insert(tick);
  }

  @Operation(nonParallelGroup = "second")
  public boolean cancelSecond() {
    return second.cancel();
  }

  @Operation(nonParallelGroup = "time")
  public int advance(@Param(name = "tick") int ticks) {
    now += ticks * MS;
    return wheel.advance(now);
  }

  @Test
  void modelChecked() {
    int factor = Integer.getInteger("pollen.lincheck.factor", 1);
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(1)
        .iterations(12 * factor)
        .invocationsPerIteration(100 * factor)
        .check(TimerWheelLincheck.class);
  }
}
