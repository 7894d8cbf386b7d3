/// Waiting: sleeps, timeouts, intervals, and a clock that tests move by hand.
///
/// The way of a timer through the code:
///
/// 1. [io.pollen.time.Time] makes a future: [io.pollen.time.Sleep], a timeout, or an
///    [io.pollen.time.Interval] whose `tick()` is one. Nothing runs yet.
/// 2. The first poll asks the context for this worker's [io.pollen.runtime.driver.TimerWheel],
///    turns the duration into a deadline of the wheel's clock, and links the future itself into the
///    wheel ([io.pollen.runtime.driver.TimerEntry]).
/// 3. The worker parks until the wheel's `nextDeadline()`, or another one looks after it; `advance`
///    marks what is due as fired and calls its waker.
/// 4. The next poll sees that, and the future completes. A drop in between unlinks it in O(1).
/// 5. A [io.pollen.time.TimerQueue] has entries of its own, in a heap; only the future that waits
///    for the first of them is in the wheel.
///
/// Invariants, with the tests that guard them:
///
/// - Never early, rounded up to the millisecond or the runtime's resolution, nothing added
///   (`TimerWheelTest`, `TimerWheelProperties` against a sorted map).
/// - The latest waker is called, whatever races with the fire (`TimerWheelLincheck`, and the
///   jcstress programs in `verify`).
/// - A sleeping future is 40 bytes (`TimerFootprintTest`).
/// - A timeout polls its future first, and drops it before its own result is visible
///   (`TimeoutTest`).
/// - A timer queue is a sorted set of deadlines (`TimerQueueProperties`), and whoever waits for it
///   learns of a change of the first one (`TimerQueueTest`).
/// - An interval keeps to its missed-tick policy (`IntervalTest`).
@NullMarked
package io.pollen.time;

import org.jspecify.annotations.NullMarked;
