package io.pollen.process;

import io.pollen.FailureHook;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.sys.EpollCalls;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.ErrnoException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Children that no driver watches any more, because their runtime has ended or they were started
/// for nobody: one thread waits for them all, and only while there are any.
final class Orphans {
  private static final int EVENTS = 64;

  /// How often all are looked at, also those that no event tells of: the system had no room for
  /// another entry, or a debugger keeps a process from being reaped.
  private static final long LOOK_NANOS = 5_000_000_000L;

  private static final Clock CLOCK = Clock.system(); // those of runtimes may stand still
  private static final Object LOCK = new Object();

  // --- under LOCK; `epoll` is constant once it is there ---
  private static int epoll = -1;
  private static final Map<Long, NativeProcess> WAITED = new HashMap<>();
  private static long nextToken;
  private static @Nullable Thread thread;

  private Orphans() {}

  /// Before any process is started, so that taking one over needs no further descriptor.
  static void prepare() throws IOException {
    synchronized (LOCK) {
      if (epoll < 0) {
        int opened = EpollCalls.create();
        if (opened < 0) {
          throw new ErrnoException("epoll_create1", -opened);
        }
        epoll = opened;
      }
    }
  }

  /// Watches a process from now on.
  ///
  /// @param pidfd its descriptor, which stays open until it is settled
  static void adopt(NativeProcess process, int pidfd) {
    synchronized (LOCK) {
      long token = nextToken++;
      WAITED.put(token, process);
      var _ = EpollCalls.add(epoll, pidfd, EpollCalls.EPOLLIN | EpollCalls.EPOLLET, token);
      if (thread == null) {
        thread =
            Thread.ofPlatform()
                .daemon()
                .name("pollen-orphans")
                .inheritInheritableThreadLocals(false)
                .unstarted(Orphans::watch);
        boolean started = false;
        try {
          thread.start();
          started = true;
        } catch (OutOfMemoryError noThread) {
          // The system has none left. The next orphan tries again, for this one, too.
          FailureHook.report(process, noThread);
        } finally {
          if (!started) {
            thread = null;
          }
        }
      }
    }
  }

  /// Whatever the end of one fails with, the others are waited for.
  private static void watch() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment events = arena.allocate(EpollCalls.bytesFor(EVENTS), 16);
      long looked = CLOCK.nanos();
      while (isNeeded()) {
        int count = EpollCalls.await(epoll, events, EVENTS, LOOK_NANOS);
        if (count < 0 && count != -Errno.EINTR) {
          LockSupport.parkNanos(LOOK_NANOS); // no events then, but the looks at all of them
        }
        for (int i = 0; i < count; i++) {
          settle(EpollCalls.token(events, i));
        }
        long now = CLOCK.nanos();
        if (now - looked >= LOOK_NANOS) {
          looked = now;
          tokens().forEach(Orphans::settle);
        }
      }
    }
  }

  /// Whether the thread goes on; if not, the next process starts another one.
  private static boolean isNeeded() {
    synchronized (LOCK) {
      if (WAITED.isEmpty()) {
        thread = null;
        return false;
      }
      return true;
    }
  }

  private static List<Long> tokens() {
    synchronized (LOCK) {
      return List.copyOf(WAITED.keySet());
    }
  }

  private static void settle(long token) {
    NativeProcess process;
    synchronized (LOCK) {
      process = WAITED.get(token);
    }
    try {
      if (process != null && process.settle()) {
        synchronized (LOCK) {
          WAITED.remove(token);
        }
      }
    } catch (RuntimeException | Error failure) { // of who waits for its end; it is asked again
      FailureHook.report(process, failure);
    }
  }
}
