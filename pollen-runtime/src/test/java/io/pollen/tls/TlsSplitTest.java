package io.pollen.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.io.Duplex;
import io.pollen.io.Io;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.Provider;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.conscrypt.Conscrypt;

/// However the ciphertext is split, and wherever operations are dropped: what arrives is what was
/// taken, in order and once.
class TlsSplitTest {
  private static final int BYTES = 25_000;
  private static final Context CX = Context.of(Waker.noop());

  private static TlsClient client;
  private static TlsServer server;
  private static TlsClient otherClient;
  private static TlsServer otherServer;

  @BeforeContainer
  static void configure() throws Exception {
    client = Certificates.newClient().build();
    server = Certificates.newServer().build();
    Provider other = Conscrypt.newProvider();
    otherClient = Certificates.newClient().provider(other).build();
    otherServer = Certificates.newServer().provider(other).build();
  }

  /// One direction, under a hand that polls and drops as it likes.
  private static final class Flow {
    private final Random random;
    private final TlsStream from;
    private final TlsStream to;
    private final byte[] data = new byte[BYTES];
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int sent;
    private Future<Integer> write;
    private ByteBuffer writing;
    private Future<Integer> read;
    private ByteBuffer reading;
    private int drops;

    Flow(Random random, TlsStream from, TlsStream to) {
      this.random = random;
      this.from = from;
      this.to = to;
      random.nextBytes(data);
    }

    boolean isDone() {
      return received.size() == BYTES;
    }

    void step() throws Exception {
      switch (random.nextInt(8)) {
        case 0 -> dropWrite();
        case 1 -> dropRead();
        case 2, 3, 4 -> write();
        default -> read();
      }
    }

    private void write() throws Exception {
      if (write == null) {
        if (sent == BYTES) {
          Future<Void> flush = from.flush();
          if (!flush.poll(CX).isReady()) {
            flush.drop(); // the next one goes on
          }
          return;
        }
        int size = Math.min(BYTES - sent, 1 + random.nextInt(20_000));
        writing = ByteBuffer.wrap(data, sent, size).slice();
        write = from.write(writing);
      }
      if (write.poll(CX) instanceof Poll.Ready<Integer>(var count)) {
        assertThat(writing.position()).isEqualTo(count);
        sent += count;
        write = null;
      }
    }

    private void dropWrite() {
      if (write != null) {
        write.drop();
        write = null;
        drops++;
        assertThat(writing.position()).as("taken by a dropped write").isZero();
      }
    }

    private void read() throws Exception {
      if (read == null) {
        reading = ByteBuffer.allocate(1 + random.nextInt(20_000));
        read = to.read(reading);
      }
      if (read.poll(CX) instanceof Poll.Ready<Integer>(var count)) {
        assertThat(reading.position()).isEqualTo(count);
        received.write(reading.array(), 0, count);
        read = null;
      }
    }

    private void dropRead() {
      if (read != null) {
        read.drop();
        read = null;
        drops++;
        assertThat(reading.position()).as("taken by a dropped read").isZero();
      }
    }

    void end() {
      dropWrite();
      dropRead();
      assertThat(received.toByteArray()).isEqualTo(data);
    }
  }

  @Property(tries = 40)
  void nothingIsLostOrDoubled(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30_000) int capacity,
      @ForAll boolean byteByByte)
      throws Exception {
    check(seed, capacity, byteByByte, client, server);
  }

  @Property(tries = 40)
  void norByTheEngineOfAnotherProvider(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30_000) int capacity,
      @ForAll boolean byteByByte,
      @ForAll boolean onBothSides)
      throws Exception {
    check(seed, capacity, byteByByte, otherClient, onBothSides ? otherServer : server);
    check(seed, capacity, byteByByte, onBothSides ? otherClient : client, otherServer);
  }

  private static void check(
      long seed, int capacity, boolean byteByByte, TlsClient client, TlsServer server)
      throws Exception {
    Random random = new Random(seed);
    Duplex pipes = Io.duplex(capacity);
    int most = byteByByte ? 1 : 1 + random.nextInt(20_000);
    Choppy left = new Choppy(pipes.left(), random, most);
    Choppy right = new Choppy(pipes.right(), random, 1 + random.nextInt(20_000));
    try (TlsPair pair = TlsPair.open(client, left, server, right)) {
      Flow forth = new Flow(random, pair.client(), pair.server());
      Flow back = new Flow(random, pair.server(), pair.client());
      while (!forth.isDone() || !back.isDone()) {
        Flow next = random.nextBoolean() ? forth : back;
        if (!next.isDone()) {
          next.step();
        }
      }
      forth.end();
      back.end();
    }
    assertThat(left.closed).isTrue();
    assertThat(right.closed).isTrue();
  }
}
