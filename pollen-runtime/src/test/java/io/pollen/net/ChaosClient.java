package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.join;
import static io.pollen.Async.using;
import static io.pollen.time.Time.sleep;
import static io.pollen.time.Time.timeout;
import static io.pollen.time.Time.timeoutOrEmpty;

import io.pollen.Future;
import io.pollen.codec.Framed;
import io.pollen.codec.LinesCodec;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Talks to servers, one after the other, in a bad manner that chance decides.
final class ChaosClient extends ChaosActor {
  static final int SMALL_BUFFER = 8 << 10;

  private static final int MOST_SMALL = 30_000;
  private static final int MOST_LARGE = 1_000_000;

  private final ChaosTransport transport;
  private final List<ChaosServer> servers;

  ChaosClient(ChaosTransport transport, List<ChaosServer> servers, Random random, ChaosLog log) {
    super(random, log);
    this.transport = transport;
    this.servers = servers;
  }

  @Override
  Visit next() {
    ChaosServer server = servers.get(random.nextInt(servers.size()));
    ChaosServer.Life life = server.now();
    return new Visit(
        life,
        async(() -> {
          SocketStream socket =
              await(
                  fickle()
                      .insist(
                          () -> transport.connect(life.address()).map(SocketStream.class::cast)));
          return await(timeout(PATIENCE, using(socket, open -> await(meet(server.speaks, open)))));
        }));
  }

  /// @return whether it was carried through
  private Future<Boolean> meet(ChaosServer.Speaks language, SocketStream socket) {
    return async(() -> {
      if (random.nextInt(4) == 0) {
        socket.option(StandardSocketOptions.SO_SNDBUF, SMALL_BUFFER); // for short writes
      }
      ChaosWire wire = new ChaosWire(socket, new Random(random.nextLong()));
      boolean whole = false;
      try {
        Optional<ChaosStream> begun =
            await(transport.begin(socket, wire, new Random(random.nextLong())));
        whole = begun.isPresent() && await(talk(language, begun.get()));
      } catch (IOException e) {
        if (!wire.isBad()) {
          throw e;
        }
      }
      if (whole && wire.hasFlipped()) {
        throw new IllegalStateException("a record that was changed has been accepted");
      }
      // A port that was closed in order is lost for a while.
      if (socket instanceof TcpStream tcp && tcp.isOpen() && (!whole || random.nextInt(4) > 0)) {
        tcp.linger(Duration.ZERO); // the close resets
      }
      return whole;
    });
  }

  private Future<Boolean> talk(ChaosServer.Speaks language, ChaosStream connection) {
    return switch (random.nextInt(12)) {
      case 0 -> leave(language, connection);
      case 1 -> flood(connection);
      case 2 -> waitInVain(connection);
      default -> converse(language, connection, random.nextInt(6) == 0);
    };
  }

  private Future<Boolean> converse(
      ChaosServer.Speaks language, ChaosStream connection, boolean slow) {
    return switch (language) {
      case ECHO -> exchange(connection, slow);
      case LINES -> askForLines(connection, slow);
    };
  }

  /// Is gone in the middle.
  private Future<Boolean> leave(ChaosServer.Speaks language, ChaosStream connection) {
    return timeoutOrEmpty(
            Duration.ofMillis(random.nextInt(20)), converse(language, connection, true))
        .map(done -> done.isPresent());
  }

  /// Writes and does not read. (Wherever it is cut, these are questions.)
  private Future<Boolean> flood(ChaosStream connection) {
    return async(() -> {
      byte[] questions = "1 1\n".repeat(15_000).getBytes();
      for (int i = random.nextInt(30); i > 0; i--) {
        await(timeoutOrEmpty(Duration.ofMillis(5), connection.write(ByteBuffer.wrap(questions))));
      }
      return false;
    });
  }

  /// Nothing comes where nothing was asked for.
  private Future<Boolean> waitInVain(ChaosStream connection) {
    return async(() -> {
      for (int i = random.nextInt(5); i >= 0; i--) {
        var came =
            await(
                timeoutOrEmpty(
                    Duration.ofMillis(random.nextInt(4)), connection.read(ByteBuffer.allocate(1))));
        if (came.isPresent()) {
          throw ended(came.get());
        }
      }
      return true;
    });
  }

  private static IOException ended(int count) {
    if (count >= 0) {
      throw new IllegalStateException("bytes came that nobody has asked for");
    }
    return new EOFException("the end came too early");
  }

