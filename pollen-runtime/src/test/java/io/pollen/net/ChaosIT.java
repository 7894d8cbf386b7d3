package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.time.Time.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.net.World.Running;
import io.pollen.runtime.AsyncRuntime;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Everything that may go wrong with connections, at random, for a while; then nothing is left and
/// the servers answer. `-Dpollen.chaos.time=PT10M` makes it long (on each kind of runtime and
/// driver), `-Dpollen.chaos.seed=...` repeats what clients and servers do, though not the order in
/// which threads do it, and `-Dpollen.chaos.connections=5000` makes the crowd larger.
class ChaosIT extends SocketTest {
  private static final Duration TIME =
      Duration.parse(System.getProperty("pollen.chaos.time", "PT3S"));
  private static final long SEED = Long.getLong("pollen.chaos.seed", System.nanoTime());
  private static final int CONNECTIONS = Integer.getInteger("pollen.chaos.connections", 600);

  private static final int CLIENTS = 24;

  /// Longer than any connection: a timer for each of them that must be gone when it is.
  private static final Duration IDLE = Duration.ofMinutes(10);

  /// Clients that come in pieces, drop what they do and do it again, leave in the middle, reset,
  /// half-close, flood, dawdle and wait in vain; servers that drop, too, and are restarted.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_THREAD_.*")
  void noByteIsLostNobodyIsStuckAndNothingIsLeft(World.Kind kind) throws Exception {
    System.out.println("chaos of " + TIME + " on " + kind + " with the seed " + SEED);
    ChaosLog log = new ChaosLog();
    in(kind, world -> chaos(world, new Random(SEED), log));
    System.out.println("chaos: " + log);
    assertThat(log.violations()).isEmpty();
    assertThat(List.of(log.talks, log.cutOff, log.bytes, log.dropped, log.left, log.restarts))
        .allSatisfy(count -> assertThat(count.sum()).isPositive());
  }

  private static void chaos(World world, Random random, ChaosLog log) throws Exception {
    List<ChaosServer> servers = new ArrayList<>();
    for (var speaks :
        List.of(ChaosServer.Speaks.ECHO, ChaosServer.Speaks.ECHO, ChaosServer.Speaks.LINES)) {
      servers.add(new ChaosServer(world, speaks, new Random(random.nextLong()), log));
    }
    long end = System.nanoTime() + TIME.toNanos();
    List<Running<Void>> actors = new ArrayList<>();
    for (ChaosServer server : servers) {
      actors.add(world.start(server.restart(end)));
    }
    for (int i = 0; i < CLIENTS; i++) {
      actors.add(
          world.start(new ChaosClient(servers, new Random(random.nextLong()), log).live(end)));
    }
    for (Running<Void> actor : actors) {
      actor.result().get(TIME.toSeconds() + 120, TimeUnit.SECONDS);
    }
    for (ChaosServer server : servers) {
      assertAnswers(server);
      server.now().endAndSettle();
    }
  }

  private static void assertAnswers(ChaosServer server) throws IOException {
    try (Socket fresh =
        new Socket(server.now().address().getAddress(), server.now().address().getPort())) {
      fresh.setSoTimeout(20_000);
      fresh.getOutputStream().write("7 20\n".getBytes());
      String answer =
          server.speaks == ChaosServer.Speaks.ECHO ? "7 20" : ChaosServer.letters(7, 20);
      assertThat(fresh.getInputStream().readNBytes(answer.length() + 1))
          .asString()
          .isEqualTo(answer + "\n");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_THREAD_.*")
  void manyConnectionsOpenedAndDroppedAtRandomLeaveNothing(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          AsyncRuntime runtime = world.runtime();
          AtomicInteger served = new AtomicInteger();
          try (TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0))) {
            Running<Void> server = world.start(serve(runtime, listener));
            List<Running<Void>> clients = new ArrayList<>();
            Random random = new Random(7);
            for (int i = 0; i < CONNECTIONS; i++) {
              clients.add(world.start(holdOpen(listener, served)));
              if (random.nextInt(3) == 0) {
                clients.get(random.nextInt(clients.size())).drop();
              }
            }
            assertReaches(1, () -> served.get() > CONNECTIONS / 4 ? 1 : 0, "served many");
            for (Running<Void> client : clients) {
              client.drop();
            }
            for (Running<Void> client : clients) {
              client.settle();
            }
            server.drop();
            server.settle();
          }
        });
  }

  private static Future<Void> serve(AsyncRuntime runtime, TcpListener listener) {
    return async(() -> {
      Incoming<TcpStream> incoming = listener.incoming();
      while (true) {
        TcpStream stream = await(incoming.next());
        runtime.spawn(timeout(IDLE, Traffic.echo(stream)));
      }
    });
  }

  private static Future<Void> holdOpen(TcpListener listener, AtomicInteger served) {
    return async(() -> {
      try (TcpStream stream = await(TcpStream.connect(listener.localAddress()))) {
        ByteBuffer one = ByteBuffer.allocate(1);
        await(stream.writeAll(one));
        await(stream.readExactly(one.clear()));
        served.incrementAndGet();
        await(stream.read(one.clear())); // nothing comes: until it is dropped
      }
    });
  }
}
