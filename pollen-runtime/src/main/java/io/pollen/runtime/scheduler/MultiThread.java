package io.pollen.runtime.scheduler;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.runtime.driver.TimerWheel;
import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.seam.Idler;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Task;
import io.pollen.runtime.task.TaskInfo;
import io.pollen.runtime.task.TaskLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The work-stealing scheduler: some [Worker]s, the queue by which tasks come in from outside, and
/// the knowledge of who sleeps.
public final class MultiThread implements Scheduler {
  // --- constant ---
  final Inject inject = new Inject();
  final Idle idle;
  final Patience patience;
  private final Config config;
  private final @Nullable RuntimeHooks hooks;
  private final boolean clockWaits; // a virtual one: only then guests are counted
  private final Crew crew;
  private final BiFunction<Events, Boolean, Idler> idlers;
  private final Surplus surplus;
  private final @Nullable Watchdog watchdog;
  private final CountDownLatch ended = new CountDownLatch(1);

  // --- the watchdog writes, any thread reads: the workers proper, then the surplus ones ---
  volatile Worker[] workers;

  // --- any thread ---
  private volatile Phase phase = Phase.OPEN;
  private volatile @Nullable Thread guest;
  private final Muster living;

  /// What threads wait for in blockOn, for who looks in from outside.
  private final Roots roots = new Roots();

  private final Object overflowTurn = new Object();
  private volatile Object seenOverflow = Task.overflow(); // written under overflowTurn

  /// Threads in blockOn that are polling or have been woken to, and whoever has made a virtual
  /// clock jump and not looked at its queue yet.
  private final AtomicInteger guests = new AtomicInteger();

  /// Makes the workers; [#start] gives them threads.
  public MultiThread(Config config) {
    this(config, Parker::new);
  }

  /// @param idlers makes each worker's bed, where the events are; true: it is not their only owner
  MultiThread(Config config, BiFunction<Events, Boolean, Idler> idlers) {
    this.config = config;
    this.idlers = idlers;
    hooks = config.hooks();
    clockWaits = !config.services().clock().runsByItself();
    int most = Surplus.most(config);
    idle = new Idle(config.workers(), most);
    living = new Muster(config.workers());
    patience = new Patience(config.spin() > 0);
    workers = new Worker[config.workers()];
    crew = new Crew(this, config, most);
    surplus = new Surplus(this, config.workers(), most);
    watchdog = config.longPoll().isZero() ? null : new Watchdog(this, surplus, config);
    int share = config.workersPerDriver();
    for (int i = 0; i < workers.length; i++) {
      workers[i] =
          worker(
              i,
              i % share > 0
                  ? workers[i - 1].events.share()
                  : new DriverShare(config.drivers(), Math.min(share, workers.length - i)));
    }
  }

  private Worker worker(int index, DriverShare share) {
    Clock clock = config.services().clock();
    Runnable onEarlier = () -> wakeForTimer(index);
    TimerWheel timers = new TimerWheel(clock, onEarlier, config.timerTickNanos());
    Events events = new Events(clock, timers, share);
    Registry registry = new Registry(index, Surplus.most(config));
    return new Worker(
        this, index, null, events, idlers.apply(events, share.isShared()), registry, config);
  }

  /// A worker that shares the sockets and timers of `base`, not known to anybody yet.
  Worker surplusWorker(int index, Worker base, Registry registry) {
    Idler idler = idlers.apply(base.events, true);
    return new Worker(this, index, base, base.events, idler, registry, config);
  }

  /// Gives each worker a thread.
  public void start() {
    crew.start();
    wakeWatchdog();
  }

  Crew crew() {
    return crew;
  }

  @Override
  public <T> T blockInPlace(Callable<? extends T> call) throws Exception {
    Worker worker = here();
    return worker == null ? call.call() : crew.blockInPlace(worker, call);
  }

  /// What a drop throws on the calling thread goes to the runtime's handler.
  ///
  /// @param current the task that it polls at that time
  /// @return the handler that the thread had before
  FailureHook.@Nullable Handler reportFailures(Supplier<@Nullable Task<?>> current) {
    return FailureHook.install(
        new FailureHook.Handler() {
          @Override
          public void failed(Object source, Throwable failure) {
            config.failures().report(infoOf(current.get()), source, failure);
          }

          @Override
          public @Nullable Object driven() {
            return current.get();
          }
        });
  }

  static TaskInfo infoOf(@Nullable Task<?> task) {
    return task == null ? TaskInfo.NONE : task.info();
  }

  // ---------------------------------------------------------------- tasks

  @Override
  public <T> JoinHandle<T> spawn(Future<? extends T> future, TaskLabel label) {
    Task<T> task = Task.labelled(this, future, label);
    spawn(task);
    return task;
  }

  void spawn(Task<?> task) {
    tellSpawned(task);
    if (phase != Phase.OPEN) {
      reject(task);
      return;
    }
    Worker here = here();
    if (here != null) {
      here.pushQueue(task);
    } else {
      submitOrReject(task);
    }
  }

