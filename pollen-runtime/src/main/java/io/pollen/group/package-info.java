/// Many tasks as one thing.
///
/// 1. [io.pollen.group.JoinSet] collects the results of tasks in the order in which they end;
///    [io.pollen.group.JoinMap] does so by keys.
/// 2. [io.pollen.group.TaskTracker] only counts: for servers that wait for their last request.
/// 3. [io.pollen.group.TaskScope] is structured concurrency: tasks that cannot outlive the block
///    that started them.
///
/// They stand on `spawn` and on the handles that it gives, and know no scheduler. Guarded by
/// `JoinSetTest`, `JoinMapTest`, `TaskTrackerTest`, `TaskScopeTest`.
@NullMarked
package io.pollen.group;

import org.jspecify.annotations.NullMarked;
