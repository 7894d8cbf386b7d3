/// From a body's bytecode to a class of state machines.
///
/// 1. [io.pollen.transform.Blocks] gets a body. Its class has a machine already (`BodyKind`), or
///    `Definer` makes one.
/// 2. `BodyMethods` finds the method behind the body: a lambda tells it in its serialized form
///    (`LambdaOrigin`), a class by its methods. `ClassBytes` reads the class file back.
/// 3. `BodyCode` numbers the instructions; `ResolvedAwaits` recognises awaits; without any, the
///    block is a `PlainBlock`.
/// 4. `FrameSimulation` knows what lies in locals and on the stack at each await, `Liveness` what
///    of it is still needed, `HeldLocks` what forbids to suspend there; `BodyAnalysis` puts it
///    together, `Spill` assigns fields.
/// 5. `MachineClass` generates the class, `BodyEmitter` and `AwaitTail` its `pollRaw`,
///    `VariableRanges` what debuggers see. `HostAccess` replaces what only the host may do.
///    `ResumeCode` divides what HotSpot would not compile: `CutPlaces` knows where, `Division` what
///    crosses from part to part, `CrossingEmitter` emits how.
/// 6. The class is defined in the host's package with the host's rights (`HostLookup`), and its
///    call sites are linked by `HostLinker` on first use.
///
/// [io.pollen.transform.BlockReports] tells what the analysis says of a body.
///
/// Invariants: a block does what the same code does synchronously (`SyntaxTest`); whatever is
/// generated verifies (`JdkStressTest`); what cannot be suspended is refused with file, line and
/// what to do (`RefusalTest`); at most 40 bytes of code for each further await with the same live
/// variables, and no method that HotSpot does not compile (`CodeSizeTest`); a body in parts does
/// what it does in one piece (`PartsTest`); no lock is held while user code runs.
///
/// A first block in a cold JVM waits for all of this, most of it for call sites that are linked for
/// the first time. So there are no pattern switches here, no string concatenation by
/// `invokedynamic`, no `equals` or `hashCode` that a record leaves to the JVM (`LaunchTest`), and
/// no lambda where a loop reads as well.
@NullMarked
package io.pollen.transform;

import org.jspecify.annotations.NullMarked;
