/// Tasks: what the scheduler runs and the user awaits. Programs meet
/// [io.pollen.runtime.task.JoinHandle], [io.pollen.runtime.task.TaskCancelledException],
/// [io.pollen.runtime.task.FailureHandler] and [io.pollen.runtime.task.TaskInfo].
///
/// 1. `spawn` makes a [io.pollen.runtime.task.Task] around a future, in state SCHEDULED, and puts
///    it into a queue.
/// 2. Whoever takes it out runs it: `run` polls the future once, or cancels it.
/// 3. Pending: `suspend` makes the task idle, unless it was woken meanwhile; then it goes back into
///    a queue. Its waker, the task itself, submits it to its scheduler through
///    [io.pollen.runtime.task.Submit] exactly once for each time that it becomes scheduled.
/// 4. Ready, or thrown: the result takes the future's place, then the completion becomes visible,
///    then the awaiter of the [io.pollen.runtime.task.JoinHandle] is woken.
/// 5. A failure that nobody observes goes to the [io.pollen.runtime.task.FailureHandler].
///
/// Invariants, and the tests that guard them: a task is in at most one queue and polled by one
/// thread at a time (`TaskTest`); a wake during a poll causes exactly one more poll (`TaskTest`);
/// the future is gone before the completion is visible (`TaskTest`); a task takes 40 bytes
/// (`TaskFootprintTest`).
@NullMarked
package io.pollen.runtime.task;

import org.jspecify.annotations.NullMarked;
