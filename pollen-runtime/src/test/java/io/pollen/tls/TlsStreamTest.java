package io.pollen.tls;

import static io.pollen.tls.TlsPair.bytes;
import static io.pollen.tls.TlsPair.isPending;
import static io.pollen.tls.TlsPair.now;
import static io.pollen.tls.TlsPair.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.io.Duplex;
import io.pollen.io.Io;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.X509Certificate;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class TlsStreamTest {
  private static final Context CX = Context.of(Waker.noop());

  /// With TLS 1.2 nothing but data follows the handshake.
  private static TlsClient tls12Client() throws Exception {
    return Certificates.newClient().protocols("TLSv1.2").build();
  }

  @Test
  void bytesGoBothWaysInTheOrderOfTheirWrites() throws Exception {
    try (TlsPair pair = TlsPair.open()) {
      now(pair.client().writeAll(bytes("question")));
      now(pair.client().writeAll(bytes("ably "), bytes("split")));
      assertThat(text(pair.server(), 18)).isEqualTo("questionably split");
      now(pair.server().writeAll(bytes("answer")));
      assertThat(text(pair.client(), 6)).isEqualTo("answer");
      assertThat(now(pair.client().write(ByteBuffer.allocate(0)))).isZero();
      assertThat(now(pair.client().read(ByteBuffer.allocate(0)))).isZero();
      assertThat(pair.client()).hasToString("TlsStream[TLSv1.3, TLS_AES_256_GCM_SHA384]");
    }
  }

  @Test
  void moreThanARecordArrivesWhole() throws Exception {
    byte[] sent = new byte[60_000];
    new Random(1).nextBytes(sent);
    try (TlsPair pair = TlsPair.open()) {
      now(pair.client().writeAll(ByteBuffer.wrap(sent)));
      ByteBuffer received = ByteBuffer.allocateDirect(sent.length);
      now(pair.server().readExactly(received));
      assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(sent));
    }
  }

  @Test
  void aRecordThatDoesNotFitIsReadInPieces() throws Exception {
    try (TlsPair pair = TlsPair.open()) {
      now(pair.client().writeAll(bytes("abcdef")));
      StringBuilder read = new StringBuilder();
      for (int i = 0; i < 3; i++) {
        ByteBuffer two = ByteBuffer.allocate(2);
        assertThat(now(pair.server().read(two))).isEqualTo(2);
        read.append(new String(two.array()));
      }
      assertThat(read).hasToString("abcdef");
      assertThat(pair.server().connection().borrowed()).isZero();
    }
  }

  @Test
  void aVectoredWriteIsOneRecord() throws Exception {
    try (TlsPair pair = TlsPair.open()) {
      assertThat(now(pair.client().write(bytes("head"), bytes("body")))).isEqualTo(8);
      ByteBuffer to = ByteBuffer.allocate(100);
      assertThat(now(pair.server().read(to))).isEqualTo(8);
    }
  }

  @Test
  void bothSidesKnowWhatWasAgreed() throws Exception {
    TlsClient client = Certificates.newClient().applicationProtocols("h2", "http/1.1").build();
    TlsServer server = Certificates.newServer().applicationProtocols("http/1.1").build();
    try (TlsPair pair = TlsPair.open(client, server)) {
      assertThat(pair.client().applicationProtocol()).contains("http/1.1");
      assertThat(pair.server().applicationProtocol()).contains("http/1.1");
      assertThat(pair.server().requestedHost()).contains("localhost");
      assertThat(pair.client().requestedHost()).isEmpty();
      assertThat(pair.server().peerCertificates()).isEmpty();
      var certificate = (X509Certificate) pair.client().peerCertificates().getFirst();
      assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=server");
    }
    try (TlsPair plain = TlsPair.open()) {
      assertThat(plain.client().applicationProtocol()).isEmpty();
    }
  }

  @Test
  void aClientMayHaveToShowACertificate() throws Exception {
    Certificates made = Certificates.get();
    TlsServer server =
        Certificates.newServer()
            .trust(made.authority())
            .clientAuth(TlsServer.ClientAuth.NEED)
            .build();
    TlsClient client =
        Certificates.newClient().identity(made.client().chain(), made.client().key()).build();
    try (TlsPair pair = TlsPair.open(client, server)) {
      var certificate = (X509Certificate) pair.server().peerCertificates().getFirst();
      assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=client");
    }
  }

  @Test
  void anIdleConnectionHoldsNoLargeBuffer() throws Exception {
    try (TlsPair pair = TlsPair.open()) {
      Future<Integer> waiting = pair.server().read(ByteBuffer.allocate(20_000));
      assertThat(isPending(waiting)).isTrue();
      now(pair.client().writeAll(ByteBuffer.allocate(10_000)));
      assertThat(now(waiting)).isEqualTo(10_000);
      Future<Integer> next = pair.server().read(ByteBuffer.allocate(20_000));
      Future<Integer> answer = pair.client().read(ByteBuffer.allocate(20_000));
      assertThat(isPending(next)).isTrue();
      assertThat(isPending(answer)).isTrue();
      assertThat(pair.server().connection().borrowed()).isZero();
      assertThat(pair.client().connection().borrowed()).isZero();
      next.drop();
      answer.drop();
    }
  }

  @Test
  void aBufferIsBorrowedWhileARecordIsOnTheWayOnly() throws Exception {
    Duplex pipes = Io.duplex(20); // less than a record with its frame
    try (TlsPair pair =
        TlsPair.open(
            tls12Client(), pipes.left(), Certificates.newServer().build(), pipes.right())) {
      assertThat(now(pair.client().write(bytes("some bytes")))).isEqualTo(10);
      assertThat(pair.client().connection().borrowed()).isPositive();
      Future<Integer> read = pair.server().read(ByteBuffer.allocate(100));
      assertThat(isPending(read)).isTrue();
      assertThat(pair.server().connection().borrowed()).isPositive();
      now(pair.client().flush());
      assertThat(now(read)).isEqualTo(10);
      assertThat(pair.client().connection().borrowed()).isZero();
      assertThat(pair.server().connection().borrowed()).isZero();
    }
  }

  @Test
  void whatAWriteLeftGoesOutWhileItsSideReads() throws Exception {
    Duplex pipes = Io.duplex(20);
    try (TlsPair pair =
        TlsPair.open(
            tls12Client(), pipes.left(), Certificates.newServer().build(), pipes.right())) {
      assertThat(now(pair.client().write(bytes("some bytes")))).isEqualTo(10);
      Future<Integer> answer = pair.client().read(ByteBuffer.allocate(9));
      Future<Void> question = pair.server().readExactly(ByteBuffer.allocate(10));
      for (int i = 0; i < 9 && isPending(question); i++) {
        assertThat(isPending(answer)).isTrue();
      }
      assertThatThrownBy(() -> question.poll(CX)).isInstanceOf(IllegalStateException.class);
      answer.drop();
    }
  }

  @Test
  void anEndIsToldAndTheOtherDirectionGoesOn() throws Exception {
    try (TlsPair pair = TlsPair.open()) {
      now(pair.client().writeAll(bytes("last words")));
      now(pair.client().shutdown());
      now(pair.client().shutdown());
      assertThatThrownBy(() -> now(pair.client().write(bytes("x"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has ended");
      assertThat(now(pair.server().readString(100))).isEqualTo("last words");
      assertThat(now(pair.server().read(ByteBuffer.allocate(1)))).isEqualTo(-1);
      now(pair.server().writeAll(bytes("late answer")));
      now(pair.server().shutdown());
      assertThat(now(pair.client().readString(100))).isEqualTo("late answer");
    }
  }

  @Test
  void withTls12OneEndIsTheEndOfBoth() throws Exception {
    try (TlsPair pair = TlsPair.open(tls12Client(), Certificates.newServer().build())) {
      now(pair.client().writeAll(bytes("last words")));
      now(pair.client().shutdown());
      assertThat(now(pair.server().readString(100))).isEqualTo("last words");
      assertThatThrownBy(() -> now(pair.server().write(bytes("x"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("TLS 1.2");
      assertThat(now(pair.client().read(ByteBuffer.allocate(1)))).isEqualTo(-1);
      now(pair.server().shutdown());
    }
  }

  @Test
  void anEndWithoutCloseNotifyIsATruncation() throws Exception {
    try (TlsPair pair = TlsPair.open()) {
      now(pair.client().writeAll(bytes("half a mess")));
      pair.client().close();
      assertThat(text(pair.server(), 11)).isEqualTo("half a mess");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> now(pair.server().read(ByteBuffer.allocate(1))))
            .isInstanceOf(SSLException.class)
            .hasMessageContaining("without close_notify");
      }
    }
  }

  @Test
  void aTruncationMayBeTolerated() throws Exception {
    TlsServer server = Certificates.newServer().tolerateTruncation(true).build();
    try (TlsPair pair = TlsPair.open(Certificates.newClient().build(), server)) {
      now(pair.client().writeAll(bytes("length 9\n")));
      pair.client().close();
      assertThat(now(pair.server().readString(100))).isEqualTo("length 9\n");
    }
  }

  @Test
  void aForgedRecordEndsTheConnectionAndThePeerIsTold() throws Exception {
    Duplex toServer = Io.duplex(TlsPair.CAPACITY);
    Forger forger = new Forger(toServer.left());
    try (TlsPair pair =
        TlsPair.open(
            Certificates.newClient().build(),
            forger,
            Certificates.newServer().build(),
            toServer.right())) {
      forger.forges = true;
      now(pair.client().writeAll(bytes("to be changed on the way")));
      assertThatThrownBy(() -> now(pair.server().read(ByteBuffer.allocate(100))))
          .isInstanceOf(SSLException.class);
      assertThatThrownBy(() -> now(pair.server().read(ByteBuffer.allocate(100))))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("has failed");
      assertThatThrownBy(() -> now(pair.server().write(bytes("x"))))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("has failed");
      assertThatThrownBy(() -> now(pair.client().read(ByteBuffer.allocate(100))))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("bad_record_mac");
    }
  }

  @Test
  void oneTaskAtATimeReadsOthersAreToldSo() throws Exception {
    try (TlsPair pair = TlsPair.open()) {
      Future<Integer> first = pair.server().read(ByteBuffer.allocate(9));
      assertThat(isPending(first)).isTrue();
      Future<Integer> second = pair.server().read(ByteBuffer.allocate(9));
      assertThatThrownBy(() -> second.poll(CX))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("one task at a time");
      first.drop();
      assertThat(isPending(pair.server().read(ByteBuffer.allocate(9)))).isTrue();
    }
  }

  @Test
  void closingWakesWhoWaitsAndRefusesTheRest() throws Exception {
    TlsPair pair = TlsPair.open();
    boolean[] woken = {false};
    Future<Integer> read = pair.server().read(ByteBuffer.allocate(9));
    assertThat(read.poll(Context.of(Waker.of(() -> woken[0] = true))).isReady()).isFalse();
    pair.server().close();
    pair.server().close();
    assertThat(woken[0]).isTrue();
    assertThatThrownBy(() -> read.poll(CX)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> now(pair.server().write(bytes("x"))))
        .isInstanceOf(ClosedChannelException.class);
    pair.client().close();
  }

  @Test
  void aReadOnlyBufferIsRefusedAtOnce() throws Exception {
    try (TlsPair pair = TlsPair.open()) {
      ByteBuffer readOnly = ByteBuffer.allocate(9).asReadOnlyBuffer();
      assertThatThrownBy(() -> pair.client().read(readOnly))
          .isInstanceOf(ReadOnlyBufferException.class);
    }
  }
}
