/// Processes of the system.
///
/// 1. [io.pollen.process.Command] says what to run; `Launch` starts it on the pool for blocking
///    calls and makes the pipes (`ChildPipe`).
/// 2. [io.pollen.process.Child] is the running process: its pipes are streams of bytes, its end a
///    future that the JDK's reaper completes.
/// 3. `ChildTask` does both and closes the child, for `status` and `output`.
///
/// Invariants, with the test that guards each: neither a read that waits nor a child that lives
/// holds up the end of the runtime (`ChildIT`); both pipes are read at once (`CommandIT`); no
/// zombie and no descriptor is left, and a drop kills only when that was asked for (`ChildIT`).
@NullMarked
package io.pollen.process;

import org.jspecify.annotations.NullMarked;
