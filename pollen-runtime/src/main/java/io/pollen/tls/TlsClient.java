package io.pollen.tls;

import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// The client's side of TLS: whom it trusts, and what its connections have in common. Make one and
/// keep it: it also remembers sessions, which shortens later handshakes with the same host.
///
/// ```java
/// TlsClient tls = TlsClient.create();
/// TlsStream stream = await(tls.connect(await(TcpStream.connect("example.org", 443)), "example.org"));
/// ```
///
/// Any thread.
public final class TlsClient {
  private static final int HTTPS = 443;

  private final SSLContext context;
  private final SSLParameters parameters;
  private final Duration handshakeTimeout;
  private final boolean toleratesTruncation;
  private final boolean sendsHost;
  private final Buffers buffers = new Buffers();

  private TlsClient(Builder builder) {
    context = builder.contextOrNew();
    parameters = builder.parameters(context);
    if (builder.verifiesHost) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    handshakeTimeout = builder.handshakeTimeout;
    toleratesTruncation = builder.toleratesTruncation;
    sendsHost = builder.sendsHost;
  }

  /// A client that trusts whom the JDK trusts.
  public static TlsClient create() {
    return builder().build();
  }

  /// A client with other settings.
  public static Builder builder() {
    return new Builder();
  }

  /// [#connect(AsyncRead, String, int)] on port 443.
  public <S extends AsyncRead & AsyncWrite> Future<TlsStream> connect(S transport, String host) {
    return connect(transport, host, HTTPS);
  }

  /// Makes a TLS connection of `transport`, which is connected already, and belongs to the answer
  /// from now on: it is closed when the handshake fails or its future is dropped.
  ///
  /// **Cancel-safe**: a dropped one closes the transport. Fails with `SSLHandshakeException`, which
  /// says why and what to do, also when the handshake takes longer than its timeout; with
  /// `IOException` when the transport fails. Needs a Pollen runtime.
  ///
  /// @param host whom to reach: a name or the text of an IP address. The server's certificate must
  ///   be for it; a name is also told to the server (SNI)
  /// @param port tells sessions of one host's servers apart, when they are resumed; no more
  /// @throws IllegalArgumentException when `host` is not a host's name
  public <S extends AsyncRead & AsyncWrite> Future<TlsStream> connect(
      S transport, String host, int port) {
    Objects.requireNonNull(transport, "transport");
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    SSLParameters own = TlsBuilder.copyFor(engine, parameters);
    own.setServerNames(sendsHost && !isAddress(host) ? List.of(new SNIHostName(host)) : List.of());
    engine.setSSLParameters(own);
    var connection = new TlsConnection(engine, transport, buffers, toleratesTruncation);
    return Handshake.of(connection, host, handshakeTimeout);
  }

  private static boolean isAddress(String host) {
    try {
      return !InetAddress.ofLiteral(host).toString().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Describes a [TlsClient].
  public static final class Builder extends TlsBuilder<Builder> {
    private boolean verifiesHost = true;
    private boolean sendsHost = true;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /// Whether the server's certificate must be for the host that is asked for. Without, anybody
    /// with any certificate that is trusted can pose as the server. Default: true.
    public Builder verifyHost(boolean choice) {
      verifiesHost = choice;
      return this;
    }

    /// Whether the host's name is told to the server (SNI), unencrypted. Default: true.
    public Builder sendHost(boolean choice) {
      sendsHost = choice;
      return this;
    }

    /// Makes the client.
    ///
    /// @throws IllegalStateException when settings contradict each other or the JDK lacks one
    public TlsClient build() {
      return new TlsClient(this);
    }
  }
}
