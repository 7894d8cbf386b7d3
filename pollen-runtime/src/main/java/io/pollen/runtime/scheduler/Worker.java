package io.pollen.runtime.scheduler;

import io.pollen.Waker;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.seam.Entropy;
import io.pollen.runtime.seam.Idler;
import io.pollen.runtime.task.Task;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One worker of a [MultiThread] scheduler, as steps: a thread steps it in a loop, a simulator
/// steps many on one thread. Its [Turn] is the context of the polls that it makes.
///
/// Where the next task comes from, in this order: the LIFO slot (a task that the last poll woke,
/// three times in a row at most, on the same budget), every so often the injection queue, the own
/// ring, the injection queue, the rings of the siblings.
final class Worker {
  /// How many polls in a row may come from the LIFO slot (Tokio's number).
  static final int LIFO_LIMIT = 3;

  /// How long the sentry sleeps; what may be stranded behind a long poll waits no longer.
  static final long SENTRY_NANOS = 5_000_000;

  /// How many fruitless rounds the sentry keeps watch over sleeping siblings.
  private static final int LINGER_ROUNDS = 20;

  // --- constant ---
  final int index;
  final @Nullable Worker base;
  final MultiThread scheduler;
  final RunQueue queue;
  final Registry registry;
  final Events events;
  final Helm helm = new Helm();
  private final Idler idler;
  private final Clock clock;
  private final Inject inject;
  private final Idle idle;
  final Pacer pacer;
  private final Thief thief;
  private final Rescue rescue;
  private final Spin spin;
  private final Graces graces;
  private final boolean lifoAllowed;
  private final @Nullable RuntimeHooks hooks;

  private final Turn turn;
  private final HotSlot hot = new HotSlot();

  // --- the owner writes, any thread reads ---
  private volatile int maintenances;
  private volatile long parks;
  private volatile boolean parked;

  // --- owner only: the queue ---
  private int lifoRuns;
  private boolean inEvents;
  private boolean yieldMarked;
  private int yieldMark;

  // --- owner only: the loop ---
  private int untilInject;
  private int untilMaintenance;
  private boolean searching;
  private boolean jumped; // it made the clock jump, and has not resumed yet
  private boolean sentry;
  private int quietRounds;
  private long parkNanos;
  private Phase phase = Phase.OPEN;
  private int paused; // polls in blocking calls

  /// @param base whose sockets and timers a surplus worker shares; null: it is none
  /// @param registry for tasks that this worker is the first to suspend
  Worker(
      MultiThread scheduler,
      int index,
      @Nullable Worker base,
      Events events,
      Idler idler,
      Registry registry,
      Config config) {
    this.scheduler = scheduler;
    this.index = index;
    this.base = base;
    this.events = events;
    this.idler = idler;
    clock = config.services().clock();
    long seed = index * 0x9E3779B97F4A7C15L;
    thief = new Thief(this, Entropy.seeded(config.seed() + seed));
    // Of its own: how often a thief looked around must not decide which branch is polled first.
    Entropy branches = Entropy.seeded(~config.seed() + seed);
    turn = new Turn(events, config.services(), () -> branches.nextInt(Integer.MAX_VALUE));
    inject = scheduler.inject;
    idle = scheduler.idle;
    queue = new RunQueue(config.ringCapacity());
    this.registry = registry;
    pacer = new Pacer(config.eventInterval(), config.injectInterval());
    rescue = new Rescue(this, Surplus.most(config));
    spin = new Spin(config.spin());
    graces = new Graces(config.abortGrace().toNanos());
    lifoAllowed = config.lifo();
    hooks = config.hooks();
    untilInject = pacer.injectInterval();
    untilMaintenance = pacer.untilEvents();
    pacer.beginBatch(clock.nanos());
  }

  // ---------------------------------------------------------------- the loop

  /// Polls one task, or finds out that there is none. The owner only.
  Step step() {
    if (parked) {
      resume();
      return stepWithLook();
    }
    if (--untilMaintenance <= 0) {
      maintain(clock.nanos());
      return stepWithLook();
    }
    Task<?> task = next();
    if (task == null) {
      return withoutTask();
    }
    if (searching) {
      endSearch();
    }
    run(task);
    return Step.POLLED;
  }

  /// Polls one task, as every step does, and shortens the chain of blocks that it waits in: too
  /// dear for each poll, but not for one among many, or after a sleep.
  private Step stepWithLook() {
    Task<?> task = next();
    if (task == null) {
      return withoutTask();
    }
    if (searching) {
      endSearch();
    }
    Task.Ran ran = poll(task);
    if (ran == Task.Ran.PENDING) {
      task.shorten();
    }
    settle(task, ran);
    return Step.POLLED;
  }

