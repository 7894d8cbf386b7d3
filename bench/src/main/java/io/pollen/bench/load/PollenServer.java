package io.pollen.bench.load;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.spawn;

import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.io.BufferPool;
import io.pollen.net.DatagramBatch;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpSocket;
import io.pollen.net.TcpStream;
import io.pollen.net.UdpSocket;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.LocalPool;
import io.pollen.tls.TlsServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The servers on Pollen: one task for each connection, or for the UDP socket.
final class PollenServer {
  private static final int BUFFER = 4096;
  private static final int BACKLOG = 4096;
  private static final int BATCH = 64;
  private static final BufferPool POOL = BufferPool.direct(BUFFER);

  private final Service service;
  private final boolean batches;
  private final @Nullable TlsServer tls;

  private PollenServer(Service service, boolean batches) throws Exception {
    this.service = service;
    this.batches = batches;
    this.tls =
        service == Service.TLS ? TlsServer.builder().context(Identity.context()).build() : null;
  }

  /// Listens on a free port of 127.0.0.1 with a multi-thread runtime of that many workers.
  static int listen(Service service, int workers) throws Exception {
    return new PollenServer(service, false).listen(workers);
  }

  /// The same, for datagrams, which are received and sent in batches.
  static int listenBatch(int workers) throws Exception {
    return new PollenServer(Service.UDP, true).listen(workers);
  }

  private int listen(int workers) throws Exception {
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(workers).daemon(true).build();
    return runtime.blockOn(bind(0, false));
  }

  /// The same with a local runtime for each worker and a listener for each of them on the one port.
  static int listenLocal(Service service, int workers) throws Exception {
    PollenServer server = new PollenServer(service, false);
    LocalPool pool = AsyncRuntime.builder().daemon(true).localPool(workers);
    int port = 0;
    try (AsyncRuntime waiting = AsyncRuntime.currentThread()) {
      for (int i = 0; i < workers; i++) {
        int shared = port;
        port = waiting.blockOn(pool.spawnOn(i, () -> server.bind(shared, true)));
      }
    }
    return port;
  }

  private Future<Integer> bind(int port, boolean shared) {
    return async(() -> {
      if (service == Service.UDP) {
        UdpSocket socket = await(UdpSocket.bind("127.0.0.1", port));
        spawn(batches ? echoMany(socket) : echo(socket));
        return socket.localAddress().getPort();
      }
      TcpListener listener =
          await(TcpSocket.create().backlog(BACKLOG).reusePort(shared).listen("127.0.0.1", port));
      spawn(acceptAll(listener));
      return listener.localAddress().getPort();
    });
  }

  private Future<Void> acceptAll(TcpListener listener) {
    return async(() -> {
      while (true) {
        TcpStream stream = await(listener.accept());
        stream.noDelay(true);
        spawn(
            tls != null
                ? secured(tls, stream)
                : service == Service.HTTP ? http(stream) : pooled(stream));
      }
    });
  }

  private static Future<Void> secured(TlsServer tls, TcpStream stream) {
    return async(() -> {
      try {
        await(echo(await(tls.accept(stream))));
      } catch (IOException gone) {
        return; // a peer that went away is no error
      }
    });
  }

  /// A connection that waits holds no buffer.
  @SuppressWarnings("pollen:resourceInBlock") // spawned at once
  private static Future<Void> pooled(TcpStream stream) {
    return async(() -> {
      try (stream) {
        while (true) {
          Optional<ByteBuffer> received = await(stream.read(POOL));
          if (received.isEmpty()) {
            return;
          }
          try {
            await(stream.writeAll(received.get()));
          } finally {
            POOL.give(received.get());
          }
        }
      } catch (IOException gone) {
        return; // a peer that went away is no error
      }
    });
  }

  @SuppressWarnings("pollen:resourceInBlock") // spawned or awaited at once
  private static <S extends AsyncRead & AsyncWrite & AutoCloseable> Future<Void> echo(S stream) {
    return async(() -> {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      try (stream) {
        while (await(stream.read(buffer)) >= 0) {
          buffer.flip();
          await(stream.writeAll(buffer));
          buffer.clear();
        }
      } catch (IOException gone) {
        return; // a peer that went away is no error
      }
    });
  }

  private static Future<Void> echo(UdpSocket socket) {
    return async(() -> {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      while (true) {
        UdpSocket.Datagram datagram = await(socket.recvFrom(buffer));
        buffer.flip();
        await(socket.sendTo(buffer, datagram.sender()));
        buffer.clear();
      }
    });
  }

  private static Future<Void> echoMany(UdpSocket socket) {
    return async(() -> {
      DatagramBatch batch = DatagramBatch.of(BATCH, BUFFER);
      while (true) {
        await(socket.recvMany(batch));
        await(socket.sendMany(batch));
      }
    });
  }

  @SuppressWarnings("pollen:resourceInBlock") // spawned at once
  private static Future<Void> http(TcpStream stream) {
    return async(() -> {
      Plaintext plaintext = new Plaintext();
      try (stream) {
        while (plaintext.isOpen() && await(stream.read(plaintext.input())) >= 0) {
          await(stream.writeAll(plaintext.answer()));
        }
      } catch (IOException gone) {
        return; // a peer that went away is no error
      }
    });
  }
}
