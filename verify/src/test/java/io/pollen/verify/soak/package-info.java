/// Everything at once, for long: runtimes of every kind are opened, loaded with a random mix of
/// work, and closed, round after round.
///
/// 1. [io.pollen.verify.soak.Soak] runs rounds until the time is over, and compares what the
///    process holds after each of them: heap, descriptors, threads.
/// 2. A [io.pollen.verify.soak.Round] opens [io.pollen.verify.soak.Place]s (runtimes), keeps some
///    [io.pollen.verify.soak.Root]s busy in each, watches that none of them stands still, and ends
///    the runtimes calmly or under full load.
/// 3. A root does one activity of the [io.pollen.verify.soak.Mix] after the other. What an activity
///    expects it says to the round's [io.pollen.verify.soak.Ledger], which also counts that every
///    future has ended once.
///
/// The seed decides what is done where; threads decide in which order.
@NullMarked
package io.pollen.verify.soak;

import org.jspecify.annotations.NullMarked;
