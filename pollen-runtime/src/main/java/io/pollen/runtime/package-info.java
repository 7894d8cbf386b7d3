/// The runtime as users see it.
///
/// 1. [io.pollen.runtime.Pollen] is the static import of a program: `run` enters it from `main`.
/// 2. [io.pollen.runtime.AsyncRuntime], made by its [io.pollen.runtime.RuntimeBuilder], owns the
///    scheduler (package `scheduler`), its timers and sockets (package `driver`) and the pool for
///    blocking calls (package `blocking`).
/// 3. `spawn` makes a task (package `task`) and answers its [io.pollen.runtime.task.JoinHandle].
/// 4. `close` and `shutdown` cancel everything, patiently first.
///
/// Guarded by `RuntimeTest`, `ShutdownTest`, `StrandedTest`, and `ArchitectureTest` for the
/// packages' direction.
@NullMarked
package io.pollen.runtime;

import org.jspecify.annotations.NullMarked;