  @Override
  public <T> List<JoinHandle<T>> spawnAll(
      List<? extends Future<? extends T>> futures, TaskLabel label) {
    List<Task<T>> tasks = new ArrayList<>(futures.size());
    for (Future<? extends T> future : futures) {
      tasks.add(Task.labelled(this, future, label));
    }
    tasks.forEach(this::tellSpawned);
    Worker here = here();
    if (phase != Phase.OPEN) {
      tasks.forEach(MultiThread::reject);
    } else if (here != null) {
      here.pushAll(tasks);
    } else if (!tasks.isEmpty()) {
      submitRemote(tasks);
    }
    return List.copyOf(tasks);
  }

  private void tellSpawned(Task<?> task) {
    if (hooks != null) {
      hooks.onTaskSpawn(task.info());
    }
  }

  private void submitRemote(List<? extends Task<?>> tasks) {
    Task<?> newest = tasks.getFirst();
    for (Task<?> task : tasks.subList(1, tasks.size())) {
      task.next(newest);
      newest = task;
    }
    if (!submitRemote(newest, tasks.getFirst())) {
      for (Task<?> task : tasks) {
        task.next(null);
        reject(task);
      }
    }
  }

  @Override
  public @Nullable Task<?> current() {
    Worker here = here();
    return here == null ? null : here.current();
  }

  @Override
  public boolean isCancelDue() {
    Task<?> task = current();
    return task != null && task.isCancelDue();
  }

  @Override
  public boolean isClosing() {
    return phase != Phase.OPEN;
  }

  @Override
  public void submit(Task<?> task) {
    Worker here = here();
    if (here != null) {
      here.pushWoken(task);
    } else {
      submitOrReject(task);
    }
  }

  private void submitOrReject(Task<?> task) {
    if (!submitRemote(task, task)) {
      reject(task);
    }
  }

  /// @param newest linked to the older ones
  /// @return false when the door is closed: the tasks are still the caller's
  private boolean submitRemote(Task<?> newest, Task<?> oldest) {
    if (idle.nobodyAwake()) {
      Headroom.check(); // once it is pushed somebody must be woken
    }
    if (!inject.pushChain(newest, oldest)) {
      return false;
    }
    if (idle.nobodyAwake()) {
      // Push first, read then: pairs with park in Worker. Whoever is awake takes it or, in a long
      // poll, the sentry does.
      try {
        wakeSearcher();
      } catch (StackOverflowError deep) {
        // It is in a queue. The next wake that has the stack finds nobody awake, and it there.
      }
    }
    return true;
  }

  /// Whether somewhere a wake ran out of stack, and this scheduler has not looked yet.
  boolean hasOverflown() {
    return seenOverflow != Task.overflow();
  }

  /// Submits the tasks whose wake ran out of stack, if there may be any. Any worker; when all of
  /// them are parked, it is done after the next wake that has the stack.
  void resubmitOverflown() {
    if (hasOverflown()) {
      synchronized (overflowTurn) {
        seenOverflow = Task.overflow();
        for (Worker worker : workers) {
          worker.registry.forEach(Task::resubmit);
        }
      }
    }
  }

  /// A task that came too late: it is dropped here and now.
  private static void reject(Task<?> task) {
    task.dropNow();
    task.run(Context.of(Waker.noop()));
  }

  private @Nullable Worker here() {
    Worker worker = Carrier.current();
    if (worker != null) {
      return worker.scheduler == this ? worker : null;
    }
    return Thread.currentThread() == guest ? workers[0] : null;
  }

  /// A thread that is no carrier steps the first worker from now on; null: no longer.
  void carriedBy(@Nullable Thread thread) {
    guest = thread;
    if (thread != null) {
      wakeWatchdog();
    }
  }

  /// The thread that steps `worker`, or null when at the moment none does. Any thread.
  @Nullable Thread threadOf(Worker worker) {
    return crew.isThere() ? crew.threadOf(worker) : guest;
  }

  /// Whether nobody steps a worker that is awake. Any thread; pairs with [#wakeWatchdog].
  boolean isAtRest() {
    return idle.nobodyAwake() || (!crew.isThere() && guest == null);
  }

  Surplus surplus() {
    return surplus;
  }

  /// A worker may poll from here on, maybe for long.
  void wakeWatchdog() {
    if (watchdog != null) {
      watchdog.wake();
    }
  }

  /// The runtime that it belongs to.
  Object runtime() {
    return config.services().runtime();
  }

  @Override
  public boolean onWorker() {
    return here() != null;
  }

  @Override
  public void finished(Task<?> task) {
    int slot = task.slot();
    if (slot != 0) {
      workers[Registry.workerOf(slot, Surplus.most(config))].registry.remove(slot);
      task.slot(0);
    }
    if (hooks != null) {
      hooks.onTaskEnd(task.info());
    }
  }

