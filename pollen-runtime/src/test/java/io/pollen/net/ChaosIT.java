package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.time.Time.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pollen.Future;
import io.pollen.net.World.Running;
import io.pollen.runtime.AsyncRuntime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that may go wrong with connections, at random, for a while; then nothing is left and
/// the servers answer. `-Dpollen.chaos.time=PT10M` makes it long (on each kind of runtime and
/// driver), `-Dpollen.chaos.seed=...` repeats what clients and servers do, though not the order in
/// which threads do it, and `-Dpollen.chaos.connections=5000` makes the crowd larger.
/// `-Dpollen.chaos.only='UNIX .*URING'` leaves the others out.
class ChaosIT extends SocketTest {
  private static final Duration TIME =
      Duration.parse(System.getProperty("pollen.chaos.time", "PT0.6S"));
  private static final long SEED = Long.getLong("pollen.chaos.seed", System.nanoTime());
  private static final int CONNECTIONS = Integer.getInteger("pollen.chaos.connections", 600);

  private static final String ONLY = System.getProperty("pollen.chaos.only", ".*");

  private static final int CLIENTS = 24;

  /// Longer than any connection: a timer for each of them that must be gone when it is.
  private static final Duration IDLE = Duration.ofMinutes(10);

  /// Clients that come in pieces, drop what they do and do it again, leave in the middle, reset,
  /// half-close, flood, dawdle and wait in vain; servers that drop, too, and are restarted. With
  /// TLS also those that say nonsense, vanish in a handshake or a record, or have one changed.
  @ParameterizedTest
  @MethodSource
  void noByteIsLostNobodyIsStuckAndNothingIsLeft(ChaosTransport transport, World.Kind kind)
      throws Exception {
    transport.prepare();
    chaos(
        transport + " on " + kind,
        kind,
        (world, random, log) -> {
          List<ChaosServer> servers = new ArrayList<>();
          for (var speaks :
              List.of(ChaosServer.Speaks.ECHO, ChaosServer.Speaks.ECHO, ChaosServer.Speaks.LINES)) {
            servers.add(
                new ChaosServer(world, transport, speaks, new Random(random.nextLong()), log));
          }
          return new Cast<>(
              servers,
              end ->
                  new ChaosClient(transport, servers, new Random(random.nextLong()), log).live(end),
              server -> answers(transport, server));
        });
  }

  static Stream<Arguments> noByteIsLostNobodyIsStuckAndNothingIsLeft() {
    return Stream.of(ChaosTransport.values())
        .flatMap(transport ->
            Stream.of(World.Kind.values())
                .filter(kind -> kind.name().contains("_THREAD_"))
                .map(kind -> Arguments.of(transport, kind)));
  }

  /// Bursts, datagrams that are too long, too short, nonsense or do not fit, receives and sends
  /// that are dropped, peers that are gone, sockets that are closed while somebody waits.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_THREAD_.*")
  void datagramsAreWholeAndNoneIsLostButByTheSystem(World.Kind kind) throws Exception {
    chaos(
        "UDP on " + kind,
        kind,
        (world, random, log) -> {
          List<ChaosUdpServer> servers = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            servers.add(new ChaosUdpServer(world, new Random(random.nextLong()), log));
          }
          return new Cast<>(
              servers,
              end -> new ChaosUdpClient(world, servers, random.nextLong(), log).live(end),
              server -> new ChaosUdpClient(world, List.of(server), 7, log).answers());
        });
  }

  /// Who takes part in a chaos.
  ///
  /// @param client makes one more
  /// @param answers whether a server still serves
  private record Cast<P extends ChaosPlace<?>>(
      List<P> servers, LongFunction<Future<Void>> client, Function<P, Future<Boolean>> answers) {}

  private interface Casting {
    Cast<?> cast(World world, Random random, ChaosLog log);
  }

  private static void chaos(String what, World.Kind kind, Casting casting) throws Exception {
    assumeTrue(what.matches(ONLY), ONLY);
    System.out.println("chaos of " + TIME + " by " + what + " with the seed " + SEED);
    ChaosLog log = new ChaosLog();
    in(kind, world -> play(world, casting.cast(world, new Random(SEED), log), log));
    System.out.println("chaos: " + log);
    assertThat(log.violations()).isEmpty();
    assertThat(log.hasSeenAll()).as(log.toString()).isTrue();
  }

  private static <P extends ChaosPlace<?>> void play(World world, Cast<P> cast, ChaosLog log)
      throws Exception {
    for (P server : cast.servers) {
      server.start();
    }
    long end = System.nanoTime() + TIME.toNanos();
    List<Running<Void>> actors = new ArrayList<>();
    for (P server : cast.servers) {
      actors.add(world.start(server.restart(end)));
    }
    for (int i = 0; i < CLIENTS; i++) {
      actors.add(world.start(cast.client.apply(end)));
    }
    for (Running<Void> actor : actors) {
      actor.result().get(TIME.toSeconds() + 150, TimeUnit.SECONDS);
    }
    for (P server : cast.servers) {
      assertThat(world.get(cast.answers.apply(server))).isTrue();
      server.now().endAndSettle();
    }
  }

  private static Future<Boolean> answers(ChaosTransport transport, ChaosServer server) {
    return async(() -> {
      ByteBuffer question = bytes("7 20\n");
      String answer =
          server.speaks == ChaosServer.Speaks.ECHO ? "7 20" : ChaosServer.letters(7, 20);
      try (SocketStream socket = await(transport.connect(server.now().address()))) {
        ChaosStream stream = await(transport.greet(socket));
        await(stream.writeAll(question));
        ByteBuffer came = ByteBuffer.allocate(answer.length() + 1);
        await(timeout(Duration.ofSeconds(20), stream.readExactly(came)));
        return text(came).equals(answer + "\n");
      }
    });
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
