package io.pollen.tls;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.time.Time;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// A handshake. The connection is this future's until it is handed out: it is closed when the
/// handshake fails or is dropped.
final class Handshake extends TlsOperation<TlsStream> {
  private final String peer;
  private @Nullable SSLException refusal;

  private Handshake(TlsConnection connection, String peer) {
    super(connection, true);
    this.peer = peer;
  }

  /// @param peer its name in messages
  static Future<TlsStream> of(TlsConnection connection, String peer, Duration limit) {
    return Time.timeoutOrEmpty(limit, new Handshake(connection, peer))
        .map(stream ->
            stream.orElseThrow(() ->
                new SSLHandshakeException(
                    "the TLS handshake with %s has taken longer than %d ms"
                        .formatted(peer, limit.toMillis()))));
  }

  @Override
  Object attempt(TlsConnection on, Context cx) throws Exception {
    if (refusal == null) {
      try {
        return on.handshake(cx) ? new TlsStream(on) : PENDING;
      } catch (SSLException | CertificateException failed) { // the latter as it is: Conscrypt
        refusal = HandshakeFailures.explain(failed, peer, on.engine.getUseClientMode());
        on.fail(refusal);
      }
    }
    // The peer is told before the connection is closed.
    if (!on.sendAlert(cx)) {
      return PENDING;
    }
    throw refusal;
  }

  @Override
  void abandoned(TlsConnection on) {
    on.close();
  }

  @Override
  public String toString() {
    return "a TLS handshake with " + peer;
  }
}
