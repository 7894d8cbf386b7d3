package io.pollen.tls;

import io.pollen.Future;
import io.pollen.NotCancelSafe;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// A TLS connection over a transport that belongs to it. Made by [TlsClient#connect] and
/// [TlsServer#accept], after the handshake. One task at a time reads and one writes; the two may be
/// different tasks, on different threads.
///
/// What TLS has encrypted belongs to the stream: an operation that is dropped loses no record and
/// sends none twice. [#write] completes when its bytes are encrypted; what the transport does not
/// take at once goes out first at the next operation, of the reader, too. [#writeAll] and [#flush]
/// wait until everything is with the transport.
///
/// Messages of the protocol itself, such as new keys and session tickets, are dealt with while
/// somebody reads: a connection that is only written to should be read from now and then, too.
///
/// While nothing is on the way a stream holds 512 bytes of buffers; those for records are borrowed.
///
/// Whoever has the stream closes it. After [#close], operations fail with `ClosedChannelException`.
/// A failure of TLS itself (an `SSLException`) is the end of both directions; the peer is told when
/// possible.
public final class TlsStream implements AsyncRead, AsyncWrite, AutoCloseable {
  private final TlsConnection connection;

  TlsStream(TlsConnection connection) {
    this.connection = connection;
  }

  /// Reads what is there, at most what one record holds (16 KiB).
  ///
  /// **Cancel-safe.** Fails with `SSLException` when the connection ends without the peer having
  /// said so (close_notify), unless `tolerateTruncation` was chosen, or when a record is not what
  /// the peer has sent.
  ///
  /// @return the number of bytes; 0 only when `to` has no room; −1 after the peer's close_notify
  @Override
  public Future<Integer> read(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return new TlsOperations.Read(connection, to);
  }

  /// Encrypts at most 16 KiB, after what was left to send is with the transport.
  ///
  /// **Cancel-safe**: a dropped write has taken nothing. Fails with `IOException` after
  /// [#shutdown], and with TLS 1.2 after the peer's, which ends both directions there.
  @Override
  public Future<Integer> write(ByteBuffer from) {
    return new TlsOperations.Write(connection, Objects.requireNonNull(from, "from"));
  }

  /// The same from several buffers into one record. **Cancel-safe.**
  @Override
  public Future<Integer> write(ByteBuffer... from) {
    return new TlsOperations.Write(connection, from.clone());
  }

  /// Writes all of `from` and waits until it is with the transport.
  ///
  /// **Not cancel-safe**: what a dropped one has encrypted, and will be sent, shows in the buffer's
  /// position.
  @NotCancelSafe("how much it has written is only in the buffer")
  @Override
  public Future<Void> writeAll(ByteBuffer from) {
    return new TlsOperations.WriteAll(connection, Objects.requireNonNull(from, "from"));
  }

  /// Writes all of the buffers in order and waits until they are with the transport.
  ///
  /// **Not cancel-safe**: what a dropped one has encrypted shows in the buffers' positions.
  @NotCancelSafe("how much it has written is only in the buffers")
  @Override
  public Future<Void> writeAll(ByteBuffer... from) {
    return new TlsOperations.WriteAll(connection, from.clone());
  }

  /// Waits until everything that was written is with the transport, and flushes that.
  /// **Cancel-safe.**
  @Override
  public Future<Void> flush() {
    return TlsOperations.Finish.flush(connection);
  }

  /// Ends this direction: says close_notify after what was written, then ends the transport's
  /// output. With TLS 1.3 reading goes on until the peer ends its own; with TLS 1.2 most peers
  /// answer by ending theirs at once. Idempotent. **Cancel-safe.**
  @Override
  public Future<Void> shutdown() {
    return TlsOperations.Finish.shutdown(connection);
  }

  /// Closes the transport (when it is `AutoCloseable`), idempotent, from any thread. The peer is
  /// not told: call [#shutdown] before, or it takes the end for a truncation. Waiting operations
  /// fail.
  @Override
  public void close() {
    connection.close();
  }

  /// The application protocol that both sides agreed on (ALPN), such as `h2`; empty for none.
  public Optional<String> applicationProtocol() {
    String agreed = connection.engine.getApplicationProtocol();
    return agreed == null || agreed.isEmpty() ? Optional.empty() : Optional.of(agreed);
  }

  /// The session: version of the protocol, cipher suite, certificates.
  public SSLSession session() {
    return connection.engine.getSession();
  }

  /// The peer's certificate and those that vouch for it, its own first; empty when it has shown
  /// none, as most clients.
  public List<Certificate> peerCertificates() {
    try {
      return List.of(session().getPeerCertificates());
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }

  /// On the server's side: the host that the client asked for (SNI); empty when it asked for none.
  public Optional<String> requestedHost() {
    if (connection.engine.getUseClientMode()
        || !(session() instanceof ExtendedSSLSession extended)) {
      return Optional.empty();
    }
    for (SNIServerName name : extended.getRequestedServerNames()) {
      if (name instanceof SNIHostName host) {
        return Optional.of(host.getAsciiName());
      }
    }
    return Optional.empty();
  }

  TlsConnection connection() {
    return connection;
  }

  @Override
  public String toString() {
    return "TlsStream[" + session().getProtocol() + ", " + session().getCipherSuite() + "]";
  }
}
