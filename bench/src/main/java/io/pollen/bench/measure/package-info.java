/// Processes and where they come from.
///
/// 1. [Jvm] and [Gc] make the command lines of child JVMs; [Child] talks with one, line by line and
///    never without a time limit.
/// 2. [Tokio] finds or builds the Tokio peer; [TokioRecord] has what its newer version costs.
/// 3. [Tools] finds wrk, cc and taskset; a [Failure] says in words what is missing, and [Notes]
///    repeats it under the table.
///
/// Invariant: no number comes from anywhere but a run or the data file (`TokioRecordTest`).
@NullMarked
package io.pollen.bench.measure;

import org.jspecify.annotations.NullMarked;
