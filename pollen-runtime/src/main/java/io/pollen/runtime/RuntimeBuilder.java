package io.pollen.runtime;

import io.pollen.net.Resolver;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.Drivers;
import io.pollen.runtime.driver.TimerWheel;
import io.pollen.runtime.scheduler.DriverFactory;
import io.pollen.runtime.scheduler.RuntimeHooks;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.seam.Entropy;
import io.pollen.runtime.task.FailureHandler;
import io.pollen.runtime.task.TaskFailurePolicy;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Describes an [AsyncRuntime]. Not thread-safe.
public final class RuntimeBuilder {
  /// The cores of one cache, on most machines that have more than a few.
  private static final int WORKERS_PER_DRIVER = 8;

  private static final Duration FINEST_TIMER = Duration.ofNanos(1_000);
  private static final Duration COARSEST_TIMER = Duration.ofNanos(TimerWheel.MILLISECOND);

  String name = "pollen";
  boolean currentThread;
  boolean local;
  int workerThreads = defaultWorkers();
  boolean daemon;
  long stackSize = 32L << 20;
  int maxBlockingThreads = 512;
  int computeThreads = Runtime.getRuntime().availableProcessors();
  Duration keepAlive = Duration.ofSeconds(10);
  boolean virtualBlocking;
  int eventInterval = 61;
  Duration abortGrace = Duration.ofSeconds(5);
  long timerTickNanos = TimerWheel.MILLISECOND;
  long rngSeed = Entropy.freshSeed();
  Clock clock = Clock.system();
  FailureHandler onTaskFailure = FailureHandler.logging();
  TaskFailurePolicy failurePolicy = TaskFailurePolicy.REPORT;
  int globalQueueInterval;
  boolean lifoSlot = true;
  boolean endless;
  boolean spawnSites = Boolean.getBoolean("pollen.debug.spawn");
  Duration longPoll = Duration.ofMillis(100);
  @Nullable RuntimeHooks hooks;
  @Nullable Resolver resolver;
  private DriverKind driverKind = DriverKind.AUTO;
  private int maxIoEventsPerTick = 1024;
  private int workersPerDriver; // 0: as is best for the driver
  private @Nullable DriverFactory drivers;

  RuntimeBuilder() {}

