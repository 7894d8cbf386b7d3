package io.pollen.verify.model;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Tries the orders in which the threads of a [Scenario] can act, depth first. One thread acts at a
/// time, so the fields here need no protection: whoever acts has them.
public final class Explorer {
  /// More points than any order needs: one that has them goes in circles.
  private static final int MOST_POINTS = 20_000;

  /// So often may the time of sleepers pass in one order.
  private static final int MOST_PASSES = 8;

  private static volatile @Nullable Explorer active;

  // --- constant ---
  private final Scenario scenario;
  private final int preemptions;
  private final List<Actor> actors = new ArrayList<>();
  private final Thread coordinator = Thread.currentThread();

  // --- the search ---
  private final Decisions decisions = new Decisions();
  private long runs;
  private int longest;

  // --- one order; whoever acts ---
  private final Map<Object, Hold> holds = new IdentityHashMap<>();
  private final StringBuilder switches = new StringBuilder();
  private @Nullable Actor acting;
  private int preemptionsLeft;
  private int points;
  private boolean stopping;
  private volatile @Nullable Throwable violation;
  private volatile boolean back; // the coordinator's turn

  /// A lock that is held.
  private static final class Hold {
    private final Actor by;
    private int times = 1;

    private Hold(Actor by) {
      this.by = by;
    }
  }

  /// Ends what a thread does after its order.
  private static final class Stopped extends Error {
    private Stopped() {
      super("the order is over", null, false, false);
    }
  }

  private final class Actor implements Runnable {
    private final int number;
    private final Thread thread;
    private @Nullable Runnable body;
    private volatile boolean turn;
    private boolean ended;
    private boolean spinning;
    private @Nullable Bed bed;
    private boolean timed;
    private @Nullable Object wanted;

    private Actor(int number, ThreadFactory threads) {
      this.number = number;
      thread = threads.newThread(this);
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void run() {
      while (true) {
        awaitTurn();
        Runnable mine = body;
        if (mine == null) {
          return;
        }
        try {
          mine.run();
        } catch (Stopped over) {
          // asleep when the order was over
        } catch (Throwable thrown) {
          fail(thrown);
        }
        ended = true;
        if (stopping || violation != null) {
          giveBack();
        } else {
          note("ends");
          passOn();
        }
      }
    }

    private void awaitTurn() {
      while (!turn) {
        LockSupport.park(Explorer.this);
      }
      turn = false;
    }

    private boolean canAct() {
      return !ended
          && !spinning
          && (bed == null || bed.told)
          && (wanted == null || !holds.containsKey(wanted));
    }
  }

  private Explorer(Scenario scenario, int preemptions) {
    this.scenario = scenario;
    this.preemptions = preemptions;
  }

  /// Tries all orders with at most `preemptions` switches away from a thread that could go on.
  ///
  /// @param threads makes the threads of the scenario
  public static Explored explore(Scenario scenario, int preemptions, ThreadFactory threads) {
    Explorer explorer = new Explorer(scenario, preemptions);
    active = explorer;
    try {
      return explorer.search(threads);
    } finally {
      active = null;
    }
  }

  private Explored search(ThreadFactory threads) {
    do {
      runs++;
      runOnce(threads);
    } while (violation == null && decisions.next());
    Throwable broken = violation;
    if (broken != null) { // its threads stay where they are
      return new Explored(runs, longest, broken + "\n" + switches);
    }
    for (Actor actor : actors) {
      actor.body = null;
      resume(actor);
    }
    return new Explored(runs, longest, "");
  }

  private void runOnce(ThreadFactory threads) {
    holds.clear();
    switches.setLength(0);
    preemptionsLeft = preemptions;
    points = 0;
    stopping = false;
    decisions.begin();
    List<Runnable> bodies = scenario.begin();
    while (actors.size() < bodies.size()) {
      actors.add(new Actor(actors.size(), threads));
    }
    for (Actor actor : actors) {
      actor.body = bodies.get(actor.number);
      actor.ended = false;
      actor.spinning = false;
      actor.bed = null;
      actor.wanted = null;
    }
    actAsLongAsSomebodyCan();
    longest = Math.max(longest, points);
    if (violation == null) {
      stop();
    }
  }

  /// The coordinator's part of an order.
  private void actAsLongAsSomebodyCan() {
    try {
      for (int passes = 0; ; passes++) {
        Actor first = someone(able(null));
        if (first != null) {
          begin(first);
        }
        if (violation != null) {
          return;
        }
        boolean stuck = actors.stream().anyMatch(actor -> actor.wanted != null || actor.spinning);
        if (!stuck && scenario.atRest()) {
          return;
        }
        if (passes == MOST_PASSES || !timePasses()) {
          throw new AssertionError("somebody waits for ever" + (stuck ? " in a loop" : ""));
        }
      }
    } catch (Throwable broken) {
      fail(broken);
    }
  }

  private void begin(Actor first) {
    acting = first;
    note("acts");
    resume(first);
    while (!back) {
      LockSupport.park(this);
    }
    back = false;
    acting = null;
  }

  /// @return whether somebody sleeps by the clock
  private boolean timePasses() {
    boolean some = false;
    for (Actor actor : actors) {
      if (!actor.ended && actor.bed != null && actor.timed) {
        actor.bed.told = true;
        some = true;
      }
    }
    switches.append("  time passes\n");
    return some;
  }

  private void stop() {
    stopping = true;
    for (Actor actor : actors) {
      if (!actor.ended) {
        begin(actor);
      }
    }
  }

  private static void resume(Actor actor) {
    actor.turn = true;
    LockSupport.unpark(actor.thread);
  }

