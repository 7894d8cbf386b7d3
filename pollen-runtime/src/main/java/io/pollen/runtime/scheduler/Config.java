package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Failures;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Everything that a scheduler is made with.
///
/// @param name prefix of the workers' thread names
/// @param workers how many
/// @param ringCapacity size of a worker's ring, a power of two
/// @param eventInterval polls at most between two looks at the driver
/// @param injectInterval polls between two looks at the injection queue; 0 to tune it
/// @param lifo whether a woken task may go before the others
/// @param spin how often at most a worker looks again before it parks
/// @param seed what the workers' random numbers start from
/// @param daemon whether the workers are daemon threads
/// @param stackSize of the workers in bytes; 0 for the JVM's default
/// @param abortGrace how long an aborted task may clean up
/// @param timerTickNanos to what timers are rounded up
/// @param services what polls can find
/// @param drivers opens the workers' drivers
/// @param workersPerDriver how many workers share one
/// @param failures where failures go that nobody observes
/// @param blockingIsQuiet whether no blocking work is queued or running
/// @param longPoll how long a poll may take before the watchdog minds; zero for no watchdog
/// @param hooks told of threads and tasks; they throw nothing
public record Config(
    String name,
    int workers,
    int ringCapacity,
    int eventInterval,
    int injectInterval,
    boolean lifo,
    int spin,
    long seed,
    boolean daemon,
    long stackSize,
    Duration abortGrace,
    long timerTickNanos,
    Services services,
    DriverFactory drivers,
    int workersPerDriver,
    Failures failures,
    BooleanSupplier blockingIsQuiet,
    Duration longPoll,
    @Nullable RuntimeHooks hooks) {}