  private static int defaultWorkers() {
    String said = System.getProperty("pollen.workers");
    if (said == null) {
      said = System.getenv("POLLEN_WORKERS");
    }
    if (said == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      return positive(Integer.parseInt(said.strip()), "pollen.workers / POLLEN_WORKERS");
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "pollen.workers / POLLEN_WORKERS is \"" + said + "\": give a number of threads", e);
    }
  }

  private static int positive(int value, String what) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, not " + value);
    }
    return value;
  }

  /// No threads of its own: tasks run on the thread that is in `blockOn`.
  public RuntimeBuilder currentThread() {
    currentThread = true;
    return this;
  }

  /// As [#currentThread], and bound to the thread that calls [#build]: see [AsyncRuntime#local].
  public RuntimeBuilder local() {
    local = true;
    return currentThread();
  }

  /// How many worker threads. Default: the system property `pollen.workers`, else the environment
  /// variable `POLLEN_WORKERS`, else the number of processors.
  public RuntimeBuilder workerThreads(int count) {
    workerThreads = positive(count, "workerThreads");
    return this;
  }

  /// Begins the names of the threads: `name-worker-0`, `name-blocking-0`. Default: `pollen`.
  public RuntimeBuilder name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /// Whether the threads are daemon threads, which do not keep the JVM running. Default: false.
  public RuntimeBuilder daemon(boolean daemon) {
    this.daemon = daemon;
    return this;
  }

  /// The stack of a worker thread in bytes; nested awaits use it. Only address space is reserved.
  /// Default: 32 MiB, which is enough for 40,000 of them.
  public RuntimeBuilder stackSize(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("stackSize must not be negative: " + bytes);
    }
    stackSize = bytes;
    return this;
  }

  /// How many threads at most run blocking calls. Default: 512.
  public RuntimeBuilder maxBlockingThreads(int count) {
    maxBlockingThreads = positive(count, "maxBlockingThreads");
    return this;
  }

  /// How many threads at most run the calls of [AsyncRuntime#compute]; the others wait. Default:
  /// the number of processors.
  public RuntimeBuilder computeThreads(int count) {
    computeThreads = positive(count, "computeThreads");
    return this;
  }

  /// How long an idle thread for blocking calls waits for the next one. Default: 10 s.
  public RuntimeBuilder keepAlive(Duration duration) {
    keepAlive = AsyncRuntime.atMostForever(duration);
    return this;
  }

  /// Whether blocking calls run on virtual threads. Default: false, platform threads.
  public RuntimeBuilder virtualBlocking(boolean virtual) {
    virtualBlocking = virtual;
    return this;
  }

  /// How many polls at most between two looks at sockets and timers. Default: 61.
  public RuntimeBuilder eventInterval(int polls) {
    eventInterval = positive(polls, "eventInterval");
    return this;
  }

  /// How many polls between two looks at the tasks that come from outside. Default: as many as take
  /// 200 µs, between 2 and 127; with [#currentThread] 31.
  public RuntimeBuilder globalQueueInterval(int polls) {
    globalQueueInterval = positive(polls, "globalQueueInterval");
    return this;
  }

  /// Whether a task that was just woken goes before the others of its worker, up to three times in
  /// a row: good for tasks that hand work to each other. Default: true; with [#currentThread] it
  /// never does.
  public RuntimeBuilder lifoSlot(boolean lifo) {
    lifoSlot = lifo;
    return this;
  }

  /// How long a poll may take. One that takes longer is reported once, while it goes on: to the log
  /// (`io.pollen`, level WARNING) with the task, its line and its stack, and to
  /// [RuntimeHooks#onLongPoll]. A surplus worker takes the place of the one that is stuck, with
  /// what waits behind it, and retires when the poll has ended; up to 16 of them at a time. A
  /// current-thread runtime only reports. Time is the machine's, whatever [#clock] says; it is
  /// noticed within half of the threshold, or later on a machine that has no processor for it.
  /// Until the runtime is twenty thresholds old nothing is reported: a cold JVM loads classes in
  /// polls. Default: 100 ms. Zero turns it off.
  ///
  /// @param threshold 0, or at least 1 ms
  public RuntimeBuilder watchdog(Duration threshold) {
    if (threshold.isNegative() || (!threshold.isZero() && threshold.toMillis() == 0)) {
      throw new IllegalArgumentException("watchdog must be zero, or 1 ms at least: " + threshold);
    }
    longPoll = AsyncRuntime.atMostForever(threshold);
    return this;
  }

  /// Told of threads and tasks as they come and go. Default: nobody.
  public RuntimeBuilder hooks(RuntimeHooks hooks) {
    this.hooks = Objects.requireNonNull(hooks, "hooks");
    return this;
  }

  /// Whether each task remembers the line that spawned it, for dumps and messages. That walks the
  /// stack at every spawn, for some microseconds. Without it tasks are told by the async block that
  /// they run, which costs nothing. Default: what the system property `pollen.debug.spawn` says, or
  /// else false.
  public RuntimeBuilder spawnSites(boolean remember) {
    spawnSites = remember;
    return this;
  }

  /// How long an aborted task may clean up before its future is dropped. Default: 5 s.
  public RuntimeBuilder abortGrace(Duration grace) {
    abortGrace = AsyncRuntime.atMostForever(grace);
    return this;
  }

  /// To what the deadlines of all timers of the runtime are rounded up, from 1 µs to 1 ms. Finer
  /// timers meet less often, so the workers wake more often. How late a timer is beside that is the
  /// system's: Linux, for example, wakes a thread up to 50 µs late. While a worker has sockets it
  /// waits in the driver, which counts nanoseconds with epoll on Linux 5.11 and glibc 2.35 or
  /// newer, and else whole milliseconds (also with NIO): timers are then late by up to one.
  /// Default: 1 ms.
  ///
  /// @throws IllegalArgumentException when it is out of this range
  public RuntimeBuilder timerResolution(Duration resolution) {
    if (resolution.compareTo(FINEST_TIMER) < 0 || resolution.compareTo(COARSEST_TIMER) > 0) {
      throw new IllegalArgumentException(
          "timerResolution must be from 1 µs to 1 ms, not " + resolution);
    }
    timerTickNanos = resolution.toNanos();
    return this;
  }

  /// What the workers' random numbers start from, also those by which `select` and `race` choose
  /// the branch that they poll first. Default: differs from run to run.
  public RuntimeBuilder rngSeed(long seed) {
    rngSeed = seed;
    return this;
  }

  /// The time that timers go by. Default: the machine's.
  public RuntimeBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /// Which driver serves the sockets. Default: [DriverKind#AUTO], which is what the system property
  /// `pollen.driver` or else the environment variable `POLLEN_DRIVER` names, and without them
  /// epoll, or NIO where there is none. `build` throws an `IllegalArgumentException` when what they
  /// name is no driver.
  public RuntimeBuilder driver(DriverKind kind) {
    Objects.requireNonNull(kind, "kind");
    driverKind = kind;
    drivers = null;
    return this;
  }

  /// What finds the addresses of host names. Default: [Resolver#system].
  public RuntimeBuilder resolver(Resolver resolver) {
    this.resolver = Objects.requireNonNull(resolver, "resolver");
    return this;
  }

  /// How many events of sockets one look of a worker fetches at most; the others wait for the next
  /// look. Fewer let tasks have their turn sooner when very many sockets are ready. Default: 1024.
  /// Counts for epoll and the drivers of [#driver] only.
  public RuntimeBuilder maxIoEventsPerTick(int events) {
    maxIoEventsPerTick = positive(events, "maxIoEventsPerTick");
    return this;
  }

  /// How many workers share a driver with each other: one of them waits there and runs the tasks
  /// that it wakes; the others help when there is enough for two. More of them make a moderate load
  /// cheaper, because fewer threads are woken, and sockets wait for no particular thread; 1 lets
  /// each have its own, which spares very many workers each other's sockets. Default: 8 for epoll,
  /// and for what serves in its place. Of [DriverKind#URING] and [DriverKind#NIO] there is one for
  /// each worker in any case.
  public RuntimeBuilder workersPerDriver(int workers) {
    workersPerDriver = positive(workers, "workersPerDriver");
    return this;
  }

  /// Opens the drivers, one for each worker unless [#workersPerDriver] is set (then they must have
  /// [io.pollen.runtime.driver.Driver#tryWait]), when the first socket is used.
  public RuntimeBuilder drivers(DriverFactory factory) {
    drivers = Objects.requireNonNull(factory, "factory");
    return this;
  }

  /// Told of failures of tasks that nobody awaits. Default: logs them.
  public RuntimeBuilder onTaskFailure(FailureHandler handler) {
    onTaskFailure = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /// What follows from a failure of a task that nobody awaits. Default: [TaskFailurePolicy#REPORT].
  public RuntimeBuilder onTaskFailure(TaskFailurePolicy policy) {
    failurePolicy = Objects.requireNonNull(policy, "policy");
    return this;
  }

  DriverFactory driverFactory() {
    if (drivers != null) {
      return drivers;
    }
    return new Opener(driverKind, maxIoEventsPerTick);
  }

  private record Opener(DriverKind kind, int events) implements DriverFactory {
    @Override
    public Driver open() {
      return Drivers.open(kind, events);
    }

    @Override
    public boolean opensForFiles() {
      return Drivers.readFiles(kind);
    }
  }

  int workersPerDriver() {
    if (drivers != null) {
      return Math.max(1, workersPerDriver);
    }
    return !Drivers.isShareable(driverKind)
        ? 1
        : workersPerDriver == 0 ? WORKERS_PER_DRIVER : workersPerDriver;
  }

  /// Makes `threads` threads with a local runtime each, as described here. Their names are
  /// `name-local-0` and so on.
  public LocalPool localPool(int threads) {
    return new LocalPool(local(), positive(threads, "threads"));
  }

  /// Makes the runtime and starts its threads.
  public AsyncRuntime build() {
    return new AsyncRuntime(this);
  }
}
