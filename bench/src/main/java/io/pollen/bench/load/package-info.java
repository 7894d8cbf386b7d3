/// Whole servers under load, in processes of their own.
///
/// 1. A suite describes its servers by a [Setup]; [Servers] starts them: a [ServerChild] JVM for
///    each [Backend], the Tokio peer, a program in C.
/// 2. [EchoSuite], [TlsSuite] and [UdpSuite] give each a load, `peers/load.c` or [TlsLoad]. Both
///    are [Loaded] from then on and take [Turns].
/// 3. [HttpSuite] lets wrk loose on servers that all answer with [Plaintext], or with the HTTP of
///    their library; [ConnectionSuite] asks one server after the other for its memory.
/// 4. [Costs] makes the rows, those of Pollen's variants against Pollen as it comes.
///
/// Invariant: a round with an error is no measurement (`WrkReportTest`).
@NullMarked
package io.pollen.bench.load;

import org.jspecify.annotations.NullMarked;
