package io.pollen.tls;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.io.IdleTimeout;
import io.pollen.io.Io;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.net.UnixStream;
import io.pollen.runtime.AsyncRuntime;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Idle timeouts of real sockets, and above and below TLS.
@Timeout(60)
class IdleTimeoutIT {
  private static final Duration LIMIT = Duration.ofMillis(30);

  private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();

  @AfterEach
  void close() {
    runtime.close();
  }

  private record Sockets(TcpStream left, TcpStream right) implements AutoCloseable {
    static Future<Sockets> connect() {
      return async(() -> {
        try (TcpListener listener = await(TcpListener.bind("127.0.0.1", 0))) {
          var both = await(join(TcpStream.connect(listener.localAddress()), listener.accept()));
          return new Sockets(both.first(), both.second());
        }
      });
    }

    @Override
    public void close() {
      left.close();
      right.close();
    }
  }

  /// A byte comes through; then nothing does.
  private <S extends AsyncRead & AsyncWrite> void check(S stream, AsyncWrite peer)
      throws Exception {
    IdleTimeout<S> limited = Io.withIdleTimeout(stream, LIMIT);
    runtime.blockOn(peer.writeAll(ByteBuffer.allocate(1)));
    assertThat(runtime.blockOn(Io.withIdleTimeout(stream, Duration.ofHours(1)).read(room())))
        .isEqualTo(1);
    assertThatThrownBy(() -> runtime.blockOn(limited.read(room())))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("for 30 ms");
    limited.close();
    assertThatThrownBy(() -> runtime.blockOn(limited.read(room())))
        .isInstanceOf(ClosedChannelException.class);
  }

  private static ByteBuffer room() {
    return ByteBuffer.allocate(10);
  }

  @Test
  void ofTcp() throws Exception {
    try (Sockets sockets = runtime.blockOn(Sockets.connect())) {
      check(sockets.left, sockets.right);
    }
  }

  @Test
  void aWriteThatThePeerDoesNotTakeFails() throws Exception {
    try (Sockets sockets = runtime.blockOn(Sockets.connect())) {
      var limited = Io.withIdleTimeout(sockets.left, LIMIT);
      assertThatThrownBy(() -> runtime.blockOn(limited.writeAll(ByteBuffer.allocate(64 << 20))))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void ofUnixSockets() throws Exception {
    var pair = runtime.blockOn(UnixStream.pair());
    try (UnixStream left = pair.left();
        UnixStream right = pair.right()) {
      check(left, right);
    }
  }

  @Test
  void aboveTls() throws Exception {
    TlsClient client = Certificates.newClient().build();
    TlsServer server = Certificates.newServer().build();
    try (Sockets sockets = runtime.blockOn(Sockets.connect())) {
      var both =
          runtime.blockOn(
              join(client.connect(sockets.left, "localhost"), server.accept(sockets.right)));
      check(both.first(), both.second());
    }
  }

  @Test
  void belowTlsItEndsTheHandshakeToo() throws Exception {
    TlsClient client = Certificates.newClient().build();
    TlsServer server = Certificates.newServer().build();
    try (Sockets sockets = runtime.blockOn(Sockets.connect())) {
      var limited = Io.withIdleTimeout(sockets.left, LIMIT);
      assertThatThrownBy(() -> runtime.blockOn(client.connect(limited, "localhost")))
          .isInstanceOf(SocketTimeoutException.class)
          .isNotInstanceOf(SSLHandshakeException.class);
      assertThat(sockets.left.isOpen()).isFalse();
    }
    try (Sockets sockets = runtime.blockOn(Sockets.connect())) {
      var limited = Io.withIdleTimeout(sockets.left, Duration.ofSeconds(1));
      var both =
          runtime.blockOn(join(client.connect(limited, "localhost"), server.accept(sockets.right)));
      check(both.first(), both.second());
    }
  }
}
