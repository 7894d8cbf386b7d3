package io.pollen.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Outcome;
import io.pollen.combine.Tuple2;
import io.pollen.io.Duplex;
import io.pollen.io.Io;
import io.pollen.runtime.AsyncRuntime;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server with several identities, and clients that ask for hosts.
@Timeout(60)
class HostIdentitiesTest {
  private static Certificates.Identity one;
  private static Certificates.Identity wild;
  private static Certificates.Identity exact;

  @BeforeAll
  static void make() throws Exception {
    one = Certificates.of("one.test");
    wild = Certificates.of("*.wild.test");
    exact = Certificates.of("exact.wild.test");
  }

  /// By default it is `localhost`.
  private static TlsServer.Builder server() throws Exception {
    return hosts(Certificates.newServer());
  }

  private static TlsServer.Builder hosts(TlsServer.Builder server) throws Exception {
    return server
        .identity("one.test", one.chain(), one.key())
        .identity("*.WILD.test", wild.chain(), wild.key())
        .identity("Exact.wild.test", exact.chain(), exact.key());
  }

  private static Tuple2<Outcome<TlsStream>, Outcome<TlsStream>> handshake(
      TlsClient client, String host, TlsServer server) throws Exception {
    Duplex pipes = Io.duplex(TlsPair.CAPACITY);
    try (AsyncRuntime runtime = AsyncRuntime.builder().currentThread().build()) {
      return runtime.blockOn(
          Async.join(
              client.connect(pipes.left(), host).catching(),
              server.accept(pipes.right()).catching()));
    }
  }

  /// Whose certificate a client that asks for `host`, and verifies it or not, is shown.
  private static String shown(TlsClient.Builder client, String host, TlsServer server)
      throws Exception {
    var outcomes = handshake(client.build(), host, server);
    var certificate = (X509Certificate) outcomes.first().get().peerCertificates().getFirst();
    return certificate.getSubjectX500Principal().getName();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void eachHostHasItsCertificate(String version) throws Exception {
    TlsServer server = server().protocols(version).build();
    for (String host :
        new String[] {"one.test", "ONE.test", "a.wild.test", "exact.wild.test", "localhost"}) {
      String name =
          switch (host) {
            case "localhost" -> "server";
            case "a.wild.test" -> "_.wild.test";
            default -> host.toLowerCase();
          };
      assertThat(shown(Certificates.newClient(), host, server)).isEqualTo("CN=" + name);
    }
  }

  @Test
  void whoAsksForAnotherHostOrForNoneGetsTheOtherIdentity() throws Exception {
    TlsServer server = server().build();
    TlsClient.Builder careless = Certificates.newClient().verifyHost(false);
    for (String host : new String[] {"two.test", "wild.test", "a.b.wild.test", "127.0.0.1"}) {
      assertThat(shown(careless, host, server)).as(host).isEqualTo("CN=server");
    }
    assertThat(shown(careless.sendHost(false), "one.test", server)).isEqualTo("CN=server");
  }

  @Test
  void withoutAnotherIdentityOnlyKnownHostsAreServed() throws Exception {
    TlsServer server = hosts(TlsServer.builder()).build();
    assertThat(shown(Certificates.newClient(), "a.wild.test", server)).isEqualTo("CN=_.wild.test");
    var refused = handshake(Certificates.newClient().build(), "two.test", server);
    assertThat(((Outcome.Failure<?>) refused.first()).cause())
        .hasMessageContaining("unrecognized_name: it does not know the host that was asked for");
    var silent = handshake(Certificates.newClient().sendHost(false).build(), "one.test", server);
    assertThat(((Outcome.Failure<?>) silent.first()).cause())
        .hasMessageContaining("refused with the alert");
  }

  @Test
  void applicationProtocolsAndTheHostAreToldAsBefore() throws Exception {
    TlsServer server = server().applicationProtocols("h2").build();
    TlsClient client = Certificates.newClient().applicationProtocols("x", "h2").build();
    var outcomes = handshake(client, "one.test", server);
    assertThat(outcomes.second().get().applicationProtocol()).isEqualTo(Optional.of("h2"));
    assertThat(outcomes.second().get().requestedHost()).isEqualTo(Optional.of("one.test"));
  }

  @Test
  void aKeyStoreWillDo() throws Exception {
    KeyStore store = Certificates.get().expired();
    TlsServer server =
        Certificates.newServer().identity("late.test", store, Certificates.PASSWORD).build();
    var outcomes = handshake(Certificates.newClient().build(), "late.test", server);
    assertThat(((Outcome.Failure<?>) outcomes.first()).cause()).hasMessageContaining("has expired");
  }

  @Test
  void whatIsNoHostIsRefused() throws Exception {
    for (String host : new String[] {"*", "*.", "a.*.test", "*a.test", "a b", ""}) {
      assertThatThrownBy(() -> TlsServer.builder().identity(host, one.chain(), one.key()))
          .as("'%s'", host)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String address : new String[] {"127.0.0.1", "::1"}) {
      assertThatThrownBy(() -> TlsServer.builder().identity(address, one.chain(), one.key()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(address + ": clients ask for names");
    }
    assertThatThrownBy(() -> hosts(TlsServer.builder().context(SSLContext.getDefault())).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("leave identity(...)");
  }
}
