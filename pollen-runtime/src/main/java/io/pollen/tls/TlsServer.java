package io.pollen.tls;

import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// The server's side of TLS: its certificate and key, and what its connections have in common.
///
/// ```java
/// TlsServer tls = TlsServer.builder().identity(Path.of("chain.pem"), Path.of("key.pem")).build();
/// TlsStream stream = await(tls.accept(await(listener.accept())));
/// ```
///
/// Any thread.
public final class TlsServer {
  /// Whether clients are asked for a certificate.
  public enum ClientAuth {
    /// They are not.
    NONE,
    /// They are, and may have none.
    WANT,
    /// They are, and must have one.
    NEED
  }

  private final SSLContext context;
  private final SSLParameters parameters;
  private final Duration handshakeTimeout;
  private final boolean toleratesTruncation;
  private final ClientAuth clientAuth;
  private final boolean hasHosts;
  private final List<SNIMatcher> knownHosts;
  private final Buffers buffers = new Buffers();

  private TlsServer(Builder builder) {
    context = builder.contextOrNew();
    parameters = builder.parameters(context);
    handshakeTimeout = builder.handshakeTimeout;
    toleratesTruncation = builder.toleratesTruncation;
    clientAuth = builder.clientAuth;
    hasHosts = !builder.hosts.isEmpty();
    knownHosts = builder.knownHosts();
  }

  /// Describes a server.
  public static Builder builder() {
    return new Builder();
  }

  /// Makes a TLS connection of `transport`, which a client has connected to, and which belongs to
  /// the answer from now on: it is closed when the handshake fails or its future is dropped. Await
  /// it in the task of the connection, not in the loop that accepts: clients may be slow.
  ///
  /// **Cancel-safe**: a dropped one closes the transport. Fails with `SSLHandshakeException`, which
  /// says why, also when the handshake takes longer than its timeout; with `IOException` when the
  /// transport fails. Needs a Pollen runtime.
  public <S extends AsyncRead & AsyncWrite> Future<TlsStream> accept(S transport) {
    Objects.requireNonNull(transport, "transport");
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters own = TlsBuilder.copyFor(engine, parameters);
    own.setNeedClientAuth(clientAuth == ClientAuth.NEED);
    if (clientAuth == ClientAuth.WANT) {
      own.setWantClientAuth(true); // either of the two unsets the other
    }
    if (!knownHosts.isEmpty()) {
      own.setSNIMatchers(knownHosts);
    }
    engine.setSSLParameters(own);
    var connection = new TlsConnection(engine, transport, buffers, toleratesTruncation);
    if (hasHosts) {
      connection.lookForHost();
    }
    return Handshake.of(connection, "a client", handshakeTimeout);
  }

  /// Describes a [TlsServer].
  public static final class Builder extends TlsBuilder<Builder> {
    private ClientAuth clientAuth = ClientAuth.NONE;
    private final HostIdentities.Builder hosts = new HostIdentities.Builder();

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /// Who one is for clients that ask for `host` (SNI), from PEM files as [#identity(Path, Path)].
    /// An exact name goes before a pattern; who asks for another host, or for none, gets the
    /// identity without a host, and is refused when there is none.
    ///
    /// @param host a name, or `*.` and a name: for exactly one more label, as in certificates.
    ///   Named again, it is replaced
    /// @throws IOException when a file cannot be read or does not have what it should
    /// @throws IllegalArgumentException when `host` is neither
    public Builder identity(String host, Path chain, Path privateKey) throws IOException {
      hosts.put(host, keyManagers(chain, privateKey));
      return this;
    }

    /// Who one is for clients that ask for `host`: the keys in `store`. See [#identity(String,
    /// Path, Path)].
    ///
    /// @throws IllegalArgumentException when `store` cannot be used, or `host` is no name or
    ///   pattern
    public Builder identity(String host, KeyStore store, char[] password) {
      hosts.put(host, keyManagers(store, password));
      return this;
    }

    @Override
    KeyManager @Nullable [] identities() {
      KeyManager[] other = super.identities();
      return hosts.isEmpty() ? other : new KeyManager[] {hosts.build(other)};
    }

    /// What a client may ask for; empty where that makes no difference.
    List<SNIMatcher> knownHosts() {
      if (hosts.isEmpty()) {
        return List.of();
      }
      return List.of(
          super.identities() == null ? hosts.build(null).matcher() : HostIdentities.anyHost());
    }

    /// Whether clients are asked for a certificate; `trust` says whose are accepted. Default: no.
    public Builder clientAuth(ClientAuth choice) {
      clientAuth = Objects.requireNonNull(choice, "choice");
      return this;
    }

    /// Makes the server.
    ///
    /// @throws IllegalStateException when it has no identity, asks for certificates that nobody is
    ///   trusted to give, or when settings contradict each other
    public TlsServer build() {
      if (!hasIdentity()) {
        throw new IllegalStateException(
            "a TLS server needs a certificate and its key: identity(...) or context(...)");
      }
      if (clientAuth != ClientAuth.NONE && !hasTrust()) {
        throw new IllegalStateException(
            "clientAuth needs trust(...): whose certificates are accepted from clients");
      }
      return new TlsServer(this);
    }
  }
}