  private void giveBack() {
    back = true;
    LockSupport.unpark(coordinator);
  }

  private void fail(Throwable broken) {
    if (violation == null) {
      violation = broken;
    }
  }

  private void note(String what) {
    Actor now = acting;
    if (now != null) {
      switches.append("  thread ").append(now.number).append(' ').append(what).append('\n');
    }
  }

  // ---------------------------------------------------------------- whoever acts

  private List<Actor> able(@Nullable Actor not) {
    List<Actor> able = new ArrayList<>(actors.size());
    for (Actor actor : actors) {
      if (actor != not && actor.canAct()) {
        able.add(actor);
      }
    }
    return able;
  }

  private @Nullable Actor someone(List<Actor> able) {
    return able.isEmpty() ? null : able.get(decisions.choose(able.size()));
  }

  private void thereMayBeNews() {
    for (Actor actor : actors) {
      actor.spinning = actor.spinning && actor == acting;
    }
  }

  /// The acting thread cannot go on, or has ended.
  private void passOn() {
    thereMayBeNews();
    Actor next = someone(able(null));
    if (next == null) {
      giveBack();
    } else {
      acting = next;
      note("acts");
      resume(next);
    }
  }

  /// The explorer whose thread the caller is, if it has a say now.
  private static @Nullable Explorer here() {
    Explorer explorer = active;
    if (explorer == null || explorer.stopping) {
      return null;
    }
    Actor acting = explorer.acting;
    return acting != null && acting.thread == Thread.currentThread() ? explorer : null;
  }

  /// Here another thread may come between.
  ///
  /// @param where for the list of switches
  public static void point(String where) {
    Explorer explorer = here();
    if (explorer != null) {
      explorer.maySwitch(where);
    }
  }

  @SuppressWarnings("NullAway") // somebody acts
  private void maySwitch(String where) {
    Actor self = acting;
    if (++points > MOST_POINTS) {
      fail(new AssertionError("it does not come to an end"));
      giveBack();
      self.awaitTurn(); // never
    }
    thereMayBeNews();
    if (preemptionsLeft == 0) {
      return;
    }
    List<Actor> others = able(self);
    int choice = decisions.choose(1 + others.size());
    if (choice > 0) {
      preemptionsLeft--;
      note("is stopped before " + where);
      switchTo(self, others.get(choice - 1));
    }
  }

  private void switchTo(Actor self, Actor next) {
    acting = next;
    note("acts");
    resume(next);
    self.awaitTurn();
  }

  /// The acting thread cannot go on before something has happened.
  private void wait(Actor self, String what) {
    note(what);
    passOn();
    self.awaitTurn();
  }

  /// It does nothing but look until another thread has done something.
  public static void spin() {
    Explorer explorer = here();
    if (explorer != null && explorer.acting != null) {
      Actor self = explorer.acting;
      self.spinning = true;
      List<Actor> able = explorer.able(self);
      if (able.isEmpty()) {
        explorer.wait(self, "spins");
      } else {
        explorer.note("spins");
        explorer.switchTo(self, nextAfter(self, able));
      }
    }
  }

  /// It could go on, but will do so only when all others have acted: a thread that searches again
  /// and again would keep them from it else.
  public static void giveWay() {
    Explorer explorer = here();
    if (explorer != null && explorer.acting != null) {
      Actor self = explorer.acting;
      List<Actor> able = explorer.able(self);
      if (!able.isEmpty()) {
        explorer.note("gives way");
        explorer.switchTo(self, nextAfter(self, able));
      }
    }
  }

  /// Going round, without a choice: else there were orders in which one of them never acts.
  private static Actor nextAfter(Actor self, List<Actor> able) {
    for (Actor actor : able) {
      if (actor.number > self.number) {
        return actor;
      }
    }
    return able.getFirst();
  }

  static void sleep(Bed bed, boolean timed) {
    Explorer explorer = here();
    if (explorer == null || explorer.acting == null) {
      throw new IllegalStateException("only the threads of a scenario sleep");
    }
    Actor self = explorer.acting;
    point("park");
    if (!bed.told) {
      self.bed = bed;
      self.timed = timed;
      explorer.wait(self, timed ? "sleeps for a time" : "sleeps");
      if (explorer.stopping) {
        throw new Stopped();
      }
      self.bed = null;
    }
    bed.told = false;
  }

  /// What entering a monitor is.
  public static void lock(Object monitor) {
    Explorer explorer = here();
    if (explorer == null || explorer.acting == null) {
      return;
    }
    point("a lock");
    while (!explorer.take(monitor)) {
      Actor self = explorer.acting;
      self.wanted = monitor;
      explorer.wait(self, "waits for a lock");
      self.wanted = null;
    }
  }

  private boolean take(Object monitor) {
    Actor self = acting;
    Hold hold = holds.get(monitor);
    if (self == null || (hold != null && hold.by != self)) {
      return false;
    }
    if (hold == null) {
      holds.put(monitor, new Hold(self));
    } else {
      hold.times++;
    }
    return true;
  }

  /// What trying a lock is, with whatever timeout.
  public static boolean tryLock(Object monitor) {
    Explorer explorer = here();
    if (explorer == null || explorer.acting == null) {
      return true;
    }
    point("a try");
    return explorer.take(monitor);
  }

  /// What leaving a monitor is.
  public static void unlock(Object monitor) {
    Explorer explorer = here();
    if (explorer == null) {
      return;
    }
    Hold hold = explorer.holds.get(monitor);
    if (hold != null && --hold.times == 0) {
      explorer.holds.remove(monitor);
    }
  }
}
