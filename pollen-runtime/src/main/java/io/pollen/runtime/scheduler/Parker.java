package io.pollen.runtime.scheduler;

import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.seam.Idler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A worker's bed: its thread parks in the driver when sockets are registered there, else in
/// `LockSupport`. Wakes are coalesced, and go the way that the worker sleeps.
///
/// A worker that shares its driver, with siblings or as a surplus one, parks there unless somebody
/// else waits there already: then in `LockSupport`. Whoever leaves the driver is awake, and will
/// find it free, or taken again, when it parks: so while all of those who share it sleep, and it
/// has sockets, one of them waits there. While one is awake, a sentry is about (see [Idle]), which
/// leaves the driver to that one unless it is stuck.
///
/// | state  | set by | meaning                                                  |
/// |--------|--------|----------------------------------------------------------|
/// | AWAKE  | park   | nobody has asked for anything                            |
/// | THREAD | park   | sleeps, or is about to, in LockSupport                   |
/// | DRIVER | park   | sleeps, or is about to, in the driver; THREAD may follow |
/// | TOLD   | unpark | the next park returns at once                            |
final class Parker implements Idler {
  private static final int AWAKE = 0;
  private static final int THREAD = 1;
  private static final int DRIVER = 2;
  private static final int TOLD = 3;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Parker.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- constant ---
  private final Events events;
  private final boolean shares;

  private final BooleanSupplier inDriver = () -> this.state == DRIVER;

  // --- the owner writes ---
  private volatile @Nullable Thread sleeper;

  // --- any thread ---
  @SuppressWarnings("unused") // through STATE
  private volatile int state;

  Parker(Events events) {
    this(events, false);
  }

  /// @param shares whether it is not the driver's only owner
  Parker(Events events, boolean shares) {
    this.events = events;
    this.shares = shares;
  }

  @Override
  public void park(long timeoutNanos) {
    park(events.share().withSockets(), timeoutNanos);
  }

  @Override
  public void parkAside(long timeoutNanos) {
    park(null, timeoutNanos);
  }

  private void park(@Nullable Driver driver, long timeoutNanos) {
    Thread thread = Thread.currentThread();
    if (sleeper != thread) {
      sleeper = thread;
    }
    // Pairs with the getAndSet in unpark: either that one sees how we sleep, or we see TOLD.
    if (STATE.compareAndSet(this, AWAKE, driver == null ? THREAD : DRIVER)) {
      if (driver == null) {
        parkThread(timeoutNanos);
      } else if (!shares) {
        driver.poll(timeoutNanos);
      } else if (driver.tryWait(timeoutNanos, inDriver) < 0
          && STATE.compareAndSet(this, DRIVER, THREAD)) { // or it was told meanwhile
        parkThread(timeoutNanos);
      }
    }
    STATE.getAndSet(this, AWAKE);
  }

  private void parkThread(long timeoutNanos) {
    if (timeoutNanos < 0) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, timeoutNanos);
    }
  }

  @Override
  public void unpark() {
    switch ((int) STATE.getAndSet(this, TOLD)) {
      case THREAD -> LockSupport.unpark(sleeper);
      case DRIVER -> {
        // The owner itself wakes tasks before its driver returns: it is up already.
        if (Thread.currentThread() != sleeper) {
          wakeFromDriver();
        }
      }
      default -> {}
    }
  }

  private void wakeFromDriver() {
    Driver driver = events.share().ifOpen();
    if (driver == null) {
      return; // nobody sleeps there
    }
    if (shares) {
      driver.endTryWait();
    } else {
      driver.wakeup();
    }
  }
}
