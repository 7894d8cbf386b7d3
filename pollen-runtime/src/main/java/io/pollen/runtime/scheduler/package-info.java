/// The schedulers: which task is polled next, and by whom. Programs meet only
/// [io.pollen.runtime.scheduler.Metrics] and [io.pollen.runtime.scheduler.DriverFactory].
///
/// 1. A task comes in: woken or spawned on a worker it goes to that worker's LIFO slot or ring
///    ([io.pollen.runtime.scheduler.MultiThread], `Worker`, `HotSlot`, `RunQueue`); from outside to
///    the injection queue (`Inject`).
/// 2. The worker's `step` takes the next one and polls it. Its `Turn` is the context of that poll:
///    budget, deferred wakers, services.
/// 3. Every so many polls (`Pacer`) it looks at its driver and timers (`Events`), at the injection
///    queue, and after siblings that are stuck in a long poll (`Rescue`).
/// 4. Without a task it searches (`Thief`), spins for a moment (`Spin`), and parks (`Idle`,
///    `Parker`).
/// 5. A task that stays suspended is kept in a `Registry`, so that closing the runtime finds it. A
///    thread outside that waits for a future (`Root`) looks a while before it parks (`Patience`).
/// 6. A poll that blocks with consent leaves the `Helm` of its worker to another thread
///    (`StandIns`), and takes it back between two steps.
/// 7. A poll that blocks without asking is noticed by the `Watchdog`: told of (`LongPolls`), and a
///    `Surplus` worker takes the place of the stuck one.
///
/// Invariants, and the tests that guard them: no task is lost or polled twice at once
/// (`WorkerStepsTest`, `RunQueueTest`, `InjectTest`); no wake is lost between looking and parking
/// (`WorkerStepsTest`); nothing is stranded behind a long poll (`StrandedTest`) or a blocking call
/// (`BlockInPlaceTest`), also when every worker is in one (`WatchdogTest`); a surplus worker leaves
/// nothing behind (`WorkerStepsTest`, `SurplusTest`); every future is dropped exactly once when the
/// runtime closes (`ShutdownTest`).
@NullMarked
package io.pollen.runtime.scheduler;

import org.jspecify.annotations.NullMarked;
