package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.using;
import static io.pollen.time.Time.sleep;
import static io.pollen.time.Time.timeout;

import io.pollen.Future;
import io.pollen.codec.Framed;
import io.pollen.codec.LinesCodec;
import io.pollen.net.World.Running;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A server that is restarted again and again, on another port each time.
final class ChaosServer {
  /// What it does for a connection.
  enum Speaks {
    /// Sends back what comes.
    ECHO,
    /// Answers each line `SEED COUNT` by one of so many letters, see [ChaosServer#letters].
    LINES
  }

  /// Longer than any connection: a timer for each of them that must be gone when it is.
  private static final Duration IDLE = Duration.ofMinutes(10);

  private static final int MOST_BUFFER = 20_000;

  final Speaks speaks;
  private final World world;
  private final ChaosLog log;
  private final Random random;
  private volatile Life life;

  ChaosServer(World world, Speaks speaks, Random random, ChaosLog log) throws Exception {
    this.world = world;
    this.speaks = speaks;
    this.random = random;
    this.log = log;
    this.life = new Life(world.get(TcpListener.bind("127.0.0.1", 0)));
  }

  /// The one that serves now, or until a moment ago.
  Life now() {
    return life;
  }

  /// Restarts it until `end`, of `System.nanoTime`. The last one lives on.
  Future<Void> restart(long end) {
    return async(() -> {
      while (System.nanoTime() - end < 0) {
        await(sleep(Duration.ofMillis(20 + random.nextInt(400))));
        Life next = new Life(await(TcpListener.bind("127.0.0.1", 0)));
        Life last = life;
        life = next;
        last.end();
        log.restarts.increment();
      }
    });
  }

  /// The answer of [Speaks#LINES], without the end of its line.
  static String letters(long seed, int count) {
    SeededBytes bytes = new SeededBytes(seed);
    StringBuilder letters = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      letters.append((char) ('a' + Math.floorMod(bytes.at(i), 26)));
    }
    return letters.toString();
  }

  /// From a bind to a close.
  final class Life {
    private final TcpListener listener;
    private final InetSocketAddress address;
    private final Running<Void> accepting;
    private final Queue<Running<Void>> connections = new ConcurrentLinkedQueue<>();
    private volatile boolean ending;

    Life(TcpListener listener) throws IOException {
      this.listener = listener;
      this.address = listener.localAddress();
      this.accepting = watched(world.start(accept(new Fickle(new Random(random.nextLong()), log))));
    }

    InetSocketAddress address() {
      return address;
    }

    /// Whether its connections may be cut off.
    boolean isEnding() {
      return ending;
    }

    private Future<Void> accept(Fickle fickle) {
      return async(() -> {
        try {
          while (true) {
            TcpStream stream = await(fickle.insist(listener::accept));
            connections.removeIf(Running::isDone);
            connections.add(watched(world.start(serve(stream, fickle.random().nextLong()))));
          }
        } catch (ClosedChannelException e) {
          if (!ending) {
            throw e;
          }
        }
      });
    }

    private Future<Void> serve(TcpStream stream, long seed) {
      Fickle fickle = new Fickle(new Random(seed), log);
      Future<Void> served =
          switch (speaks) {
            case ECHO -> echo(stream, fickle);
            case LINES -> lines(stream, fickle);
          };
      return using(stream, open -> await(tolerant(timeout(IDLE, served))));
    }

    /// Cuts the connections off. What is being accepted meanwhile lives on.
    void end() {
      ending = true;
      accepting.drop();
      listener.close();
      connections.forEach(Running::drop);
    }

    /// Ends it, and waits until all that it has started has ended, too.
    void endAndSettle() throws Exception {
      end();
      accepting.settle();
      for (Running<Void> connection : connections) {
        connection.drop();
        connection.settle();
      }
    }
  }

  private Running<Void> watched(Running<Void> task) {
    task.result()
        .whenComplete((value, failure) -> {
          if (failure != null && !(failure instanceof CancellationException)) {
            log.violated(failure);
          }
        });
    return task;
  }

  private static Future<Void> tolerant(Future<Void> served) {
    return async(() -> {
      try {
        await(served);
      } catch (IOException e) {
        // the client has reset the connection, as some do
      }
    });
  }

  private static Future<Void> echo(TcpStream stream, Fickle fickle) {
    return async(() -> {
      Random random = fickle.random();
      if (random.nextInt(4) == 0) {
        stream.option(StandardSocketOptions.SO_SNDBUF, ChaosClient.SMALL_BUFFER);
      }
      int size = 1 + random.nextInt(MOST_BUFFER);
      ByteBuffer buffer =
          random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
      while (await(fickle.insist(() -> stream.read(buffer.clear()))) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          await(fickle.insist(() -> stream.write(buffer)));
        }
      }
    });
  }

  private static Future<Void> lines(TcpStream stream, Fickle fickle) {
    return async(() -> {
      Framed<String, CharSequence> lines = Framed.of(stream, new LinesCodec());
      while (true) {
        Optional<String> line = await(fickle.insist(lines::next));
        if (line.isEmpty()) {
          return;
        }
        String[] words = line.get().split(" ");
        String answer = letters(Long.parseLong(words[0]), Integer.parseInt(words[1]));
        await(fickle.insist(() -> lines.feed(answer).map(unused -> true)));
        await(fickle.insist(() -> lines.flush().map(unused -> true)));
      }
    });
  }
}
