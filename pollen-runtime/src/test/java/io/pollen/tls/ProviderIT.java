package io.pollen.tls;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.join;
import static io.pollen.runtime.Pollen.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.combine.Tuple2;
import io.pollen.io.Io;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.runtime.AsyncRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Another implementation of TLS in the place of the JDK's: Conscrypt, on one side or on both.
@Timeout(120)
class ProviderIT {
  private static final Provider CONSCRYPT = Conscrypt.newProvider();
  private static final int BYTES = 3 << 20;

  private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();

  @AfterEach
  void close() {
    runtime.close();
  }

  private static <B extends TlsBuilder<B>> B by(String provider, B builder) {
    return provider.equals("Conscrypt") ? builder.provider(CONSCRYPT) : builder;
  }

  private Tuple2<Outcome<TlsStream>, Outcome<TlsStream>> handshake(
      TlsClient client, String host, TlsServer server) throws Exception {
    return runtime.blockOn(
        async(() -> {
          try (TcpListener listener = await(TcpListener.bind("127.0.0.1", 0))) {
            var sockets =
                await(join(TcpStream.connect(listener.localAddress()), listener.accept()));
            return await(
                join(
                    client.connect(sockets.first(), host).catching(),
                    server.accept(sockets.second()).catching()));
          }
        }));
  }

  /// Sends so many bytes while the other side sends them back, and ends.
  private static Future<Boolean> roundTrip(TlsStream client, TlsStream server) {
    return async(() -> {
      byte[] sent = new byte[BYTES];
      new Random(1).nextBytes(sent);
      var echo = spawn(Io.copy(server, server).flatMap(_ -> server.shutdown()));
      var sending = spawn(client.writeAll(ByteBuffer.wrap(sent)).flatMap(_ -> client.shutdown()));
      byte[] read = await(client.readAll(BYTES));
      await(sending);
      await(echo);
      return Arrays.equals(sent, read);
    });
  }

  @ParameterizedTest
  @CsvSource({
    "Conscrypt, Conscrypt, TLSv1.3",
    "Conscrypt, JDK, TLSv1.3",
    "JDK, Conscrypt, TLSv1.3",
    "JDK, JDK, TLSv1.3",
    "Conscrypt, JDK, TLSv1.2",
    "JDK, Conscrypt, TLSv1.2",
  })
  void handshakeAndEcho(String one, String other, String version) throws Exception {
    TlsClient client =
        by(one, Certificates.newClient())
            .protocols(version)
            .applicationProtocols("x", "echo")
            .build();
    TlsServer server =
        by(other, Certificates.newServer()).protocols(version).applicationProtocols("echo").build();
    for (int i = 0; i < 2; i++) { // the second one may be resumed
      var both = handshake(client, "localhost", server);
      try (TlsStream left = both.first().get();
          TlsStream right = both.second().get()) {
        assertThat(left.session().getProtocol()).isEqualTo(version);
        assertThat(left.applicationProtocol()).isEqualTo(Optional.of("echo"));
        assertThat(right.applicationProtocol()).isEqualTo(Optional.of("echo"));
        assertThat(right.requestedHost()).isEqualTo(Optional.of("localhost"));
        assertThat(left.connection().engine.getClass().getName().contains("conscrypt"))
            .isEqualTo(one.equals("Conscrypt"));
        if (version.equals("TLSv1.3")) { // TLS 1.2 has no half-open connections
          assertThat(runtime.blockOn(roundTrip(left, right))).isTrue();
        } else {
          runtime.blockOn(left.writeAll(TlsPair.bytes("question")));
          ByteBuffer to = ByteBuffer.allocate(8);
          runtime.blockOn(right.readExactly(to));
          runtime.blockOn(right.writeAll(to.flip()));
          runtime.blockOn(left.readExactly(to.clear()));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"Conscrypt, JDK", "JDK, Conscrypt"})
  void certificatesAreVerified(String one, String other) throws Exception {
    TlsServer server = by(other, Certificates.newServer(Certificates.get().other())).build();
    var wrongHost = handshake(by(one, Certificates.newClient()).build(), "localhost", server);
    assertThatThrownBy(() -> wrongHost.first().get())
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("does not fit");
    assertThatThrownBy(() -> wrongHost.second().get()) // it was told why
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageMatching("(?is).*alert.*certificate.unknown.*");
    var stranger = handshake(by(one, TlsClient.builder()).build(), "other.test", server);
    assertThatThrownBy(() -> stranger.first().get())
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("nobody who is trusted");
  }

  @ParameterizedTest
  @CsvSource({"Conscrypt, JDK", "JDK, Conscrypt"})
  void clientsAreAskedForCertificates(String one, String other) throws Exception {
    Certificates.Identity own = Certificates.get().client();
    TlsServer server =
        by(other, Certificates.newServer())
            .trust(Certificates.get().authority())
            .clientAuth(TlsServer.ClientAuth.NEED)
            .build();
    TlsClient known = by(one, Certificates.newClient()).identity(own.chain(), own.key()).build();
    var both = handshake(known, "localhost", server);
    var shown = (X509Certificate) both.second().get().peerCertificates().getFirst();
    assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=client");
    var refused = handshake(by(one, Certificates.newClient()).build(), "localhost", server);
    assertThatThrownBy(() -> refused.second().get()).isInstanceOf(SSLException.class);
  }

  @Test
  void aServersIdentitiesAreChosenByHost() throws Exception {
    Certificates.Identity wild = Certificates.of("*.wild.test");
    TlsServer server =
        by("Conscrypt", Certificates.newServer())
            .identity("*.wild.test", wild.chain(), wild.key())
            .build();
    for (String host : new String[] {"a.wild.test", "localhost"}) {
      var both = handshake(Certificates.newClient().build(), host, server);
      var shown = (X509Certificate) both.first().get().peerCertificates().getFirst();
      assertThat(shown.getSubjectX500Principal().getName())
          .isEqualTo(host.equals("localhost") ? "CN=server" : "CN=_.wild.test");
    }
  }

  /// Unlike the JDK's, and as the guide says.
  @Test
  void conscryptWritesNothingAfterThePeersEnd() throws Exception {
    var both =
        handshake(
            Certificates.newClient().build(),
            "localhost",
            by("Conscrypt", Certificates.newServer()).protocols("TLSv1.3").build());
    try (TlsStream left = both.first().get();
        TlsStream right = both.second().get()) {
      runtime.blockOn(left.writeAll(TlsPair.bytes("question")));
      runtime.blockOn(left.shutdown());
      assertThat(runtime.blockOn(right.readAll(100))).hasSize(8);
      assertThatThrownBy(() -> runtime.blockOn(right.writeAll(TlsPair.bytes("answer"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the peer has ended the connection");
    }
  }

  @Test
  void anEndWithoutCloseNotifyIsTold() throws Exception {
    var both =
        handshake(
            by("Conscrypt", Certificates.newClient()).build(),
            "localhost",
            by("Conscrypt", Certificates.newServer()).build());
    both.second().get().close();
    assertThatThrownBy(() -> runtime.blockOn(both.first().get().read(ByteBuffer.allocate(9))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("close_notify");
    both.first().get().close();
  }

  @Test
  void aContextHasItsOwnProvider() throws Exception {
    var builder = TlsClient.builder().provider(CONSCRYPT).context(SSLContext.getDefault());
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("leave identity(...), trust(...) and provider(...) out");
  }

  @Test
  void aProviderWithoutTlsIsRefused() {
    Provider other = Security.getProvider("SUN");
    assertThatThrownBy(() -> TlsClient.builder().provider(other).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SUN has no TLS");
  }
}