  /// Of the worker that the calling thread steps.
  @Override
  public OptionalInt workerIndex() {
    Worker worker = here();
    return worker == null ? OptionalInt.empty() : OptionalInt.of(worker.index);
  }

  @Override
  public Failures failures() {
    return config.failures();
  }

  @Override
  public <T> T blockOn(Future<T> future) throws Exception {
    Root root = new Root(workers[0], config.services(), this, config.seed(), future);
    roots.enter(root);
    try {
      return root.run(future);
    } finally {
      roots.leave(root);
    }
  }

  // ---------------------------------------------------------------- wakes

  void wakeSearcher() {
    Headroom.check();
    wake(idle.takeSearcher());
  }

  void wakeSentry() {
    Headroom.check();
    wake(idle.takeSentry());
  }

  private void wake(int worker) {
    if (worker >= 0) {
      workers[worker].idler().unpark();
    }
  }

  private void wakeForTimer(int index) {
    Worker worker = workers[index];
    if (worker != null && worker != here()) {
      worker.idler().unpark();
    }
  }

  @Override
  public void nudge() {
    for (Worker worker : workers) {
      worker.idler().unpark();
    }
  }

  void guestAwake() {
    if (clockWaits) {
      guests.incrementAndGet();
    }
  }

  void guestAsleep() {
    if (clockWaits) {
      guests.decrementAndGet();
    }
  }

  /// Lets a virtual clock jump to the next timer when everybody sleeps. Asked by whoever is about
  /// to park, one at a time: a second one looks again after the first has fired its timers.
  ///
  /// @return true when it did: the caller counts as awake, until it says [#guestAsleep], because
  ///   what the timers woke may lie in its own queue
  boolean clockHasJumped() {
    if (!clockWaits || !everybodySleeps()) {
      return false;
    }
    synchronized (guests) {
      if (!everybodySleeps()) {
        return false;
      }
      long next = Long.MAX_VALUE;
      for (Worker worker : workers) {
        next = Math.min(next, worker.events.timers().nextDeadline());
      }
      Clock clock = config.services().clock();
      if (!clock.idle(next)) {
        return false;
      }
      guestAwake();
      for (Worker worker : workers) {
        worker.events.timers().advance(clock.nanos());
      }
      return true;
    }
  }

  private boolean everybodySleeps() {
    return guests.get() == 0
        && idle.nobodyAwake()
        && inject.isEmpty()
        && config.blockingIsQuiet().getAsBoolean();
  }

  // ---------------------------------------------------------------- the end

  Phase phase() {
    return phase;
  }

  /// A task that is still here while the scheduler closes.
  void condemn(Task<?> task) {
    switch (phase) {
      case OPEN -> {}
      case CANCELLING -> task.abort();
      case DROPPING -> task.dropNow();
    }
  }

  @Override
  public synchronized void cancelAll() {
    if (phase == Phase.OPEN) {
      endWith(Phase.CANCELLING);
    }
  }

  @Override
  public synchronized void dropAll() {
    endWith(Phase.DROPPING);
  }

  /// The workers tell the tasks in their registries; surplus ones may have retired.
  private void endWith(Phase next) {
    phase = next;
    for (Worker worker : workers) {
      if (worker.base != null) {
        worker.registry.forEach(this::condemn);
      }
    }
    nudge();
  }

  /// Whether no worker has a task left. Until then all of them stay: one may be stuck in a poll,
  /// and the others end what it cannot.
  boolean isEmpty() {
    for (Worker worker : workers) {
      if (worker.registry.live() > 0 || worker.queue.size() > 0) {
        return false;
      }
    }
    return inject.isEmpty();
  }

  /// A surplus worker comes. From here on the end waits for it.
  ///
  /// @return false when the end has come already
  boolean join() {
    return living.join();
  }

  /// A worker has nothing left and will get nothing more, but from outside. The last one closes the
  /// door, and then the drivers.
  void leave() {
    if (!living.leave()) {
      return;
    }
    for (Task<?> task = inject.close(); task != null; ) {
      Task<?> next = task.next();
      task.next(null);
      reject(task);
      task = next;
    }
    for (Worker worker : workers) {
      worker.events.close();
    }
    crew.close();
    if (watchdog != null) {
      watchdog.close();
    }
    ended.countDown();
  }

  @Override
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int dump(int limit, List<TaskDump> into) {
    Lookout lookout = new Lookout(limit, into);
    roots.forEach(lookout::add);
    for (Worker worker : workers) {
      lookout.addRunning(worker.current(), threadOf(worker));
    }
    for (Worker worker : workers) {
      lookout.add(worker.hot().peek());
      worker.queue.forEachQueued(lookout::add);
      worker.registry.forEach(lookout::add);
    }
    inject.forEachQueued(lookout::add);
    return lookout.more();
  }

  @Override
  public Metrics metrics() {
    Metrics sum = surplus.former().plus(new Metrics(inject.backlog(), 0, 0, 0));
    for (Worker worker : workers) {
      sum = sum.plus(worker.metrics());
    }
    return sum;
  }
}
