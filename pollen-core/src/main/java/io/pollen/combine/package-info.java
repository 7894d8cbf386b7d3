/// Futures made of futures: adapters, join, select, race, sets, and bridges to callbacks.
///
/// The tour:
/// 1. [io.pollen.combine.Combinator] keeps the laws of polling and dropping for all of them in one
///    state word, so that a single combinator says only what a poll does (`step`) and what it holds
///    (`release`). Its table is on top of the class.
/// 2. `Adapter` holds one future: map, flatMap, recover, inspect, catching, using. `Group` holds an
///    array of them: join, race and select poll its branches in turn and allocate nothing for it.
/// 3. `Children` polls only those children that were woken, through one waker for each child and
///    the lock-free `ReadyQueue`: [io.pollen.combine.FutureSet], and joins of more than eight.
/// 4. Bridges: [io.pollen.combine.Completer] brings a callback in, [io.pollen.combine.StageFuture]
///    a `CompletionStage`, and `EagerBridge` brings a future out as a `CompletableFuture`.
/// 5. [io.pollen.combine.Shared], [io.pollen.combine.Abortable] and [io.pollen.combine.Kept] are
///    futures with a further handle: to copy, to abort from any thread, to lend.
///
/// Invariants, and what guards them:
/// - every future here keeps the laws of [io.pollen.Future]: `CombinatorLawsTest`, which runs the
///   conformance kit over all of them;
/// - losers are dropped in reverse order before the winner's result is visible: `SelectTest`, and
///   against a model `CombinatorProperties`;
/// - another poll of a suspended combinator allocates nothing: `NoAllocationTest`;
/// - no wake-up is lost: the jcstress programs in `verify`.
@NullMarked
package io.pollen.combine;

import org.jspecify.annotations.NullMarked;