  /// After [Step#PARK]: for how long at most; negative: without limit.
  long parkNanos() {
    return parkNanos;
  }

  /// After [Step#PARK], for `nanos`. A task that a hook has spawned or woken on this thread is in
  /// this worker's own queues, and nobody else looks there.
  void sleep(long nanos) {
    if (hooks == null) {
      lieDown(nanos);
      return;
    }
    hooks.onThreadPark();
    if (hot.peek() == null && queue.size() == 0) {
      lieDown(nanos);
    }
    hooks.onThreadUnpark();
  }

  /// A sentry in a shared driver would take the events of a sibling that is only about to come back
  /// there, and two would be woken in turns for what one can do. It waits there when that sibling
  /// turned out to be stuck; until then its nap is the limit.
  private void lieDown(long nanos) {
    if (sentry && events.share().isShared() && !rescue.foundMateStuck() && isMateAwake()) {
      idler.parkAside(nanos);
    } else {
      idler.park(nanos);
    }
  }

  private boolean isMateAwake() {
    for (Worker worker : scheduler.workers) {
      if (worker != this
          && worker.base == null
          && worker.events.share() == events.share()
          && !worker.isParked()) {
        return true;
      }
    }
    return false;
  }

  Idler idler() {
    return idler;
  }

  private @Nullable Task<?> next() {
    Task<?> woken = hot.peek();
    if (woken != null && hot.take(woken)) {
      if (turn.hasBudget()) {
        lifoRuns++;
        return woken;
      }
      pushQueue(woken);
    }
    lifoRuns = 0;
    turn.refill();
    if (--untilInject <= 0) {
      untilInject = pacer.injectInterval();
      Task<?> task = takeInjected();
      if (task != null) {
        return task;
      }
    }
    if (yieldMarked && queue.reached(yieldMark)) {
      takeTurns(clock.nanos());
    }
    Task<?> task = queue.pop();
    if (task == null && turn.hasDeferred()) {
      takeTurns(clock.nanos());
      task = queue.pop();
    }
    return task;
  }

  /// The oldest task from outside. Others come into the ring with it, behind what is there: a flood
  /// from outside waits its turn in the same line as the worker's own tasks then, and not for one
  /// look after the other. Half of the ring stays free for tasks that are woken here.
  private @Nullable Task<?> takeInjected() {
    int room = queue.roomToHalf();
    return room < 1 ? inject.takeOne() : inject.takeInto(queue, scheduler.workers.length, room + 1);
  }

  /// The driver has its turn, then those who have let it.
  private void takeTurns(long now) {
    yieldMarked = false;
    inEvents = true;
    try {
      events.look(now);
      turn.wakeDeferred();
    } finally {
      inEvents = false;
    }
  }

  /// A sibling is stuck in a long poll: its sockets, timers and yields have their turn here.
  void takeTurnsOf(Worker sibling, long now) {
    inEvents = true;
    try {
      sibling.events.look(now);
      sibling.turn.wakeDeferred();
    } finally {
      inEvents = false;
    }
  }

  private void run(Task<?> task) {
    settle(task, poll(task));
  }

  private Task.Ran poll(Task<?> task) {
    if (scheduler.phase() != Phase.OPEN) {
      scheduler.condemn(task);
    }
    pacer.polled();
    turn.begin(task);
    return hooks == null ? task.run(turn) : pollWithHooks(task, hooks);
  }

  private Task.Ran pollWithHooks(Task<?> task, RuntimeHooks hooks) {
    hooks.onBeforePoll(task.info());
    Task.Ran ran = task.run(turn);
    hooks.onAfterPoll(task.info());
    return ran;
  }

  /// The poll that is under way calls this: its thread leaves, and another one steps this worker.
  /// The task goes on record, so that the worker does not end without it.
  Turn.Saved pausePoll() {
    if (inEvents) {
      throw new IllegalStateException("a waker must not block: wake a task, and block there");
    }
    Turn.Saved poll = turn.save();
    paused++;
    if (poll.task().slot() == 0) {
      registry.add(poll.task());
    }
    Task<?> woken = hot.clear();
    if (woken != null) {
      pushQueue(woken); // the stand-in may be long in coming, and siblings steal from here
    }
    return poll;
  }

  /// The thread of the paused poll has the helm again: as before a poll that a step makes.
  void resumePoll(Turn.Saved poll) {
    paused--;
    turn.restore(poll);
    if (parked) {
      resume();
    }
    if (searching) {
      endSearch();
    }
  }

