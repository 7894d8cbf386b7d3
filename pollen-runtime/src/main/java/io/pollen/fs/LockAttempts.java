package io.pollen.fs;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.runtime.blocking.PoolFuture;
import io.pollen.time.Time;
import io.pollen.woven.RawFuture;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks for a lock until it gets it. The system can also wait for one, but in a call that cannot be
/// taken back: it would hold a thread of the pool, hold up the end of the runtime, and get the lock
/// for a future that was dropped long ago.
final class LockAttempts extends FileOperation<FileLock> implements Inspectable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);

  /// How long a lock may be free before it is noticed.
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private final OpenFile file;
  private final long position;
  private final long size;
  private final boolean shared;

  private Duration pause = FIRST_PAUSE;
  private @Nullable Future<Optional<FileLock>> attempt;
  private @Nullable Future<Void> sleep;

  LockAttempts(OpenFile file, long position, long size, boolean shared) {
    this.file = file;
    this.position = position;
    this.size = size;
    this.shared = shared;
  }

  /// One attempt. A lock that comes too late is given back.
  static PoolFuture<Optional<FileLock>> attempt(
      OpenFile file, long position, long size, boolean shared) {
    return PoolFuture.acquiring(
        "a lock",
        file,
        () ->
            Optional.ofNullable(file.tryLock(position, size, shared))
                .map(lock -> new FileLock(file, lock)),
        lock -> lock.ifPresent(FileLock::close));
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    while (true) {
      if (sleep != null) {
        if (RawFuture.poll(sleep, cx) == PENDING) {
          return PENDING;
        }
        sleep = null;
      }
      if (attempt == null) {
        attempt = attempt(file, position, size, shared);
      }
      Object answer = RawFuture.poll(attempt, cx);
      if (answer == PENDING) {
        return PENDING;
      }
      attempt = null;
      if (answer instanceof Optional<?> got && got.isPresent()) {
        return got.get();
      }
      sleep = Time.sleep(pause);
      pause = pause.multipliedBy(2);
      if (pause.compareTo(LONGEST_PAUSE) > 0) {
        pause = LONGEST_PAUSE;
      }
    }
  }

  @Override
  void release() {
    Future<Optional<FileLock>> asking = attempt;
    Future<Void> sleeping = sleep;
    attempt = null;
    sleep = null;
    if (asking != null) {
      asking.drop();
    }
    if (sleeping != null) {
      sleeping.drop();
    }
  }

  @Override
  public void inspect(Inspection into) {
    into.what("a lock of " + file).awaits(attempt).awaits(sleep);
  }

  @Override
  public String toString() {
    return "a lock of " + file;
  }
}
