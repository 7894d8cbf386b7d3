package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.net.World.Running;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Peers that read slowly: a write waits instead of keeping what does not fit, and what it has
/// written in pieces arrives whole.
class BackPressureIT extends SocketTest {
  private static final int SMALL = 8 << 10;

  /// Far above what two small buffers of the system hold, with their overhead.
  private static final long MOST_KEPT = 1 << 20;

  private static final long ENOUGH = 20 << 20;

  /// Writes what follows from the seed, and counts what was taken.
  private static Future<Void> produce(
      SocketStream stream, long total, SeededBytes bytes, AtomicLong taken) {
    return async(() -> {
      ByteBuffer buffer = ByteBuffer.allocateDirect(48 << 10);
      while (taken.get() < total) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), total - taken.get()));
        bytes.fill(buffer, taken.get());
        while (buffer.hasRemaining()) {
          taken.addAndGet(await(stream.write(buffer)));
        }
      }
      await(stream.shutdownOutput());
    });
  }

  private static void consume(InputStream in, long total, SeededBytes bytes) throws IOException {
    byte[] some = new byte[100_000];
    long place = 0;
    for (int count = in.read(some); count >= 0; count = in.read(some)) {
      bytes.check(ByteBuffer.wrap(some, 0, count), place);
      place += count;
    }
    assertThat(place).isEqualTo(total);
  }

  private static void assertWaits(SocketStream stream) {
    assertReaches(1, () -> stream.writing.isFree() ? 0 : 1, "a write that waits");
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aWriterTakesNoMoreThanTheSystemHoldsForAPeerThatDoesNotRead(World.Kind kind)
      throws Exception {
    in(
        kind,
        world -> {
          try (TcpListener listener = listen(world);
              Socket client = connect(listener, SMALL)) {
            SeededBytes bytes = new SeededBytes(3);
            AtomicLong taken = new AtomicLong();
            try (TcpStream stream = world.get(listener.accept())) {
              stream.option(StandardSocketOptions.SO_SNDBUF, SMALL);
              Running<Void> producing = world.start(produce(stream, ENOUGH, bytes, taken));
              assertWaits(stream);
              assertThat(taken.get()).isBetween(1L, MOST_KEPT);
              InputStream in = client.getInputStream();
              byte[] some = in.readNBytes(500_000);
              bytes.check(ByteBuffer.wrap(some), 0);
              assertReaches(
                  1,
                  () -> taken.get() >= some.length && !stream.writing.isFree() ? 1 : 0,
                  "a write that waits again");
              assertThat(taken.get()).isLessThan(some.length + MOST_KEPT);
              producing.drop();
              producing.settle();
            }
          }
        });
  }

  /// A server of many slow readers is as large as one of none, and serves the others meanwhile.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aHundredSlowReadersHoldNobodyUp(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          SeededBytes bytes = new SeededBytes(4);
          AtomicLong[] taken = new AtomicLong[100];
          AtomicInteger next = new AtomicInteger();
          long each = 2_000_000;
          List<Socket> slow = new ArrayList<>();
          try (EchoServer echo = EchoServer.open(world);
              EchoServer server =
                  EchoServer.open(
                      world,
                      stream -> {
                        AtomicLong count = new AtomicLong();
                        taken[next.getAndIncrement()] = count;
                        return async(() -> {
                          stream.option(StandardSocketOptions.SO_SNDBUF, SMALL);
                          await(produce(stream, each, bytes, count));
                        });
                      })) {
            for (int i = 0; i < taken.length; i++) {
              slow.add(connect("127.0.0.1", server.port(), SMALL));
            }
            assertReaches(
                taken.length,
                () -> (int) server.streams.stream().filter(s -> !s.writing.isFree()).count(),
                "writes that wait");
            echo.assertAnswers();
            for (AtomicLong count : taken) {
              assertThat(count.get()).isBetween(1L, MOST_KEPT);
            }
            consume(slow.get(7).getInputStream(), each, bytes);
            echo.assertAnswers();
          } finally {
            for (Socket socket : slow) {
              EchoServer.reset(socket);
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void shortWritesToASlowReaderArriveWhole(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (TcpListener listener = listen(world);
              Socket client = connect(listener, SMALL)) {
            try (TcpStream stream = world.get(listener.accept())) {
              stream.option(StandardSocketOptions.SO_SNDBUF, 1); // the least that the system allows
              assertShortWritesArrive(world, stream, client.getInputStream(), 400_000);
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void shortWritesToASlowReaderOfAUnixStreamArriveWhole(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          UnixStream.Pair pair = world.get(UnixStream.pair());
          try (UnixStream writer = pair.left();
              UnixStream reader = pair.right()) {
            writer.option(StandardSocketOptions.SO_SNDBUF, 1);
            InputStream in =
                new InputStream() {
                  @Override
                  public int read() {
                    throw new UnsupportedOperationException();
                  }

                  @Override
                  public int read(byte[] to, int from, int count) throws IOException {
                    try {
                      return world.get(reader.read(ByteBuffer.wrap(to, from, count)));
                    } catch (Exception e) {
                      throw new IOException(e);
                    }
                  }
                };
            assertShortWritesArrive(world, writer, in, 4_000_000);
          }
        });
  }

  private static void assertShortWritesArrive(
      World world, SocketStream stream, InputStream in, int total) throws Exception {
    SeededBytes bytes = new SeededBytes(5);
    AtomicInteger cut = new AtomicInteger();
    Running<Void> writing = world.start(writeInPieces(stream, total, bytes, cut));
    assertWaits(stream);
    Random random = new Random(6);
    byte[] some = new byte[20_000];
    int place = 0;
    int count = 0;
    while (count >= 0) {
      bytes.check(ByteBuffer.wrap(some, 0, count), place);
      place += count;
      count = in.read(some, 0, 1 + random.nextInt(random.nextInt(4) == 0 ? 20 : some.length));
    }
    assertThat(place).isEqualTo(total);
    writing.get();
    assertThat(cut.get()).as("writes that were cut short").isPositive();
  }

  /// By each kind of write, with each kind of buffer.
  private static Future<Void> writeInPieces(
      SocketStream stream, int total, SeededBytes bytes, AtomicInteger cut) {
    return async(() -> {
      Random random = new Random(7);
      for (int place = 0; place < total; ) {
        int size =
            Math.min(total - place, 1 + random.nextInt(random.nextInt(3) == 0 ? 60_000 : 3_000));
        ByteBuffer whole =
            random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
        bytes.fill(whole, place);
        int middle = random.nextInt(size + 1);
        ByteBuffer left = whole.slice(0, middle);
        ByteBuffer right = whole.slice(middle, size - middle);
        switch (random.nextInt(4)) {
          case 0 -> await(stream.writeAll(whole));
          case 1 -> await(stream.writeAll(left, right));
          case 2 -> {
            while (whole.hasRemaining()) {
              await(stream.write(whole));
              cut.addAndGet(whole.hasRemaining() ? 1 : 0);
            }
          }
          default -> {
            while (right.hasRemaining()) {
              await(left.hasRemaining() ? stream.write(left, right) : stream.write(right));
              cut.addAndGet(right.hasRemaining() ? 1 : 0);
            }
            await(stream.writeAll(left)); // all of it, unless the right part was empty
          }
        }
        place += size;
      }
      await(stream.shutdownOutput());
    });
  }

  /// What is sent into a receiver's full buffer is lost, as datagrams are; nobody waits for room
  /// that does not come, and the receiver hears what comes later.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aReceiverThatDoesNotReceiveLosesDatagramsAndHoldsNobodyUp(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket receiver = world.get(UdpSocket.bind("127.0.0.1", 0));
              UdpSocket sender = world.get(UdpSocket.bind("127.0.0.1", 0))) {
            receiver.option(StandardSocketOptions.SO_RCVBUF, SMALL);
            sender.option(StandardSocketOptions.SO_SNDBUF, SMALL);
            int sent = 2_000;
            world.get(sendNumbers(sender, (InetSocketAddress) receiver.localAddress(), sent));
            ByteBuffer buffer = ByteBuffer.allocate(2_000);
            int got = 0;
            int last = -1;
            for (boolean more = true; more; ) {
              Running<Integer> receiving = world.start(receiver.recv(buffer.clear()));
              if (last == -1) {
                receiving.get(); // something is there
              }
              world.get(sender.sendTo(number(sent), receiver.localAddress())); // or comes
              receiving.get();
              int number = buffer.getInt(0);
              more = number < sent;
              if (more) {
                assertThat(number).as("in order, each once").isGreaterThan(last);
                last = number;
                got++;
              }
            }
            assertThat(got).isBetween(1, sent - 1);
          }
        });
  }

  private static ByteBuffer number(int number) {
    return ByteBuffer.allocate(1_000).putInt(0, number);
  }

  private static Future<Void> sendNumbers(UdpSocket sender, InetSocketAddress to, int count) {
    return async(() -> {
      for (int i = 0; i < count; i++) {
        await(sender.sendTo(number(i), to));
      }
    });
  }

  private static TcpListener listen(World world) throws Exception {
    return world.get(TcpListener.bind("127.0.0.1", 0));
  }

  private static Socket connect(TcpListener listener, int receiveBuffer) throws IOException {
    return connect("127.0.0.1", listener.localAddress().getPort(), receiveBuffer);
  }

  /// With a buffer that does not grow.
  private static Socket connect(String host, int port, int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(receiveBuffer);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(host, port));
    return socket;
  }
}