  private void settle(Task<?> task, Task.Ran ran) {
    switch (ran) {
      case DONE -> {}
      case PENDING -> keep(task);
      case CANCELLING -> {
        graces.add(task, clock.nanos());
        keep(task);
      }
    }
  }

  private void keep(Task<?> task) {
    if (task.slot() == 0) {
      registry.add(task);
    }
    if (turn.hasYielded()) {
      if (!yieldMarked) {
        yieldMarked = true;
        yieldMark = queue.tail();
      }
      pushQueue(task);
    } else if (task.suspend()) {
      pushQueue(task);
    }
  }

  // ---------------------------------------------------------------- a surplus worker

  /// As [#step], of a worker that was dismissed: END as soon as it has nothing that is its own.
  Step stepOrRetire() {
    return retire() ? Step.END : step();
  }

  /// Gives everything away that others cannot reach, and ends. What the registry lists stays there:
  /// whoever ends a task finds it, and so does whoever closes the runtime.
  ///
  /// @return false while one of its polls is in a blocking call, and when the runtime closes: then
  ///   it ends like the others
  private boolean retire() {
    if (base == null || paused > 0 || scheduler.phase() != Phase.OPEN) {
      return false;
    }
    if (parked) {
      resume();
    }
    leaveSearch();
    takeTurns(clock.nanos());
    turn.end();
    pacer.endBatch(clock.nanos());
    giveTasksAway();
    graces.leaveTo(base.graces);
    base.idler.unpark();
    VarHandle
        .fullFence(); // Pairs with the store of the phase, before who closes looks at registries.
    boolean open = scheduler.phase() == Phase.OPEN;
    if (open) {
      idle.retire();
    }
    // Somebody may have chosen this one to search, and it may have been the sentry.
    scheduler.wakeSearcher();
    keepWatch();
    if (open) {
      scheduler.leave();
    }
    return open;
  }

  private void giveTasksAway() {
    Task<?> woken = hot.clear();
    if (woken != null) {
      inject.push(woken); // It is open, because this worker has not left.
    }
    for (Task<?> task = queue.pop(); task != null; task = queue.pop()) {
      inject.push(task);
    }
    queue.forgetStolen();
  }

  /// Of a surplus worker: whether it is none any more.
  boolean hasRetired() {
    return base != null && helm.hasEnded();
  }

  // ---------------------------------------------------------------- maintenance

  /// What is due every so many polls: events, those who let them go first, the siblings' health.
  private void maintain(long now) {
    pacer.endBatch(now);
    maintenances = maintenances + 1;
    scheduler.resubmitOverflown();
    untilMaintenance = pacer.untilEvents();
    takeTurns(now);
    graces.expire(now);
    if (phase != scheduler.phase()) {
      enter(scheduler.phase());
    }
    if (idle.helpAvailable() && backlog()) {
      scheduler.wakeSearcher();
    }
    rescue.whenDue(now);
    pacer.beginBatch(clock.nanos());
  }

  private boolean backlog() {
    return queue.size() + inject.backlog() >= pacer.wakeAt();
  }

  /// The runtime is closing: every task of the registry is told. Those in queues are told when they
  /// are taken out.
  private void enter(Phase next) {
    phase = next;
    registry.forEach(scheduler::condemn);
  }

  // ---------------------------------------------------------------- without a task

  private Step withoutTask() {
    if (pacer.inBatch()) {
      turn.end();
      pacer.endBatch(clock.nanos());
    }
    if (!searching && idle.beginSearch()) {
      searching = true;
      spin.begin();
    }
    if (searching) {
      Task<?> task = thief.search();
      if (task != null) {
        endSearch();
        run(task);
        return Step.POLLED;
      }
      if (spin.again()) {
        return Step.SEARCH;
      }
    }
    if (phase != scheduler.phase() || events.untilNextTimer() == 0 || scheduler.hasOverflown()) {
      maintain(clock.nanos());
      return Step.SEARCH;
    }
    if (phase != Phase.OPEN && scheduler.isEmpty()) {
      leaveSearch();
      // A task that a sibling has just taken is in no queue and no registry yet: this worker may
      // be the first to end, and a virtual clock must not wait for it.
      idle.leave();
      scheduler.leave();
      return Step.END;
    }
    return park();
  }

  private void endSearch() {
    leaveSearch();
    spin.found();
    pacer.beginBatch(clock.nanos());
    if (idle.helpAvailable() && backlog()) {
      scheduler.wakeSearcher();
    }
    keepWatch();
  }

  private void leaveSearch() {
    if (searching) {
      searching = false;
      idle.endSearch();
    }
  }

