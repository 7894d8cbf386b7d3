/// Synchronisation between tasks: [io.pollen.sync.Mutex], [io.pollen.sync.Semaphore],
/// [io.pollen.sync.Notify], [io.pollen.sync.CancellationToken], and the channels
/// [io.pollen.sync.Oneshot] and [io.pollen.sync.Mpsc]. It needs no runtime: any driver can wait
/// here, and threads can by the `...Blocking` forms.
///
/// The way through the package:
///
/// 1. A wait is a leaf future that is its own queue node ([io.pollen.sync.Waiter]); the nodes hang
///    in a [io.pollen.sync.WaiterQueue], so waiting allocates nothing more and a drop unlinks in
///    O(1).
/// 2. [io.pollen.sync.Permits] is the one fair counter: one word, one compare-and-set when nobody
///    waits, a short lock and a direct hand-over when somebody does. [io.pollen.sync.PermitWaiter]
///    is a request of it.
/// 3. Semaphore is Permits as it stands, Mutex a Permits of one with a value, the bounded channel
///    ([io.pollen.sync.BoundedChannel]) a Permits of its capacity with a queue.
/// 4. [io.pollen.sync.BlockQueue] is the lock-free queue of both channels, and
///    [io.pollen.sync.ReceiverWaker] wakes the one receiver: store the waker, then look again.
/// 5. Oneshot and Notify keep all of their state in one reference and one word.
/// 6. CancellationToken is a tree with a flag and a Notify at each node.
///
/// Invariants, each with the test that guards it:
///
/// - First come, first served; nobody overtakes the queue: `PermitsProperties`,
///   `SemaphoreLincheck`.
/// - What was granted to a future that is dropped goes to the next; no item, permit or notification
///   is lost or doubled: `PermitsProperties`, `NotifyProperties`, `GrantOrDropStress`,
///   `MutexHandOverStress`, `NotifyDropStress`.
/// - No wake-up is lost: `PermitHandOverStress`, `PermitCloseStress`, `OneshotStress`,
///   `OneshotClosedStress`, `MpscStress`, `MpscEndStress`, `NotifyOneStress`,
///   `NotifyWaitersStress`.
/// - No waker is called under a lock: `WakersRunUnlockedTest`.
/// - A finished or dropped wait keeps no waker: `ReleasedReferencesTest`.
/// - Every future keeps the laws of polling and dropping: `SyncConformanceTest`.
/// - Every operation spends one unit of the cooperative budget and gives it back when it is
///   Pending: `BudgetTest`.
@NullMarked
package io.pollen.sync;

import org.jspecify.annotations.NullMarked;
