package io.pollen.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Random waits, notifications and drops against a model.
class NotifyProperties {

  private enum How {
    WAITING,
    FIRST,
    LAST,
    ALL
  }

  private static final class Wait {
    final Probe probe = new Probe();
    final Notify.Notified future;
    How how = How.WAITING;

    Wait(Notify notify) {
      future = notify.notified();
    }
  }

  private final Notify notify = new Notify();
  private final List<Wait> waits = new ArrayList<>();
  private boolean permit;

  @Property(tries = 400)
  void notificationsAreNeitherLostNorDoubled(
      @ForAll @Size(max = 60) List<@IntRange(max = 1_799) Integer> steps) {
    NotifyProperties model = new NotifyProperties();
    for (int step : steps) {
      model.step(step % 6, step / 6);
    }
  }

  private void step(int action, int argument) {
    switch (action) {
      case 0 -> {
        Wait wait = new Wait(notify);
        if (permit) {
          wait.probe.ready(wait.future);
          permit = false;
        } else {
          wait.probe.pending(wait.future);
          waits.add(wait);
        }
      }
      case 1 -> {
        notify.notifyOne();
        one(How.FIRST);
      }
      case 2 -> {
        notify.notifyLast();
        one(How.LAST);
      }
      case 3 -> {
        notify.notifyWaiters();
        waits.stream().filter(w -> w.how == How.WAITING).forEach(w -> w.how = How.ALL);
      }
      case 4 -> {
        if (!waits.isEmpty()) {
          Wait dropped = waits.remove(argument % waits.size());
          dropped.future.drop();
          if (dropped.how == How.FIRST || dropped.how == How.LAST) {
            one(dropped.how);
          }
        }
      }
      default -> {
        if (!waits.isEmpty()) {
          Wait polled = waits.get(argument % waits.size());
          if (polled.how == How.WAITING) {
            polled.probe.pending(polled.future);
          } else {
            polled.probe.ready(polled.future);
            waits.remove(polled);
          }
        }
      }
    }
    assertThat(waits).allMatch(w -> w.probe.wakes() == (w.how == How.WAITING ? 0 : 1));
  }

  private void one(How how) {
    List<Wait> waiting = waits.stream().filter(w -> w.how == How.WAITING).toList();
    if (waiting.isEmpty()) {
      permit = true;
    } else {
      (how == How.FIRST ? waiting.getFirst() : waiting.getLast()).how = how;
    }
  }
}
