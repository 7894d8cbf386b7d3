package io.pollen.runtime.scheduler;

import io.pollen.AwaitTree;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.combine.SelectSeed;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.seam.Entropy;
import io.pollen.woven.RawFuture;
import io.pollen.woven.StateMachine;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The future that a thread outside the workers waits for: polled on that thread, with the services
/// of the runtime; its sockets and timers are a worker's.
final class Root implements PollContext, Waker {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Root.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Nobody has asked for a poll.
  private static final int QUIET = 0;

  /// The thread parks, or is about to.
  private static final int PARKED = 1;

  /// Somebody has asked for a poll.
  private static final int WOKEN = 2;

  // --- constant ---
  private final Thread thread = Thread.currentThread();
  private final Worker host;
  private final Services services;
  private final MultiThread scheduler;
  private final long seed;
  private final Future<?> future;

  // --- any thread ---
  @SuppressWarnings("unused") // through STATE
  private volatile int state;

  // --- the thread ---
  private int budget;
  private @Nullable SelectSeed selects;

  Root(Worker host, Services services, MultiThread scheduler, long seed, Future<?> future) {
    this.seed = seed;
    this.host = host;
    this.services = services;
    this.scheduler = scheduler;
    this.future = future;
  }

  /// Which branch of a select comes first; made when the first select asks.
  private SelectSeed selects() {
    SelectSeed known = selects;
    if (known == null) {
      Entropy branches = Entropy.seeded(seed);
      known = () -> branches.nextInt(Integer.MAX_VALUE);
      selects = known;
    }
    return known;
  }

  long threadId() {
    return thread.threadId();
  }

  /// What the thread waits for. Any thread.
  TaskDump dump() {
    boolean parked = (int) STATE.getVolatile(this) == PARKED;
    AwaitTree awaits = AwaitTree.ofOneTask(future);
    boolean undisturbed = parked && (int) STATE.getVolatile(this) == PARKED;
    return new TaskDump(
        0,
        "blockOn of thread " + thread.getName(),
        new TaskDump.Origin(AwaitTree.source(future), null, Map.of()),
        parked ? TaskDump.State.SUSPENDED : TaskDump.State.RUNNING,
        !undisturbed,
        awaits,
        null,
        List.of());
  }

  /// The scheduler counts this thread as awake (a virtual clock must not jump) from here until it
  /// has parked, and again from the wake on: whoever wakes a parked thread counts for it.
  <T> T run(Future<T> future) throws Exception {
    scheduler.guestAwake();
    try {
      return drive(future);
    } finally {
      scheduler.guestAsleep();
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the value of a Future<Void> is null
  private <T> T drive(Future<T> future) throws Exception {
    while (true) {
      STATE.getAndSet(this, QUIET); // Pairs with the getAndSet in wake.
      budget = BUDGET;
      Object answer = RawFuture.poll(future, this);
      if (answer != RawFuture.PENDING) {
        return (T) answer;
      }
      if (Thread.interrupted()) { // also of a future that never sleeps
        throw interrupted(future);
      }
      scheduler.patience.await(this::isWoken);
      // The compareAndSet fails when somebody has woken us since.
      if (STATE.compareAndSet(this, QUIET, PARKED)) {
        scheduler.guestAsleep();
        StateMachine.shorten(future);
        park(future);
      }
    }
  }

  private boolean isWoken() {
    return (int) STATE.getVolatile(this) == WOKEN;
  }

  private void park(Future<?> future) throws InterruptedException {
    while ((int) STATE.getVolatile(this) == PARKED) {
      if (scheduler.clockHasJumped()) {
        scheduler.guestAsleep();
      } else {
        LockSupport.park(this);
      }
      if (Thread.interrupted()) {
        if ((int) STATE.getAndSet(this, WOKEN) == PARKED) {
          scheduler.guestAwake();
        }
        throw interrupted(future);
      }
    }
  }

  private static InterruptedException interrupted(Future<?> future) {
    future.drop();
    return new InterruptedException("interrupted in blockOn; the future was dropped");
  }

  @Override
  public void wake() {
    if ((int) STATE.getAndSet(this, WOKEN) == PARKED) {
      scheduler.guestAwake();
      LockSupport.unpark(thread);
    }
  }

  @Override
  public Waker waker() {
    return this;
  }

  @Override
  public boolean spend() {
    if (budget <= 0) {
      return false;
    }
    budget--;
    return true;
  }

  @Override
  public void refund() {
    budget++;
  }

  @Override
  public void defer() {
    wake();
  }

  @Override
  public void defer(Waker waker) {
    host.deferFromGuest(waker);
  }

  @Override
  public <S> @Nullable S find(Class<S> service) {
    if (service.isInstance(host.events.timers())) {
      return service.cast(host.events.timers());
    }
    if (service == Driver.class) {
      return service.cast(host.events.share().driverForGuest(host.idler()));
    }
    if (service == SelectSeed.class) {
      return service.cast(selects());
    }
    return services.find(service);
  }
}
