package io.pollen.runtime.scheduler;

import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.FileReads;
import io.pollen.runtime.seam.Idler;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// The driver of one worker, or the one that some workers share: opened by whoever needs it first.
///
/// Of those who share one at most one waits in it, and takes what comes; the others sleep until
/// there is enough for two. So a load that one thread can carry wakes one thread, and not each of
/// them for a little (Tokio's workers share one, too). Docs: decision 010.
final class DriverShare {
  // --- constant ---
  private final DriverFactory factory;
  private final int sharers;

  // --- written under the monitor, read by any thread ---
  private volatile @Nullable Driver driver;
  private volatile boolean guests;
  private volatile boolean closed;

  /// @param sharers how many workers have it, at least 1
  DriverShare(DriverFactory factory, int sharers) {
    this.factory = factory;
    this.sharers = sharers;
  }

  /// Whether several workers have it: then none of them is its owner.
  boolean isShared() {
    return sharers > 1;
  }

  /// The driver, opened now if need be. Any thread.
  Driver driver() {
    Driver open = driver;
    return open != null ? open : openDriver();
  }

  private synchronized Driver openDriver() {
    if (closed) {
      throw new IllegalStateException("the runtime is closed: it opens no more sockets");
    }
    Driver open = driver;
    if (open == null) {
      driver = open = factory.open();
    }
    return open;
  }

  /// The driver for a thread that is no worker: a worker sleeps in it from now on, because sockets
  /// may be registered while it does.
  ///
  /// @param worker that worker's bed
  Driver driverForGuest(Idler worker) {
    Driver open = driver();
    if (!guests) {
      guests = true;
      worker.unpark();
    }
    return open;
  }

  /// How the driver reads files, which is opened now if that is a reason to. Any thread.
  @Nullable FileReads fileReads() {
    Driver open = driver;
    if (open == null && factory.opensForFiles()) {
      try {
        open = openDriver();
      } catch (UncheckedIOException | IllegalStateException refused) {
        return null; // a read needs no driver: the pool reads, too
      }
    }
    return open == null ? null : open.fileReads();
  }

  /// The driver, if there is one. Any thread.
  @Nullable Driver ifOpen() {
    return driver;
  }

  /// The driver, if there is anything to wait for in it. Any thread.
  @Nullable Driver withSockets() {
    Driver open = driver;
    return open != null && (guests || open.registered() > 0) ? open : null;
  }

  /// Nobody polls any more.
  synchronized void close() {
    closed = true;
    Driver open = driver;
    if (open != null) {
      open.close();
    }
  }
}
