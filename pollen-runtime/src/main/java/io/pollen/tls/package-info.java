/// TLS over any stream of bytes, by the JDK's `SSLEngine`.
///
/// 1. [io.pollen.tls.TlsClient] and [io.pollen.tls.TlsServer] hold what connections have in common:
///    whom to trust, who one is (a server by host: [io.pollen.tls.HostIdentities]), protocols.
///    Their `connect` and `accept` put TLS over a transport.
/// 2. The answer is a [io.pollen.tls.TlsStream]: an `AsyncRead` and `AsyncWrite` as the transport
///    below it. Each operation is one small object ([io.pollen.tls.TlsOperation]).
/// 3. An operation that is polled enters the connection by its [io.pollen.tls.Gate]: one at a time,
///    the other one is woken when it is free. Nobody blocks, and no lock is held over a poll.
/// 4. Inside, [io.pollen.tls.TlsConnection] asks the engine what comes next;
///    [io.pollen.tls.Inbound] and [io.pollen.tls.Outbound] own the ciphertext and the transport's
///    operations, which outlive the operations that wait for them. Key computations of a handshake
///    go to the runtime's pool for blocking calls ([io.pollen.tls.DelegatedTasks]).
///
/// Why one gate and not a lock for each direction: the engine has a lock of its own around both, a
/// record that was read may have to be answered by one that is written, and the transport has one
/// place for a task that writes. So whoever is inside does what is needed, for both.
///
/// Invariants, with the test that guards each: a dropped write loses no record and sends none
/// twice, however the ciphertext is split (`TlsSplitTest`); one task reads while another one writes
/// (`TlsStreamIT`), and none of the two is left at the gate (`GateTest`); an idle connection holds
/// no buffer but one of 512 bytes (`TlsStreamTest`); an end without close_notify is told from one
/// with it (`TlsStreamTest`).
@NullMarked
package io.pollen.tls;

import org.jspecify.annotations.NullMarked;
