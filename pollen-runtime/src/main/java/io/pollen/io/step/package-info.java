/// Futures that wait for others, one after the other, written by hand: what streams and codecs are
/// made of. Not exported.
///
/// 1. A subclass of [io.pollen.io.step.Steps] says which future comes first, which one after an
///    answer, and what the result is; all of that happens in the poll in which the answer arrives,
///    so nothing is lost between two steps.
/// 2. [io.pollen.io.step.Passage] is what copies may use in the place of their buffer: from socket
///    to socket, from file to socket.
///
/// Invariant: each step is ended once, and a drop from inside of a poll waits for its end
/// (`OwnedStepTest`).
@NullMarked
package io.pollen.io.step;

import org.jspecify.annotations.NullMarked;
