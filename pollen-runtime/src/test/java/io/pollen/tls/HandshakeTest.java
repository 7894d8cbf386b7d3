package io.pollen.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.Poll;
import io.pollen.combine.Tuple2;
import io.pollen.io.Duplex;
import io.pollen.io.Io;
import io.pollen.io.PipeStream;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.time.TestClock;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private final Duplex pipes = Io.duplex(TlsPair.CAPACITY);

  private static Throwable failure(Outcome<TlsStream> outcome) {
    return outcome instanceof Outcome.Failure<TlsStream>(var cause) ? cause : null;
  }

  /// How it ended for both sides.
  private Tuple2<Outcome<TlsStream>, Outcome<TlsStream>> handshake(
      TlsClient client, String host, TlsServer server) throws Exception {
    try (AsyncRuntime runtime = AsyncRuntime.builder().currentThread().build()) {
      return runtime.blockOn(
          Async.join(
              client.connect(pipes.left(), host).catching(),
              server.accept(pipes.right()).catching()));
    }
  }

  private void assertClientRefuses(TlsClient client, String host, TlsServer server, String... words)
      throws Exception {
    var outcomes = handshake(client, host, server);
    assertThat(failure(outcomes.first()))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("with " + host + " failed")
        .hasMessageContainingAll(words);
    assertThat(failure(outcomes.second()))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("it refused with the alert certificate_");
    assertBothAreClosed();
  }

  private void assertBothAreClosed() {
    for (PipeStream side : List.of(pipes.left(), pipes.right())) {
      assertThatThrownBy(() -> TlsPair.now(side.read(ByteBuffer.allocate(1))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    TlsServer server = Certificates.newServer(Certificates.get().other()).build();
    TlsClient client = Certificates.newClient().build();
    assertClientRefuses(client, "localhost", server, "does not fit", "localhost");
  }

  @Test
  void theHostMayBeLeftUnverified() throws Exception {
    TlsServer server = Certificates.newServer(Certificates.get().other()).build();
    var outcomes =
        handshake(Certificates.newClient().verifyHost(false).build(), "localhost", server);
    assertThat(failure(outcomes.first())).isNull();
  }

  @Test
  void theTextOfAnAddressIsVerifiedAndNotSent() throws Exception {
    var outcomes =
        handshake(Certificates.newClient().build(), "127.0.0.1", Certificates.newServer().build());
    assertThat(outcomes.second().get().requestedHost()).isEmpty();
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    TlsServer server =
        TlsServer.builder().identity(Certificates.get().expired(), Certificates.PASSWORD).build();
    assertClientRefuses(Certificates.newClient().build(), "localhost", server, "has expired");
  }

  @Test
  void aSelfSignedCertificateIsRefusedUnlessItIsTrusted() throws Exception {
    Certificates.Identity alone = Certificates.get().selfSigned();
    TlsServer server = Certificates.newServer(alone).build();
    assertClientRefuses(
        Certificates.newClient().build(),
        "localhost",
        server,
        "nobody who is trusted",
        "trust(...)");
    TlsClient trusting = TlsClient.builder().trust(alone.chain()).build();
    TlsPair.open(trusting, server).close();
  }

  @Test
  void noCommonApplicationProtocolIsAFailureOfBoth() throws Exception {
    var outcomes =
        handshake(
            Certificates.newClient().applicationProtocols("h2").build(),
            "localhost",
            Certificates.newServer().applicationProtocols("http/1.1").build());
    assertThat(failure(outcomes.first()))
        .hasMessageContaining("no_application_protocol: it speaks none of");
    assertThat(failure(outcomes.second())).hasMessageContaining("no application protocol");
  }

  @Test
  void noCommonVersionIsAFailureOfBoth() throws Exception {
    var outcomes =
        handshake(
            Certificates.newClient().protocols("TLSv1.2").build(),
            "localhost",
            Certificates.newServer().protocols("TLSv1.3").build());
    assertThat(failure(outcomes.first()))
        .hasMessageContaining("protocol_version: it speaks none of the versions");
    assertThat(failure(outcomes.second())).isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void aMissingClientCertificateIsAFailure() throws Exception {
    TlsServer server =
        Certificates.newServer()
            .trust(Certificates.get().authority())
            .clientAuth(TlsServer.ClientAuth.NEED)
            .build();
    var outcomes = handshake(Certificates.newClient().build(), "localhost", server);
    assertThat(failure(outcomes.second())).isInstanceOf(SSLHandshakeException.class);
    TlsStream early = outcomes.first().get();
    assertThatThrownBy(() -> TlsPair.now(early.read(ByteBuffer.allocate(1))))
        .hasMessageContaining("fatal alert");
  }

  @Test
  void advicesAreForTheSideThatGetsThem() {
    Exception misfit = new CertificateException("bad usage");
    assertThat(HandshakeFailures.explain(misfit, "it", true)).hasMessageContaining("The host");
    assertThat(HandshakeFailures.explain(misfit, "it", false)).hasMessageContaining("for clients");
    Exception alert = new SSLException("Received fatal alert: bad_certificate");
    assertThat(HandshakeFailures.explain(alert, "it", true)).hasMessageContaining("identity(");
    assertThat(HandshakeFailures.explain(alert, "it", false))
        .hasMessageContaining("does not accept this side's certificate");
  }

  @Test
  void aPeerThatDoesNotSpeakTlsIsToldApart() throws Exception {
    TlsPair.now(pipes.right().writeAll(TlsPair.bytes("220 mail.test ESMTP\r\n")));
    try (AsyncRuntime runtime = AsyncRuntime.builder().currentThread().build()) {
      assertThatThrownBy(() ->
              runtime.blockOn(Certificates.newClient().build().connect(pipes.left(), "localhost")))
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("localhost failed: it does not speak TLS");
    }
  }

  @Test
  void anEndInTheMiddleIsSaidSo() throws Exception {
    TlsServer server = Certificates.newServer().build();
    Duplex ended = Io.duplex(9);
    TlsPair.now(ended.left().shutdown());
    try (AsyncRuntime runtime = AsyncRuntime.builder().currentThread().build()) {
      assertThatThrownBy(() -> runtime.blockOn(server.accept(ended.right())))
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("ended in the middle of the handshake");
    }
  }

  @Test
  void aHandshakeHasALimitOfTime() throws Exception {
    TestClock clock = new TestClock();
    try (AsyncRuntime runtime = AsyncRuntime.builder().currentThread().clock(clock).build()) {
      assertThatThrownBy(() ->
              runtime.blockOn(Certificates.newClient().build().connect(pipes.left(), "localhost")))
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessage("the TLS handshake with localhost has taken longer than 10000 ms");
      assertThat(clock.nanos()).isEqualTo(Duration.ofSeconds(10).toNanos());
      TlsServer patient = Certificates.newServer().handshakeTimeout(Duration.ofMinutes(1)).build();
      Duplex silent = Io.duplex(9);
      assertThatThrownBy(() -> runtime.blockOn(patient.accept(silent.left())))
          .hasMessage("the TLS handshake with a client has taken longer than 60000 ms");
    }
    assertThatThrownBy(() -> TlsPair.now(pipes.left().read(ByteBuffer.allocate(1))))
        .hasMessageContaining("closed");
  }

  @Test
  void withoutARuntimeItSaysWhatToDo() throws Exception {
    Future<TlsStream> connecting =
        Certificates.newClient().build().connect(pipes.left(), "localhost");
    assertThatThrownBy(() -> Drive.drive(connecting))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("AsyncRuntime");
    assertThatThrownBy(() -> TlsPair.now(pipes.left().read(ByteBuffer.allocate(1))))
        .hasMessageContaining("closed");
  }

  @Test
  void aHandshakeThatIsDroppedClosesItsTransport() throws Exception {
    Future<TlsStream> never = Certificates.newClient().build().connect(pipes.left(), "localhost");
    never.drop();
    assertThatThrownBy(() -> TlsPair.now(pipes.left().read(ByteBuffer.allocate(1))))
        .hasMessageContaining("closed");
  }

  /// Counts the certificate chains that it is shown.
  private static final class Counting extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager inner;
    private final AtomicInteger chains = new AtomicInteger();

    Counting() throws Exception {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "authority", Pem.certificates(Certificates.get().authority()).getFirst());
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      inner = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      chains.incrementAndGet();
      inner.checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new AssertionError("no sockets here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new AssertionError("an engine is given");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new AssertionError("a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new AssertionError("a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new AssertionError("a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return inner.getAcceptedIssuers();
    }
  }

  @Test
  void aSecondHandshakeResumesTheSession() throws Exception {
    for (String version : List.of("TLSv1.3", "TLSv1.2")) {
      Counting trust = new Counting();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      TlsClient client = TlsClient.builder().context(context).protocols(version).build();
      TlsServer server = Certificates.newServer().build();
      for (int i = 0; i < 3; i++) {
        try (TlsPair pair = TlsPair.open(client, server)) {
          // The ticket of TLS 1.3 comes before the first data.
          TlsPair.now(pair.server().writeAll(TlsPair.bytes("hello")));
          assertThat(TlsPair.text(pair.client(), 5)).isEqualTo("hello");
          TlsPair.now(pair.client().shutdown());
          TlsPair.now(pair.server().shutdown());
        }
      }
      assertThat(trust.chains).as("full handshakes of " + version).hasValue(1);
    }
  }

  /// A third each is completed, dropped somewhere in the middle, and fails.
  @Test
  void aThousandHandshakesLeaveNothing() throws Exception {
    TlsClient client = Certificates.newClient().build();
    TlsServer server = Certificates.newServer().build();
    Random random = new Random(7);
    List<WeakReference<Object>> transports = new ArrayList<>();
    try (AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build()) {
      for (int i = 0; i < 1_000; i++) {
        Duplex pair = Io.duplex(1 + random.nextInt(10_000));
        Choppy left = new Choppy(pair.left(), random, 3_000);
        Choppy right = new Choppy(pair.right(), random, 3_000);
        transports.add(new WeakReference<>(left));
        transports.add(new WeakReference<>(right));
        switch (i % 3) {
          case 0 ->
              runtime
                  .blockOn(Async.join(client.connect(left, "localhost"), server.accept(right)))
                  .first()
                  .close();
          case 1 ->
              runtime.blockOn(
                  Async.join(
                      new DropAfter(random.nextInt(6), client.connect(left, "localhost")),
                      server.accept(right).catching().map(HandshakeTest::closed)));
          default ->
              runtime.blockOn(
                  Async.join(
                      client.connect(left, "wrong.test").catching(),
                      server.accept(right).catching()));
        }
        if (i % 3 != 0) {
          assertThat(left.closed).isTrue();
          assertThat(right.closed).isTrue();
        }
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (runtime.metrics().liveTasks() > 0 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(runtime.metrics().liveTasks()).isZero();
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (transports.stream().anyMatch(left -> left.get() != null)
        && System.nanoTime() < deadline) {
      System.gc();
    }
    assertThat(transports.stream().filter(left -> left.get() != null)).isEmpty();
  }

  /// Polls a handshake so many times, then drops it. If it is through before, its stream is closed.
  private static final class DropAfter implements Future<Void> {
    private final Future<TlsStream> handshake;
    private int left;

    DropAfter(int polls, Future<TlsStream> handshake) {
      this.left = polls;
      this.handshake = handshake;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      if (left-- == 0) {
        handshake.drop();
        return Poll.ready();
      }
      if (handshake.poll(cx) instanceof Poll.Ready<TlsStream>(var stream)) {
        stream.close();
        return Poll.ready();
      }
      return Poll.pending();
    }

    @Override
    public void drop() {
      handshake.drop();
    }
  }

  private static Outcome<TlsStream> closed(Outcome<TlsStream> outcome) {
    if (outcome instanceof Outcome.Success<TlsStream>(var stream)) {
      stream.close();
    }
    return outcome;
  }
}
