package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.time.Time.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An echo server against clients that reset, half-close, dribble and flood, at random, for a
/// bounded time; then nothing is left. `-Dpollen.chaos.seconds=60` makes it long,
/// `-Dpollen.chaos.connections=5000` wide.
class ChaosIT extends SocketTest {
  private static final int SECONDS = Integer.getInteger("pollen.chaos.seconds", 4);

  /// Longer than any connection: a timer for each of them that must be gone when it is.
  private static final Duration IDLE = Duration.ofMinutes(10);

  private static final int CONNECTIONS = Integer.getInteger("pollen.chaos.connections", 600);

  @ParameterizedTest
  @EnumSource(names = {"MULTI_THREAD_EPOLL", "MULTI_THREAD_NIO"})
  void nothingIsLeftAfterClientsOfEveryBadKind(World.Kind kind) throws Exception {
    long seed = System.nanoTime();
    System.out.println("chaos with the seed " + seed);
    in(
        kind,
        world -> {
          AsyncRuntime runtime = world.runtime();
          AtomicInteger echoed = new AtomicInteger();
          try (TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0))) {
            World.Running<Void> server = world.start(serve(runtime, listener));
            List<World.Running<Void>> clients = new ArrayList<>();
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            for (int i = 0; i < 24; i++) {
              clients.add(world.start(client(listener, new Random(seed + i), end, echoed)));
            }
            for (World.Running<Void> client : clients) {
              client.result().get(SECONDS + 60L, java.util.concurrent.TimeUnit.SECONDS);
            }
            server.drop();
            server.settle();
          }
          assertThat(echoed.get()).as("bytes that came back").isPositive();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"MULTI_THREAD_EPOLL", "MULTI_THREAD_NIO"})
  void manyConnectionsOpenedAndDroppedAtRandomLeaveNothing(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          AsyncRuntime runtime = world.runtime();
          AtomicInteger served = new AtomicInteger();
          try (TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0))) {
            World.Running<Void> server = world.start(serve(runtime, listener));
            List<World.Running<Void>> clients = new ArrayList<>();
            Random random = new Random(7);
            for (int i = 0; i < CONNECTIONS; i++) {
              clients.add(world.start(holdOpen(listener, served)));
              if (random.nextInt(3) == 0) {
                clients.get(random.nextInt(clients.size())).drop();
              }
            }
            assertReaches(1, () -> served.get() > CONNECTIONS / 4 ? 1 : 0, "served many");
            for (World.Running<Void> client : clients) {
              client.drop();
            }
            for (World.Running<Void> client : clients) {
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

  private static Future<Void> client(
      TcpListener listener, Random random, long end, AtomicInteger echoed) {
    return async(() -> {
      while (System.nanoTime() - end < 0) {
        try (TcpStream stream = await(TcpStream.connect(listener.localAddress()))) {
          switch (random.nextInt(6)) {
            case 0 -> await(flood(stream, random));
            case 1 -> await(dribble(stream, random, echoed));
            case 2 -> await(halfClose(stream, random, echoed));
            case 3 -> await(impatient(stream, random));
            case 4 -> stream.linger(Duration.ZERO); // the close resets
            default -> await(stream.write(ByteBuffer.allocate(random.nextInt(100))));
          }
        } catch (IOException e) {
          // what such clients get
        }
      }
    });
  }

  /// Writes and does not read, then resets.
  private static Future<Void> flood(TcpStream stream, Random random) {
    return async(() -> {
      for (int i = random.nextInt(30); i > 0; i--) {
        await(stream.write(ByteBuffer.allocate(60_000)));
      }
      stream.linger(Duration.ZERO);
    });
  }

  /// Waits for an answer to nothing, and not for long.
  private static Future<Void> impatient(TcpStream stream, Random random) {
    return async(() -> {
      try {
        await(timeout(Duration.ofMillis(random.nextInt(4)), stream.read(ByteBuffer.allocate(1))));
      } catch (TimeoutException e) {
        // as expected
      }
    });
  }

  /// Byte by byte, each echoed.
  private static Future<Void> dribble(TcpStream stream, Random random, AtomicInteger echoed) {
    return async(() -> {
      ByteBuffer one = ByteBuffer.allocate(1);
      for (int i = random.nextInt(20); i > 0; i--) {
        one.clear().put((byte) i).flip();
        await(stream.writeAll(one));
        await(stream.readExactly(one.clear()));
        if (one.get(0) != i) {
          throw new IllegalStateException("another byte came back");
        }
        echoed.incrementAndGet();
      }
    });
  }

  /// Ends its output together with data, and reads the rest.
  private static Future<Void> halfClose(TcpStream stream, Random random, AtomicInteger echoed) {
    return async(() -> {
      int bytes = 1 + random.nextInt(20_000);
      await(stream.writeAll(ByteBuffer.allocate(bytes)));
      await(stream.shutdownOutput());
      int back = await(stream.readAll(100_000)).length;
      if (back != bytes) {
        throw new IllegalStateException(back + " of " + bytes + " bytes came back");
      }
      echoed.addAndGet(back);
    });
  }
}
