package io.pollen.runtime.driver;

import io.pollen.Waker;
import io.pollen.verify.model.Explorer;
import io.pollen.verify.model.Scenario;
import java.util.List;

/// The readiness of one socket.
public final class ModelSockets {
  private ModelSockets() {}

  /// Two threads are in calls while a third one closes: the descriptor goes once, under no call.
  public static final class Closed implements Scenario {
    private int inside;
    private int releases;
    private boolean under;

    private void release() {
      releases++;
      under |= inside > 0;
    }

    @Override
    public List<Runnable> begin() {
      inside = 0;
      releases = 0;
      under = false;
      Readiness readiness = new Readiness(0);
      Runnable user =
          () -> {
            if ((readiness.enter() & Readiness.CLOSED) == 0) {
              inside++;
              Explorer.point("a system call");
              under |= releases > 0;
              inside--;
            }
            if (readiness.leave()) {
              release();
            }
          };
      return List.of(
          user,
          user,
          () -> {
            if (readiness.close(new WakeBatch()) == Readiness.Closing.NOW) {
              release();
            }
          });
    }

    @Override
    public boolean atRest() {
      if (releases != 1 || under) {
        throw new AssertionError(releases + " releases" + (under ? ", under a call" : ""));
      }
      return true;
    }
  }

  /// A reader finds nothing and waits, while an edge arrives: it goes on, or is woken.
  public static final class Awaited implements Scenario {
    private boolean woken;
    private boolean goesOn;
    private boolean there;

    @Override
    public List<Runnable> begin() {
      woken = false;
      goesOn = false;
      there = false;
      Readiness readiness = new Readiness(Readiness.READABLE);
      Waker waker = Waker.of(() -> woken = true);
      return List.of(
          () -> {
            long seen = readiness.enter();
            boolean got = there;
            Explorer.point("a read");
            if (got) {
              goesOn = true;
              readiness.leave();
              return;
            }
            readiness.leaveClearing(Readiness.READABLE, seen);
            goesOn = (readiness.awaitReadable(waker) & Readiness.READABLE) != 0;
          },
          () -> {
            there = true;
            WakeBatch wakes = new WakeBatch();
            readiness.event(Readiness.READABLE, wakes);
            wakes.wakeAll();
          });
    }

    @Override
    public boolean atRest() {
      if (!woken && !goesOn) {
        throw new AssertionError("data are there, and the reader sleeps");
      }
      return true;
    }
  }
}
