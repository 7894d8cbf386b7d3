/// Whole servers under load, in processes of their own.
///
/// 1. [Servers] starts what a suite compares: [ServerChild] JVMs, the Tokio peer, a C program.
/// 2. [EchoSuite] pins server and load (`peers/load.c`) to a processor each and reads the server's
///    CPU time; [HttpSuite] lets wrk loose on servers that all answer with [Plaintext].
/// 3. They take turns, connections stay open between the turns; [Costs] makes the rows.
///
/// Invariant: a round with an error is no measurement (`WrkReportTest`).
@NullMarked
package io.pollen.bench.load;

import org.jspecify.annotations.NullMarked;
