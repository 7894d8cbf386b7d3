package io.pollen.server;

import io.pollen.net.TcpStream;
import io.pollen.sync.CancellationToken;

/// A connection that a [Server] has accepted.
///
/// @param stream closed by the server when the future that serves it has ended, however it ends
/// @param draining cancelled when the server wants to end: finish what was asked for, and ask for
///   nothing more. Whoever waits for an idle peer waits for this beside it. It is the token that
///   the server was given to stop by
public record Connection(TcpStream stream, CancellationToken draining) {}
