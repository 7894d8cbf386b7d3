/// Looking into a running program: its tasks, what each of them does, what it waits for.
///
/// 1. A task describes itself as a [io.pollen.runtime.observe.TaskDump], whose
///    [io.pollen.AwaitTree] is read off the objects of its suspended futures: nothing is polled,
///    stopped or recorded beforehand.
/// 2. A scheduler collects them: from its registries of suspended tasks, its queues, and what its
///    workers run. `AsyncRuntime.dump()` answers them as a [io.pollen.runtime.observe.RuntimeDump].
/// 3. [io.pollen.runtime.observe.LiveRuntimes] knows the runtimes of the process, and
///    [io.pollen.runtime.observe.DumpBean] gives their dumps to the command `pollen dump`.
///
/// Guarded by `RuntimeDumpTest` and `DumpIT`.
@NullMarked
package io.pollen.runtime.observe;

import org.jspecify.annotations.NullMarked;
