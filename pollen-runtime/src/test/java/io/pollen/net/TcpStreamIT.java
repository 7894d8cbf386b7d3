package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.io.BufferedWrite;
import io.pollen.io.Bytes;
import io.pollen.io.Halves;
import io.pollen.net.World.Running;
import io.pollen.runtime.driver.TcpOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TcpStreamIT extends SocketTest {

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void whatOneSideWritesTheOtherReads(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            Running<Integer> read = world.start(pair.server().read(ByteBuffer.allocate(100)));
            assertThat(world.get(pair.client().write(bytes("hello")))).isEqualTo(5);
            assertThat(read.get()).isEqualTo(5);
            ByteBuffer direct = ByteBuffer.allocateDirect(100);
            world.get(pair.server().writeAll(bytes("and back")));
            world.get(pair.client().readExactly(direct.limit(8)));
            assertThat(text(direct)).isEqualTo("and back");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void slicesOfBuffersMoveTheirOwnBytesOnly(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            ByteBuffer part = bytes("....middle....").position(4).limit(10).slice();
            world.get(pair.client().writeAll(part.asReadOnlyBuffer()));
            ByteBuffer whole = bytes("--------------");
            world.get(pair.server().readExactly(whole.position(3).limit(9).slice()));
            assertThat(new String(whole.array())).isEqualTo("---middle-----");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void theEndOfTheOutputIsReadAsMinusOneAndTheOtherDirectionGoesOn(World.Kind kind)
      throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            world.get(pair.client().writeAll(bytes("last words")));
            world.get(pair.client().shutdownOutput());
            assertThat(world.get(pair.server().readString(100))).isEqualTo("last words");
            assertThat(world.get(pair.server().read(ByteBuffer.allocate(1)))).isEqualTo(-1);
            assertThat(world.get(pair.server().read(ByteBuffer.allocate(1)))).isEqualTo(-1);
            world.get(pair.server().writeAll(bytes("heard")));
            pair.server().close();
            assertThat(world.get(pair.client().readString(100))).isEqualTo("heard");
            assertThatThrownBy(() -> world.get(pair.client().write(bytes("x"))))
                .isInstanceOf(IOException.class);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void anEndThatArrivesTogetherWithDataIsSeen(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          for (int i = 0; i < 50; i++) {
            try (Pair pair = Pair.open(world)) {
              ByteBuffer buffer = ByteBuffer.allocate(64);
              Running<Integer> first = world.start(pair.server().read(buffer));
              world.get(pair.client().writeAll(bytes("x")));
              first.get(); // registered by now
              Running<byte[]> rest = world.start(pair.server().readAll(1000));
              world.get(pair.client().writeAll(bytes("data")));
              pair.client().close();
              assertThat(rest.get()).asString().isEqualTo("data");
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aResetIsReportedInWords(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            Running<Integer> read = world.start(pair.server().read(ByteBuffer.allocate(1)));
            pair.client().linger(Duration.ZERO);
            pair.client().close();
            assertThatThrownBy(read::get)
                .isInstanceOf(SocketException.class)
                .hasMessage("connection reset by the peer");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void fiftyMegabytesArriveAsTheyWereSentThroughSmallBuffers(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            // Below two loopback segments of 64 KiB each piece waits for a delayed acknowledgement
            // of 40 ms, with blocking sockets, too: 50 MB then take 10 to 20 s.
            pair.client().option(StandardSocketOptions.SO_SNDBUF, 128 * 1024);
            CRC32 sent = new CRC32();
            Running<Void> sending = world.start(send(pair.client(), 50 << 20, sent));
            CRC32 received = new CRC32();
            assertThat(world.get(receive(pair.server(), received))).isEqualTo(50 << 20);
            sending.get();
            assertThat(received.getValue()).isEqualTo(sent.getValue());
          }
        });
  }

  private static Future<Void> send(TcpStream stream, int total, CRC32 sum) {
    return async(() -> {
      Random random = new Random(1);
      byte[] chunk = new byte[100_003];
      for (int left = total; left > 0; ) {
        random.nextBytes(chunk);
        int n = Math.min(chunk.length, left);
        sum.update(chunk, 0, n);
        await(stream.writeAll(ByteBuffer.wrap(chunk, 0, n)));
        left -= n;
      }
      await(stream.shutdownOutput());
    });
  }

  private static Future<Integer> receive(TcpStream stream, CRC32 sum) {
    return async(() -> {
      ByteBuffer heap = ByteBuffer.allocate(7_001);
      ByteBuffer outside = ByteBuffer.allocateDirect(60_001);
      int count = 0;
      for (boolean direct = true; ; direct = !direct) {
        ByteBuffer buffer = (direct ? outside : heap).clear();
        int n = await(stream.read(buffer));
        if (n < 0) {
          return count;
        }
        count += n;
        sum.update(buffer.flip());
      }
    });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void vectoredWritesAndReadsKeepTheOrder(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            ByteBuffer direct = ByteBuffer.allocateDirect(4).put(bytes("two ")).flip();
            ByteBuffer empty = ByteBuffer.allocate(0);
            world.get(pair.client().writeAll(bytes("one "), empty, direct, bytes("three")));
            ByteBuffer[] into = {
              ByteBuffer.allocate(3), ByteBuffer.allocateDirect(5), ByteBuffer.allocate(50)
            };
            int n = 0;
            while (n < 13) {
              n += world.get(pair.server().read(into));
            }
            assertThat(text(into[0]) + "|" + text(into[1]) + "|" + text(into[2]))
                .isEqualTo("one| two |three");
          }
        });
  }

  /// Of more parts than one call takes, and more bytes than the system's buffer does.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void bytesOfManyPartsCrossAndBufferedOnesBehindThem(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            byte[] all = new byte[6_000_000];
            new Random(3).nextBytes(all);
            Bytes whole = Bytes.copyOf(all);
            List<Bytes> parts = new ArrayList<>();
            for (int at = 0; at < all.length; at += 20_000) {
              parts.add(whole.slice(at, at + 20_000));
            }
            Running<byte[]> read = world.start(pair.server().readAll(7_000_000));
            world.get(pair.client().writeAll(Bytes.concat(parts)));
            BufferedWrite buffered = new BufferedWrite(pair.client());
            world.get(buffered.writeAll(Bytes.utf8("and more")));
            world.get(buffered.shutdown());
            assertThat(Bytes.copyOf(read.get()))
                .isEqualTo(Bytes.concat(whole, Bytes.utf8("and more")));
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aLargeVectoredWriteGoesOnWhereTheSystemStopped(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            ByteBuffer[] pieces = new ByteBuffer[200];
            CRC32 sent = new CRC32();
            Random random = new Random(2);
            for (int i = 0; i < pieces.length; i++) {
              byte[] piece = new byte[random.nextInt(150_000)];
              random.nextBytes(piece);
              sent.update(piece);
              pieces[i] =
                  i % 3 == 0
                      ? ByteBuffer.allocateDirect(piece.length).put(piece).flip()
                      : ByteBuffer.wrap(piece);
            }
            Running<Void> writing = world.start(pair.client().writeAll(pieces));
            CRC32 received = new CRC32();
            ByteBuffer[] into = new ByteBuffer[100];
            Running<byte[]> rest = null;
            for (int i = 0; i < 20; i++) {
              for (int j = 0; j < into.length; j++) {
                into[j] =
                    j % 2 == 0 ? ByteBuffer.allocate(j * 31) : ByteBuffer.allocateDirect(j * 17);
              }
              world.get(pair.server().read(into));
              for (ByteBuffer buffer : into) {
                received.update(buffer.flip());
              }
            }
            rest = world.start(pair.server().readAll(1 << 28));
            writing.get();
            world.get(pair.client().shutdownOutput());
            received.update(rest.get());
            assertThat(received.getValue()).isEqualTo(sent.getValue());
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void bothDirectionsWaitAtTheSameTime(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            Halves<TcpStream> halves = pair.client().split();
            Running<Integer> read = world.start(halves.reader().read(ByteBuffer.allocate(10)));
            Running<Void> write =
                world.start(halves.writer().writeAll(ByteBuffer.allocate(20_000_000)));
            assertThat(read.isDone()).isFalse();
            ByteBuffer sink = ByteBuffer.allocate(1 << 16);
            for (long left = 20_000_000; left > 0; ) {
              left -= world.get(pair.server().read(sink.clear()));
            }
            write.get();
            assertThat(read.isDone()).isFalse();
            world.get(pair.server().writeAll(bytes("answer")));
            assertThat(read.get()).isEqualTo(6);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aSecondTaskThatReadsIsToldSo(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            Running<Integer> first = world.start(pair.server().read(ByteBuffer.allocate(1)));
            awaitWaiting(pair.server());
            assertThatThrownBy(() -> world.get(pair.server().read(ByteBuffer.allocate(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("by another task");
            world.get(pair.client().write(bytes("x")));
            assertThat(first.get()).isEqualTo(1);
          }
        });
  }

  static void awaitWaiting(TcpStream stream) {
    assertReaches(1, () -> stream.reading.isFree() ? 0 : 1, "a read that waits");
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void closingTheOwnedWriterEndsTheOutputAndClosingBothTheConnection(World.Kind kind)
      throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            OwnedHalves<TcpStream> halves = pair.client().intoSplit();
            world.get(halves.writer().writeAll(bytes("bye")));
            halves.writer().close();
            halves.writer().close();
            assertThat(world.get(pair.server().readString(10))).isEqualTo("bye");
            world.get(pair.server().writeAll(bytes("still here")));
            ByteBuffer buffer = ByteBuffer.allocate(10);
            world.get(halves.reader().readExactly(buffer));
            assertThat(text(buffer)).isEqualTo("still here");
            assertThat(pair.client().isOpen()).isTrue();
            halves.reader().close();
            assertThat(pair.client().isOpen()).isFalse();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void halvesOfOneConnectionReuniteAndOthersDoNot(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            OwnedHalves<TcpStream> client = pair.client().intoSplit();
            OwnedHalves<TcpStream> server = pair.server().intoSplit();
            assertThatThrownBy(() -> new OwnedHalves<>(client.reader(), server.writer()).reunite())
                .isInstanceOf(IllegalArgumentException.class);
            assertThat(client.reunite()).isSameAs(pair.client());
            server.writer().forget();
            server.reader().close();
            assertThat(pair.server().isOpen()).isFalse();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void optionsAreWhatTheyWereSetTo(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            TcpStream stream = pair.client();
            stream.noDelay(true);
            stream.keepAlive(true);
            stream.linger(Duration.ofSeconds(3));
            assertThat(stream.option(StandardSocketOptions.TCP_NODELAY)).isTrue();
            assertThat(stream.option(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            assertThat(stream.option(StandardSocketOptions.SO_LINGER)).isEqualTo(3);
            stream.linger(Duration.ofSeconds(-1));
            assertThat(stream.option(StandardSocketOptions.SO_LINGER)).isNegative();
            stream.option(StandardSocketOptions.SO_RCVBUF, 65_536);
            assertThat(stream.option(StandardSocketOptions.SO_RCVBUF))
                .isGreaterThanOrEqualTo(65_536);
            stream.quickAck(false);
            assertThat(stream.option(TcpOptions.QUICK_ACK)).isFalse();
            stream.quickAck(true);
            assertThat(stream.option(TcpOptions.QUICK_ACK)).isTrue();
            stream.keepAlive(Duration.ofSeconds(9), Duration.ofSeconds(8), 7);
            assertThat(stream.option(TcpOptions.KEEP_IDLE)).isEqualTo(9);
            assertThat(stream.option(TcpOptions.KEEP_INTERVAL)).isEqualTo(8);
            assertThat(stream.option(TcpOptions.KEEP_COUNT)).isEqualTo(7);
            assertThatThrownBy(() -> stream.keepAlive(Duration.ZERO, Duration.ofSeconds(8), 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 32,767 seconds");
            assertThatThrownBy(
                    () -> stream.keepAlive(Duration.ofSeconds(1), Duration.ofSeconds(1), 128))
                .isInstanceOf(IllegalArgumentException.class);
            assertThat(stream.option(TcpOptions.KEEP_IDLE)).as("as it was").isEqualTo(9);
            for (Duration wrong : List.of(Duration.ofNanos(1), Duration.ofDays(25))) {
              assertThatThrownBy(() -> stream.userTimeout(wrong))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("1 ms to 24 days");
            }
            assertThatThrownBy(() -> stream.option(new Misnamed("TCP_KEEPIDLE"), true))
                .isInstanceOf(UnsupportedOperationException.class);
            stream.option(ExtendedSocketOptions.TCP_KEEPIDLE, 11); // the JDK's own name for it
            assertThat(stream.option(TcpOptions.KEEP_IDLE)).isEqualTo(11);
            assertThat(stream.option(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(11);
            if (kind.isNio()) {
              assertThatThrownBy(() -> stream.ttl(7))
                  .isInstanceOf(UnsupportedOperationException.class)
                  .hasMessage(
                      "the NIO driver cannot set IP_TTL: java.nio has no such option (epoll has)");
              assertThatThrownBy(() -> stream.userTimeout(Duration.ofSeconds(1)))
                  .isInstanceOf(UnsupportedOperationException.class);
              assertThatThrownBy(stream::takeError)
                  .isInstanceOf(UnsupportedOperationException.class);
            } else {
              stream.ttl(7);
              assertThat(stream.option(TcpOptions.TTL)).isEqualTo(7);
              stream.userTimeout(Duration.ofMillis(2_500));
              assertThat(stream.option(TcpOptions.USER_TIMEOUT)).isEqualTo(2_500);
            }
          }
        });
  }

  /// An option of somebody else's, of another type.
  private record Misnamed(String name) implements SocketOption<Boolean> {
    @Override
    public Class<Boolean> type() {
      return Boolean.class;
    }
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void optionsOfTheBuilderAreSetBeforeItConnects(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (TcpListener listener =
                  world.get(
                      TcpSocket.create()
                          .backlog(7)
                          .receiveBuffer(100_000)
                          .listen(new InetSocketAddress("127.0.0.1", 0)));
              TcpStream stream =
                  world.get(
                      TcpSocket.create()
                          .noDelay(true)
                          .sendBuffer(50_000)
                          .bind(new InetSocketAddress("127.0.0.1", 0))
                          .connect(listener.localAddress()))) {
            assertThat(stream.option(StandardSocketOptions.TCP_NODELAY)).isTrue();
            assertThat(listener.option(StandardSocketOptions.SO_RCVBUF))
                .isGreaterThanOrEqualTo(100_000);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aStreamThatIsBoundToADeviceGoesByIt(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0))) {
            TcpSocket socket = TcpSocket.create().bindDevice("lo").noDelay(true);
            if (kind.isNio()) {
              assertThatThrownBy(() -> world.get(socket.connect(listener.localAddress())))
                  .isInstanceOf(UnsupportedOperationException.class);
              return;
            }
            try (TcpStream stream = world.get(socket.connect(listener.localAddress()))) {
              assertThat(stream.option(TcpOptions.BIND_TO_DEVICE)).isEqualTo("lo");
            }
            for (String none : new String[] {"no-such-device", "a-name-beyond-any-limit"}) {
              assertThatThrownBy(() ->
                      world.get(
                          TcpSocket.create().bindDevice(none).connect(listener.localAddress())))
                  .hasMessageContaining("ENODEV: no such device");
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void addressesAreThoseOfTheOtherSide(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            assertThat(pair.client().localAddress()).isEqualTo(pair.server().remoteAddress());
            assertThat(pair.server().localAddress()).isEqualTo(pair.client().remoteAddress());
            assertThat(pair.client().toString()).contains("127.0.0.1");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aListenerOnEveryAddressTakesBothFamilies(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (TcpListener listener = world.get(TcpListener.bind("::", 0))) {
            for (String host : new String[] {"127.0.0.1", "::1"}) {
              Running<TcpStream> accepted = world.start(listener.accept());
              int port = listener.localAddress().getPort();
              try (TcpStream client =
                      world.get(TcpStream.connect(new InetSocketAddress(host, port)));
                  TcpStream server = accepted.get()) {
                assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
                world.get(client.writeAll(bytes("both")));
                assertThat(world.get(server.read(ByteBuffer.allocate(9)))).isEqualTo(4);
              }
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void ipv6WorksAsIpv4Does(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (TcpListener listener = world.get(TcpListener.bind("::1", 0))) {
            Running<TcpStream> accepted = world.start(listener.accept());
            try (TcpStream client = world.get(TcpStream.connect(listener.localAddress()));
                TcpStream server = accepted.get()) {
              world.get(client.writeAll(bytes("six")));
              assertThat(world.get(server.read(ByteBuffer.allocate(9)))).isEqualTo(3);
              assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void emptyAndFullBuffersMoveNothing(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            assertThat(world.get(pair.client().write(ByteBuffer.allocate(0)))).isZero();
            assertThat(world.get(pair.client().read(ByteBuffer.allocate(0)))).isZero();
            world.get(pair.client().writeAll(ByteBuffer.allocate(0)));
            assertThatThrownBy(() -> pair.client().read(ByteBuffer.allocate(1).asReadOnlyBuffer()))
                .isInstanceOf(ReadOnlyBufferException.class);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void operationsOnAClosedStreamSaySo(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          Pair pair = Pair.open(world);
          pair.close();
          assertThatThrownBy(() -> world.get(pair.client().read(ByteBuffer.allocate(1))))
              .isInstanceOf(ClosedChannelException.class)
              .hasToString("java.nio.channels.ClosedChannelException: the stream is closed");
          assertThatThrownBy(() -> world.get(pair.client().writeAll(bytes("x"))))
              .isInstanceOf(ClosedChannelException.class);
          assertThatThrownBy(() -> world.get(pair.client().shutdownOutput()))
              .isInstanceOf(ClosedChannelException.class);
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void nothingHappensBeforeTheFirstPollAndNothingAfterTheLast(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            var write = pair.client().writeAll(bytes("never"));
            var read = pair.server().read(ByteBuffer.allocate(9));
            write.drop();
            assertThatThrownBy(() -> world.get(write)).isInstanceOf(IllegalStateException.class);
            world.get(pair.client().writeAll(bytes("once")));
            assertThat(world.get(read)).isEqualTo(4);
            assertThatThrownBy(() -> world.get(read)).isInstanceOf(IllegalStateException.class);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void oneCallMovesAtMost64KiBOfHeapBuffers(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            ByteBuffer large = ByteBuffer.allocate(1 << 20);
            assertThat(world.get(pair.client().write(large))).isBetween(1, 64 * 1024);
            assertThat(large.limit()).isEqualTo(1 << 20);
            assertThat(
                    world.get(
                        pair.client()
                            .write(ByteBuffer.allocate(48 * 1024), ByteBuffer.allocate(48 * 1024))))
                .isBetween(1, 64 * 1024);
            assertThat(world.get(pair.client().write(ByteBuffer.allocate(0), large)))
                .isBetween(1, 64 * 1024);
            ByteBuffer into = ByteBuffer.allocate(1 << 20);
            assertThat(world.get(pair.server().read(into))).isBetween(1, 64 * 1024);
            assertThat(into.limit()).isEqualTo(1 << 20);
            assertThat(world.get(pair.server().read(ByteBuffer.allocate(0), into.clear())))
                .isBetween(1, 64 * 1024);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aHalfThatWasClosedByItselfSaysSo(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            OwnedHalves<TcpStream> halves = pair.client().intoSplit();
            world.get(pair.server().writeAll(bytes("unread")));
            halves.reader().close();
            assertThatThrownBy(() -> world.get(halves.reader().read(ByteBuffer.allocate(9))))
                .isInstanceOf(ClosedChannelException.class)
                .hasMessage("this half of the connection is closed");
            world.get(halves.writer().writeAll(bytes("x")));
            halves.writer().forget();
            assertThatThrownBy(() -> world.get(halves.writer().writeAll(bytes("y"))))
                .isInstanceOf(ClosedChannelException.class);
          }
        });
  }
}
