package io.pollen.server;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.pending;
import static io.pollen.runtime.Pollen.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.AsyncFunction;
import io.pollen.Future;
import io.pollen.net.TcpListener;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.sync.CancellationToken;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /// A server at work, seen from outside.
  private record Running(
      AsyncRuntime runtime, int port, CancellationToken stop, JoinHandle<Void> serving) {
    Socket connect() throws IOException {
      Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
      client.setSoTimeout((int) LIMIT.toMillis());
      return client;
    }

    /// That the server has stopped listening; connections in its backlog are reset.
    void awaitRefusal() throws IOException {
      long end = System.nanoTime() + LIMIT.toNanos();
      while (System.nanoTime() < end) {
        try (Socket late = connect()) {
          Thread.onSpinWait();
        } catch (ConnectException refused) {
          return;
        }
      }
      throw new AssertionError("it still listens");
    }

    void awaitEnd() throws Exception {
      runtime.blockOn(timeout(LIMIT, serving));
    }
  }

  private interface Use {
    void of(Running running) throws Exception;
  }

  private static void run(Server server, Use use) throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(2).build()) {
      var stop = new CancellationToken();
      var listener = runtime.blockOn(TcpListener.bind("127.0.0.1", 0));
      int port = listener.localAddress().getPort();
      use.of(new Running(runtime, port, stop, runtime.spawn(server.serve(listener, stop))));
    }
  }

  private static Future<Void> echo(Connection connection) {
    return async(() -> {
      var buffer = ByteBuffer.allocate(64);
      while (await(connection.stream().read(buffer)) >= 0) {
        await(connection.stream().writeAll(buffer.flip()));
        buffer.clear();
      }
    });
  }

  private static void talk(Socket client, int message) throws IOException {
    client.getOutputStream().write(message);
    assertThat(client.getInputStream().read()).isEqualTo(message);
  }

  private static int end(Socket client) throws IOException {
    return client.getInputStream().read();
  }

  @Test
  void eachConnectionIsServedAndTheServerEndsAfterTheLastOne() throws Exception {
    run(
        Server.of(ServerIT::echo),
        server -> {
          List<Socket> clients = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            clients.add(server.connect());
          }
          for (int i = 0; i < 100; i++) {
            talk(clients.get(i), i);
          }
          server.stop().cancel();
          server.awaitRefusal();
          talk(clients.getFirst(), 7); // those who are there are served on
          assertThat(server.serving().isFinished()).isFalse();
          for (Socket client : clients) {
            client.close();
          }
          server.awaitEnd();
        });
  }

  @Test
  void anIdleConnectionHearsOfTheDrainAndSaysGoodbye() throws Exception {
    var waiting = new CountDownLatch(1);
    AsyncFunction<Connection, Void> goodbye =
        connection -> {
          waiting.countDown();
          await(connection.draining().cancelled());
          await(connection.stream().writeAll(ByteBuffer.wrap(new byte[] {'d'})));
          return null;
        };
    run(
        Server.of(goodbye::start),
        server -> {
          try (Socket client = server.connect()) {
            waiting.await();
            server.stop().cancel();
            assertThat(client.getInputStream().readAllBytes()).containsExactly('d');
          }
          server.awaitEnd();
        });
  }

  @Test
  void whatIsLeftAfterTheGraceIsAbortedAndCleansUp() throws Exception {
    var started = new CountDownLatch(1);
    var cleaned = new CountDownLatch(1);
    run(
        Server.of(connection ->
                async(() -> {
                  try {
                    started.countDown();
                    await(pending());
                  } finally {
                    cleaned.countDown();
                  }
                }))
            .grace(Duration.ofMillis(20)),
        server -> {
          try (Socket client = server.connect()) {
            started.await();
            server.stop().cancel();
            assertThat(end(client)).isEqualTo(-1);
          }
          server.awaitEnd();
          assertThat(cleaned.getCount()).isZero();
        });
  }

  @Test
  void thereAreNeverMoreConnectionsThanAllowedAndEachHasItsTurn() throws Exception {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    run(
        Server.of(connection ->
                async(() -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  try {
                    await(echo(connection));
                  } finally {
                    now.decrementAndGet();
                  }
                }))
            .maxConnections(3),
        server -> {
          List<FutureTask<Void>> clients = new ArrayList<>();
          for (int i = 0; i < 30; i++) {
            int message = i;
            var client =
                new FutureTask<Void>(() -> {
                  try (Socket socket = server.connect()) {
                    talk(socket, message);
                  }
                  return null;
                });
            clients.add(client);
            Thread.startVirtualThread(client);
          }
          for (FutureTask<Void> client : clients) {
            client.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
          }
          assertThat(most.get()).isBetween(1, 3);
          server.stop().cancel();
          server.awaitEnd();
        });
  }

  @Test
  void aConnectionThatFailsIsToldAndClosedAndTheServerGoesOn() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    var count = new AtomicInteger();
    run(
        Server.of(connection ->
                switch (count.getAndIncrement()) {
                  case 0 -> throw new IllegalStateException("in the handler");
                  case 1 ->
                      async(() -> {
                        throw new IOException("in its future");
                      });
                  default -> echo(connection);
                })
            .onFailure((connection, failure) ->
                told.add(failure.getMessage() + " " + connection.stream().isOpen())),
        server -> {
          for (String message : List.of("in the handler", "in its future")) {
            try (Socket client = server.connect()) {
              assertThat(end(client)).isEqualTo(-1);
              assertThat(told.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                  .isEqualTo(message + " true");
            }
          }
          try (Socket client = server.connect()) {
            talk(client, 1);
          }
          server.stop().cancel();
          server.awaitEnd();
        });
  }

  @Test
  void anAbortedServerStopsListeningAndAbortsItsConnections() throws Exception {
    run(
        Server.of(ServerIT::echo),
        server -> {
          try (Socket client = server.connect()) {
            talk(client, 1);
            server.serving().abort();
            assertThat(end(client)).isEqualTo(-1);
          }
          server.awaitRefusal();
        });
  }

  @Test
  void aServerThatWasToldToStopBeforeServesNobody() throws Exception {
    try (var runtime = AsyncRuntime.currentThread()) {
      var stop = new CancellationToken();
      stop.cancel();
      runtime.blockOn(
          async(() -> {
            var listener = await(TcpListener.bind("127.0.0.1", 0));
            await(Server.of(ServerIT::echo).serve(listener, stop));
            assertThat(listener.isOpen()).isFalse();
          }));
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    var server = Server.of(ServerIT::echo);
    assertThatThrownBy(() -> server.maxConnections(0))
        .hasMessage("a server needs at least 1 connection at a time, not 0");
    assertThatThrownBy(() -> server.grace(Duration.ofMillis(-1)))
        .hasMessage("a grace is zero or more, not PT-0.001S");
  }
}
