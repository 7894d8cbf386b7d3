package io.pollen.runtime;

import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.runtime.scheduler.Config;
import io.pollen.runtime.scheduler.CurrentThread;
import io.pollen.runtime.scheduler.GuardedHooks;
import io.pollen.runtime.scheduler.MultiThread;
import io.pollen.runtime.scheduler.RuntimeHooks;
import io.pollen.runtime.scheduler.Scheduler;
import io.pollen.runtime.scheduler.Services;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.task.Failures;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Puts a runtime together as its builder says.
final class RuntimeParts {
  private static final int RING = 256;
  private static final int CURRENT_THREAD_INJECT_INTERVAL = 31;
  private static final int SPIN = 200;

  final Failures failures;
  private final @Nullable RuntimeHooks hooks;
  final Pools pools;
  final Scheduler scheduler;

  RuntimeParts(RuntimeBuilder builder, AsyncRuntime runtime) {
    failures = new Failures(builder.onTaskFailure, builder.failurePolicy, runtime::endBecauseOf);
    hooks = builder.hooks == null ? null : new GuardedHooks(builder.hooks, failures);
    Nudge nudge = new Nudge();
    Runnable onQuiet = builder.clock == Clock.system() ? () -> {} : nudge;
    pools =
        new Pools(
            new BlockingPool(
                builder.maxBlockingThreads,
                builder.keepAlive,
                threads("blocking", builder.virtualBlocking, builder, runtime, hooks),
                failures,
                onQuiet),
            new BlockingPool(
                builder.computeThreads,
                builder.keepAlive,
                threads("compute", false, builder, runtime, hooks),
                failures,
                onQuiet));
    pools.warnOfSaturation(builder.name, builder.maxBlockingThreads);
    List<Object> others =
        builder.resolver == null
            ? List.of(pools.blocking())
            : List.of(pools.blocking(), builder.resolver);
    Services services = new Services(builder.clock, runtime, others);
    Config config = config(builder, services);
    if (builder.currentThread) {
      scheduler = new CurrentThread(config);
    } else {
      MultiThread multi = new MultiThread(config);
      multi.start();
      scheduler = multi;
    }
    nudge.scheduler = scheduler;
  }

  /// A virtual clock may jump when the last blocking call has ended: the scheduler looks again.
  private static final class Nudge implements Runnable {
    volatile @Nullable Scheduler scheduler;

    @Override
    public void run() {
      Scheduler known = scheduler;
      if (known != null) {
        known.nudge();
      }
    }
  }

  private Config config(RuntimeBuilder builder, Services services) {
    boolean alone = builder.currentThread || Runtime.getRuntime().availableProcessors() == 1;
    return new Config(
        builder.name,
        builder.currentThread ? 1 : builder.workerThreads,
        RING,
        builder.eventInterval,
        injectInterval(builder),
        builder.lifoSlot && !builder.currentThread,
        alone ? 0 : SPIN,
        builder.rngSeed,
        builder.daemon,
        builder.stackSize,
        builder.abortGrace,
        builder.timerTickNanos,
        services,
        builder.driverFactory(),
        builder.workersPerDriver(),
        failures,
        pools::areQuiet,
        builder.longPoll,
        hooks);
  }

  /// 0 to tune it.
  private static int injectInterval(RuntimeBuilder builder) {
    return builder.globalQueueInterval > 0
        ? builder.globalQueueInterval
        : builder.currentThread ? CURRENT_THREAD_INJECT_INTERVAL : 0;
  }

  private static Runnable between(RuntimeHooks hooks, Runnable life) {
    return () -> {
      hooks.onThreadStart();
      life.run();
      hooks.onThreadStop();
    };
  }

  private static ThreadFactory threads(
      String what,
      boolean isVirtual,
      RuntimeBuilder builder,
      AsyncRuntime runtime,
      @Nullable RuntimeHooks hooks) {
    AtomicInteger count = new AtomicInteger();
    return body -> {
      String name = builder.name + "-" + what + "-" + count.getAndIncrement();
      Runnable bound = runtime.bound(hooks == null ? body : between(hooks, body));
      return isVirtual
          ? Thread.ofVirtual().name(name).unstarted(bound)
          : Thread.ofPlatform().name(name).daemon(builder.daemon).unstarted(bound);
    };
  }
}