  /// Announce first, look again then: pairs with the submitters, who push first and read the word
  /// of [Idle] then.
  private Step park() {
    queue.forgetStolen();
    sentry = idle.park(index, searching, quietRounds < LINGER_ROUNDS);
    searching = false;
    parked = true;
    long now = clock.nanos();
    if (!inject.isQuiet()
        || thief.seesPrey()
        || phase != scheduler.phase()
        || scheduler.hasOverflown()) {
      return Step.SEARCH;
    }
    parkNanos = Idler.shorter(events.untilNextTimer(), graces.untilNext(now));
    if (sentry || phase != Phase.OPEN) {
      parkNanos = Idler.shorter(parkNanos, SENTRY_NANOS);
    }
    if (parkNanos == 0) {
      return Step.SEARCH;
    }
    if (scheduler.clockHasJumped()) {
      jumped = true;
      return Step.SEARCH;
    }
    parks = parks + 1;
    return Step.PARK;
  }

  /// The first step after a park.
  private void resume() {
    parked = false;
    boolean wasSentry = sentry;
    sentry = false;
    Idle.Woken woken = idle.unpark(index);
    searching = woken == Idle.Woken.TO_SEARCH;
    if (jumped) {
      jumped = false;
      scheduler.guestAsleep(); // from here on it is counted as a worker again
    }
    if (searching) {
      spin.begin();
    }
    boolean hasWatched = wasSentry && !searching;
    boolean watches = hasWatched || woken == Idle.Woken.TO_WATCH;
    if (hasWatched) {
      quietRounds = idle.awake() > 1 ? 0 : quietRounds + 1;
      rescue.now(clock.nanos());
    } else {
      quietRounds = 0;
      rescue.forgetMates();
    }
    if (watches) {
      untilInject = pacer.injectInterval(); // an outside task comes by a search, see endSearch
    } else {
      keepWatch();
    }
    maintain(clock.nanos());
    if (watches && (hot.peek() != null || queue.size() > 0 || turn.hasDeferred())) {
      keepWatch();
    }
  }

  /// This worker is about to poll, maybe for long: somebody else has to look after the others.
  private void keepWatch() {
    if (idle.unguarded()) {
      scheduler.wakeSentry();
    }
    scheduler.wakeWatchdog();
  }

  // ---------------------------------------------------------------- tasks come in

  /// A task that was woken on this worker. The owner only.
  void pushWoken(Task<?> task) {
    if (!lifoAllowed || inEvents || lifoRuns >= LIFO_LIMIT) {
      pushQueue(task);
      return;
    }
    Task<?> displaced = hot.clear();
    if (displaced != null) {
      try {
        pushQueue(displaced);
      } catch (StackOverflowError deep) {
        hot.task = displaced; // as it was: it is `task` that is in no queue
        throw deep;
      }
    }
    hot.put(task);
  }

  /// The owner only.
  ///
  /// @throws StackOverflowError only while the task is in no queue
  void pushQueue(Task<?> task) {
    enqueue(task);
    callForHelp();
  }

  /// All of them, and one decision then whether help is needed. The owner only.
  void pushAll(List<? extends Task<?>> tasks) {
    tasks.forEach(this::enqueue);
    callForHelp();
  }

  private void enqueue(Task<?> task) {
    while (!queue.push(task)) {
      Headroom.check();
      if (queue.spill(task, inject)) {
        break;
      }
    }
  }

  private void callForHelp() {
    try {
      if (queue.size() >= pacer.wakeAt() && idle.helpAvailable()) {
        scheduler.wakeSearcher();
      }
    } catch (StackOverflowError deep) {
      // It was only for help; the sentry comes in a few milliseconds.
    }
  }

  /// The LIFO slot. Any worker may look and take.
  HotSlot hot() {
    return hot;
  }

  /// A thread outside polls with this worker's services and lets the driver go first.
  void deferFromGuest(Waker waker) {
    turn.defer(waker);
    idler.unpark();
  }

  /// Changes with every round of maintenance: a worker whose count stands still is in a long poll.
  int maintenances() {
    return maintenances;
  }

  /// Changes with every poll and every round of maintenance. Any thread.
  long progress() {
    return pacer.polls() + maintenances;
  }

  /// Whether it sleeps, or is about to. Any thread.
  boolean isParked() {
    return parked;
  }

  /// What is being polled, for a thread that has just looked at the stack of this worker's thread:
  /// that makes visible what the worker did before. Null when it is busy with something else.
  @Nullable Task<?> polledUnderWatch() {
    return inEvents ? null : turn.current();
  }

  Metrics metrics() {
    return new Metrics(
        registry.live() + queue.countUnpolled(), pacer.polls(), parks, thief.steals());
  }

  /// What is being polled, for messages. The owner only.
  @Nullable Task<?> current() {
    return turn.current();
  }
}
