package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.using;
import static io.pollen.time.Time.timeout;

import io.pollen.Future;
import io.pollen.codec.Framed;
import io.pollen.codec.LinesCodec;
import io.pollen.net.World.Running;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A server of connections.
final class ChaosServer extends ChaosPlace<ChaosServer.Life> {
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
  private final ChaosTransport transport;

  ChaosServer(World world, ChaosTransport transport, Speaks speaks, Random random, ChaosLog log) {
    super(world, transport.life(), random, log);
    this.transport = transport;
    this.speaks = speaks;
  }

  @Override
  Future<Life> begin() {
    return async(() -> new Life(await(transport.bind())));
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

  /// What is being accepted when it ends lives on.
  final class Life implements ChaosPlace.Life {
    private final SocketListener<?> listener;
    private final SocketAddress address;
    private final Running<Void> accepting;
    private final Queue<Running<Void>> connections = new ConcurrentLinkedQueue<>();
    private volatile boolean ending;

    Life(SocketListener<?> listener) throws IOException {
      this.listener = listener;
      this.address = listener.localAddress();
      this.accepting = watched(world.start(accept(new Fickle(new Random(random.nextLong()), log))));
    }

    SocketAddress address() {
      return address;
    }

    @Override
    public boolean isEnding() {
      return ending;
    }

    private Future<Void> accept(Fickle fickle) {
      return async(() -> {
        try {
          while (true) {
            SocketStream stream =
                await(fickle.insist(() -> listener.accept().map(SocketStream.class::cast)));
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

    private Future<Void> serve(SocketStream socket, long seed) {
      Fickle fickle = new Fickle(new Random(seed), log);
      Future<Void> served =
          async(() -> {
            ChaosStream stream = await(transport.answer(socket));
            switch (speaks) {
              case ECHO -> await(echo(stream, fickle));
              case LINES -> await(lines(stream, fickle));
            }
            if (stream.mustSayEnd() || fickle.random().nextBoolean()) {
              await(stream.shutdown());
            }
          });
      return using(socket, open -> await(tolerant(timeout(IDLE, served))));
    }

    @Override
    public void end() {
      ending = true;
      accepting.drop();
      listener.close();
      transport.unbind(address);
      connections.forEach(Running::drop);
    }

    @Override
    public void endAndSettle() throws Exception {
      end();
      accepting.settle();
      for (Running<Void> connection : connections) {
        connection.drop();
        connection.settle();
      }
    }
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

  private static Future<Void> echo(ChaosStream stream, Fickle fickle) {
    return async(() -> {
      Random random = fickle.random();
      if (random.nextInt(4) == 0) {
        stream.socket().option(StandardSocketOptions.SO_SNDBUF, ChaosClient.SMALL_BUFFER);
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

  private static Future<Void> lines(ChaosStream stream, Fickle fickle) {
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
