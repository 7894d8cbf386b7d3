package io.pollen.bench.memory;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.pollen.bench.micro.Library;
import io.pollen.bench.peer.KotlinSleepers;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.Pollen;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// Puts tasks to sleep for an hour.
final class Sleepers {
  private static final Duration HOUR = Duration.ofHours(1);
  private final AtomicInteger asleep = new AtomicInteger();

  /// How many have come to their sleep.
  int asleep() {
    return asleep.get();
  }

  /// What starts that many tasks on `library`.
  IntConsumer on(Library library) {
    return switch (library) {
      case POLLEN -> this::pollenTasks;
      case VIRTUAL -> this::virtualThreads;
      case POOL -> this::timers;
      case NETTY -> this::eventLoopTimers;
      case FORK_JOIN -> throw new IllegalArgumentException(library.title() + " has no timers");
      case KOTLIN -> count -> KotlinSleepers.start(count, HOUR.toMillis(), asleep::incrementAndGet);
    };
  }

  /// One task starts the others from inside, as in the Tokio peer.
  private void pollenTasks(int count) {
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).daemon(true).build();
    runtime.spawn(() -> {
      for (int i = 0; i < count; i++) {
        Pollen.spawn(() -> {
          asleep.incrementAndGet();
          Pollen.await(Pollen.sleep(HOUR));
        });
      }
    });
  }

  private void virtualThreads(int count) {
    for (int i = 0; i < count; i++) {
      Thread.startVirtualThread(() -> {
        asleep.incrementAndGet();
        try {
          Thread.sleep(HOUR);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
    }
  }

  /// Nor can an event loop.
  private void eventLoopTimers(int count) {
    EventLoop loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
    loop.execute(() -> {
      for (int i = 0; i < count; i++) {
        loop.schedule(() -> {}, HOUR.toMillis(), TimeUnit.MILLISECONDS);
        asleep.incrementAndGet();
      }
    });
  }

  /// A pool cannot hold sleeping tasks: a timer each is what it offers.
  private void timers(int count) {
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(2);
    for (int i = 0; i < count; i++) {
      pool.schedule(() -> {}, HOUR.toMillis(), TimeUnit.MILLISECONDS);
      asleep.incrementAndGet();
    }
  }
}
