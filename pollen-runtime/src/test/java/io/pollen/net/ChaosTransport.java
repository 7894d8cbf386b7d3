package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.time.Time.timeout;
import static io.pollen.time.Time.timeoutOrEmpty;

import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.tls.Certificates;
import io.pollen.tls.TlsClient;
import io.pollen.tls.TlsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/// By what the servers and clients of a chaos talk to each other.
enum ChaosTransport {
  TCP,
  UNIX {
    @Override
    Future<? extends SocketListener<?>> bind() {
      return async(() -> {
        Path path = Files.createTempFile("pollen-chaos", "");
        Files.delete(path);
        path.toFile().deleteOnExit();
        return await(UnixListener.bind(path));
      });
    }

    @Override
    Future<? extends SocketStream> connect(SocketAddress address) {
      return UnixStream.connect((UnixAddress) address);
    }

    @Override
    void unbind(SocketAddress address) {
      ((UnixAddress) address).path().orElseThrow().toFile().delete();
    }
  },
  TLS {
    @Override
    void prepare() {
      Tls.SERVER.toString();
    }

    @Override
    Duration life() {
      return Duration.ofSeconds(2);
    }

    @Override
    Future<ChaosStream> answer(SocketStream socket) {
      return Tls.SERVER.accept(socket).map(stream -> ChaosStream.of(stream, socket));
    }

    @Override
    Future<ChaosStream> greet(SocketStream socket) {
      return handshake(socket, socket);
    }

    @Override
    Future<Optional<ChaosStream>> begin(SocketStream socket, ChaosWire wire, Random random) {
      return switch (random.nextInt(12)) {
        case 0 -> babble(socket, random);
        case 1 -> timeoutOrEmpty(Duration.ofMillis(random.nextInt(30)), handshake(socket, wire));
        case 2 -> {
          wire.cutAfter(random.nextInt(3_000));
          yield handshake(socket, wire).map(Optional::of);
        }
        case 3 ->
            handshake(socket, wire)
                .map(stream -> {
                  wire.flipAfter(random.nextInt(10_000));
                  return Optional.of(stream);
                });
        default -> handshake(socket, wire).map(Optional::of);
      };
    }

    private <T extends AsyncRead & AsyncWrite> Future<ChaosStream> handshake(
        SocketStream socket, T below) {
      return Tls.CLIENT.connect(below, "localhost").map(stream -> ChaosStream.of(stream, socket));
    }

    /// Says what is no handshake, and hears the server out: it must not wait for ever.
    private Future<Optional<ChaosStream>> babble(SocketStream socket, Random random) {
      return async(() -> {
        byte[] garbage = new byte[50 + random.nextInt(3_000)];
        random.nextBytes(garbage);
        if (random.nextBoolean()) { // the first record seems to be a handshake
          System.arraycopy(new byte[] {22, 3, 1, 0, (byte) random.nextInt(40)}, 0, garbage, 0, 5);
        }
        try {
          await(socket.writeAll(ByteBuffer.wrap(garbage)));
          await(socket.shutdown()); // a record may have claimed to be longer
          while (await(timeout(HEARS_OUT, socket.read(ByteBuffer.allocate(100)))) >= 0) {
            // an alert
          }
        } catch (IOException e) {
          // reset: the server has not read it all
        }
        return Optional.empty();
      });
    }
  };

  /// How long a server may take to answer nonsense; shorter than its own limit for a handshake.
  private static final Duration HEARS_OUT = Duration.ofSeconds(8);

  /// What TLS needs, when it is needed.
  private static final class Tls {
    static final TlsServer SERVER;
    static final TlsClient CLIENT;

    static {
      try {
        SERVER = Certificates.newServer().build();
        CLIENT = Certificates.newClient().build();
      } catch (Exception e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }

  /// Makes what conversations need, which takes long. Called first, by no task.
  void prepare() {}

  /// How long a server lives at most: some conversations are done by then, and some are not.
  Duration life() {
    return Duration.ofMillis(420);
  }

  /// Listens on a new address.
  Future<? extends SocketListener<?>> bind() {
    return TcpListener.bind("127.0.0.1", 0);
  }

  Future<? extends SocketStream> connect(SocketAddress address) {
    return TcpStream.connect((InetSocketAddress) address);
  }

  /// The listener of `address` is closed.
  void unbind(SocketAddress address) {}

  /// The server's end of a connection.
  Future<ChaosStream> answer(SocketStream socket) {
    return async(() -> ChaosStream.of(socket));
  }

  /// The end of a client that behaves.
  Future<ChaosStream> greet(SocketStream socket) {
    return async(() -> ChaosStream.of(socket));
  }

  /// The client's end of a connection; empty when it has left already.
  Future<Optional<ChaosStream>> begin(SocketStream socket, ChaosWire wire, Random random) {
    return async(() -> Optional.of(ChaosStream.of(socket)));
  }
}
