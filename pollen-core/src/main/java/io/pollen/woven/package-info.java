/// The only types that generated code refers to; exported for it, not for users.
///
/// 1. A generated class extends [io.pollen.woven.StateMachine]: a state number, the awaited future,
///    and the fields that live values are spilled to.
/// 2. Its `pollRaw` asks awaited futures in raw form ([io.pollen.woven.RawFuture]): the value
///    itself, or PENDING. Users' own futures are adapted.
/// 3. Each way out of a poll is a call of the base class: `suspend`, `complete`, `failed`,
///    `misuse`. The laws of polling live there, not in generated code.
/// 4. Dropping and patient cancelling ([io.pollen.Future#drop], [io.pollen.Future#pollCancel]) put
///    a future that throws [io.pollen.Dropped] in the place of the awaited one and poll: the body's
///    `finally` blocks run, and bodies need no code for it.
/// 5. What a class generated at run time may not reach itself is linked by [io.pollen.woven.Links]
///    with the rights of the class that the body was written in.
/// 6. In a long chain of blocks that await each other, a poll jumps over the middle: a shortcut
///    takes the place of the awaited block. Generated code does not know of it.
///
/// Invariants: a chain of suspended blocks is dropped in a loop, not by recursion; `drop` never
/// throws; after it, after completion and after a failure a poll throws. Guarded by the tests
/// `DropTest`, `PatientCancelTest`, `MisuseTest`, `DepthTest` and `LongChainsTest`.
///
/// The contract is versioned by [io.pollen.woven.MachineInfo#ABI].
@NullMarked
package io.pollen.woven;

import org.jspecify.annotations.NullMarked;
