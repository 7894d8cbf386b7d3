/// Threads for code that blocks.
///
/// 1. `spawnBlocking` makes a [io.pollen.runtime.task.Task] whose future is the call and whose
///    scheduler is the [io.pollen.runtime.blocking.BlockingPool].
/// 2. A thread of the pool takes it, polls it once, which runs the call, and its completion wakes
///    whoever awaits the handle.
/// 3. An abort interrupts the thread, but only while it runs that very call.
///
/// Guarded by `BlockingPoolTest`.
@NullMarked
package io.pollen.runtime.blocking;

import org.jspecify.annotations.NullMarked;
