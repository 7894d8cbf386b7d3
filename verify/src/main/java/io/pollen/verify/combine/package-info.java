/// The combinators under stress: each program shows that no wake-up, no hook and no value is lost
/// between two threads, and its defect shows that the program would notice.
///
/// | program | what it guards |
/// |---|---|
/// | `AtomicWakerStress` | register-and-look against publish-and-wake |
/// | `CompleterStress`, `DropHookStress` | completion against drop; a hook set during the drop |
/// | `FutureSetWakeStress`, `ReadyQueueStress` | a child's wake against the set's poll; two wakes at once |
/// | `ChildWakeStress` | a wake of a child that is queued already |
/// | `SharedWakeStress`, `AbortStress` | a wake or an abort during a poll |
/// | `SharedPollStress`, `SharedLeaveStress` | two handles polled, or dropped, at once |
/// | `EagerBridgeStress`, `EagerCancelStress` | two wakes of the bridge to `CompletableFuture`; a cancel and a wake |
@NullMarked
package io.pollen.verify.combine;

import org.jspecify.annotations.NullMarked;