  // ---------------------------------------------------------------- echo

  private Future<Boolean> exchange(ChaosStream connection, boolean slow) {
    int total = 1 + random.nextInt(random.nextInt(20) == 0 ? MOST_LARGE : MOST_SMALL);
    SeededBytes bytes = new SeededBytes(random.nextLong());
    boolean halfCloses = random.nextBoolean();
    return join(
            send(connection, total, bytes, halfCloses, fickle()),
            receive(connection, total, bytes, halfCloses, slow, fickle()))
        .map(both -> true);
  }

  private Future<Void> send(
      ChaosStream connection, int total, SeededBytes bytes, boolean halfCloses, Fickle fickle) {
    return async(() -> {
      for (int place = 0; place < total; ) {
        ByteBuffer chunk = buffer(fickle.random(), total - place);
        bytes.fill(chunk, place);
        place += chunk.remaining();
        ByteBuffer rest = chunk.slice(chunk.remaining() / 2, (chunk.remaining() + 1) / 2);
        chunk.limit(chunk.limit() - rest.remaining());
        while (chunk.hasRemaining()) {
          await(fickle.insist(() -> connection.write(chunk, rest)));
        }
        while (rest.hasRemaining()) {
          await(fickle.insist(() -> connection.write(rest)));
        }
      }
      if (halfCloses) {
        await(connection.shutdown());
      }
    });
  }

  private Future<Void> receive(
      ChaosStream connection,
      int total,
      SeededBytes bytes,
      boolean halfCloses,
      boolean slow,
      Fickle fickle) {
    return async(() -> {
      for (int place = 0; place < total; ) {
        if (slow && fickle.random().nextInt(3) == 0) {
          await(sleep(Duration.ofMillis(1 + fickle.random().nextInt(4))));
        }
        ByteBuffer buffer = buffer(fickle.random(), MOST_SMALL);
        int count = await(fickle.insist(() -> connection.read(buffer)));
        if (count < 0) {
          throw ended(count);
        }
        bytes.check(buffer.flip(), place);
        place += count;
        log.bytes.add(count);
      }
      if (halfCloses) {
        int end = await(fickle.insist(() -> connection.read(ByteBuffer.allocate(1))));
        if (end >= 0) {
          throw ended(end);
        }
      }
    });
  }

  private static ByteBuffer buffer(Random random, int most) {
    int size = Math.min(most, 1 + random.nextInt(random.nextInt(4) == 0 ? MOST_SMALL : 500));
    return random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
  }

  // ---------------------------------------------------------------- lines

  /// All questions at once, or as the answers come.
  private Future<Boolean> askForLines(ChaosStream connection, boolean slow) {
    int lines = 1 + random.nextInt(30);
    long seed = random.nextLong();
    Framed<String, CharSequence> framed = Framed.of(connection, new LinesCodec());
    return join(ask(framed, lines, seed, fickle()), hear(framed, lines, seed, slow, fickle()))
        .map(both -> true);
  }

  private static int length(long seed, int line) {
    return new Random(seed + line).nextInt(3_000);
  }

  private Future<Void> ask(
      Framed<String, CharSequence> framed, int lines, long seed, Fickle fickle) {
    return async(() -> {
      for (int i = 0; i < lines; i++) {
        String question = (seed + i) + " " + length(seed, i);
        await(fickle.insist(() -> framed.feed(question).map(unused -> true)));
        if (fickle.random().nextInt(3) == 0 || i == lines - 1) {
          await(fickle.insist(() -> framed.flush().map(unused -> true)));
        }
      }
    });
  }

  private Future<Void> hear(
      Framed<String, CharSequence> framed, int lines, long seed, boolean slow, Fickle fickle) {
    return async(() -> {
      for (int i = 0; i < lines; i++) {
        if (slow) {
          await(sleep(Duration.ofMillis(1 + fickle.random().nextInt(4))));
        }
        var line = await(fickle.insist(framed::next));
        if (line.isEmpty()) {
          throw ended(-1);
        }
        String expected = ChaosServer.letters(seed + i, length(seed, i));
        if (!line.get().equals(expected)) {
          // The last line may lack its end: a server that ends has cut it off.
          if (!expected.startsWith(line.get()) || await(framed.next()).isPresent()) {
            throw new IllegalStateException("line " + i + " of " + lines + " is another one");
          }
          throw ended(-1);
        }
        log.bytes.add(line.get().length());
      }
    });
  }
}
