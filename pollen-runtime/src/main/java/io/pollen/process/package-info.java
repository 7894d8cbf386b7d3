/// Processes of the system.
///
/// 1. [io.pollen.process.Command] says what to run (`Plan`); `Launch` starts it on the pool for
///    blocking calls, in one of two ways.
/// 2. On Linux with a driver of descriptors (`NativeSupport`): `Wiring` makes the pipes, whose ends
///    on our side are the driver's, `NativeLaunch` calls `posix_spawn`, and `NativeProcess` has the
///    driver watch the end, or `Orphans` where there is no driver any more.
/// 3. Elsewhere: `JdkLaunch`, with `JdkProcess`, whose end the JDK's reaper tells, and pipes
///    (`ChildPipe`) that hold threads of the pool.
/// 4. [io.pollen.process.Child] is the running process: its pipes are streams of bytes, its end a
///    future. `ChildTask` starts one, uses it and closes it, for `status` and `output`.
///
/// Invariants, with the test that guards each: neither a read that waits nor a child that lives
/// holds up the end of the runtime (`ChildIT`); both pipes are read at once (`CommandIT`); no
/// zombie and no descriptor is left, and a drop kills only when that was asked for (`ChildIT`,
/// `NativeIT`); a child has no descriptor of ours (`NativeIT`); what one way cannot do it refuses
/// (`CommandIT`); where the system refuses the first way, the second one serves
/// (`NativeSupportIT`).
@NullMarked
package io.pollen.process;

import org.jspecify.annotations.NullMarked;
