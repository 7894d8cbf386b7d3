/// `pollen bench`: how Pollen compares, measured in one run.
///
/// 1. [Options] reads the command line; [Main] runs the suites and prints.
/// 2. `micro` runs small operations (scheduler, sync, time) in child JVMs, `memory` a million
///    sleeping tasks, `load` whole servers (echo, TLS, UDP, HTTP, idle connections). `peer` holds
///    the other libraries' bodies.
/// 3. `measure` starts processes and finds peers, `report` makes ratios, the table and JSON.
///
/// Invariants: everything that is compared takes turns in one run, because a machine's speed
/// drifts; what cannot be measured is left out with a line that says why, never estimated.
@NullMarked
package io.pollen.bench;

import org.jspecify.annotations.NullMarked;
