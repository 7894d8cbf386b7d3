package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.codec.BytesCodec;
import io.pollen.codec.Decoder;
import io.pollen.codec.FramedDatagrams;
import io.pollen.codec.FramedDatagrams.Frame;
import io.pollen.codec.LengthDelimitedCodec;
import io.pollen.codec.LinesCodec;
import io.pollen.io.Bytes;
import io.pollen.io.LimitExceededException;
import io.pollen.net.World.Running;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.NotYetConnectedException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Frames on real sockets, on every driver.
class FramedDatagramsIT extends SocketTest {

  private static FramedDatagrams<String, CharSequence> lines(UdpSocket socket) {
    return FramedDatagrams.of(socket, new LinesCodec(20));
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void framesGoBothWaysWithTheirSender(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            FramedDatagrams<String, CharSequence> client = lines(left);
            FramedDatagrams<String, CharSequence> server = lines(right);
            assertThat(server.sender()).isEmpty();
            Running<Frame<String>> waiting = world.start(server.next());
            world.get(client.send("question", right.localAddress()));
            Frame<String> question = waiting.get();
            assertThat(question).isEqualTo(new Frame<>("question", left.localAddress()));
            world.get(right.connect(question.sender()));
            world.get(server.send("answer"));
            assertThat(world.get(client.next()).value()).isEqualTo("answer");
            assertThat(client.sender()).contains(right.localAddress());
            assertThat(client.socket()).isSameAs(left);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDatagramHoldsSeveralFramesOrNone(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world);
              UdpSocket other = udp(world)) {
            InetSocketAddress to = right.localAddress();
            world.get(left.sendTo(bytes("one\ntwo\nlast has no end"), to));
            world.get(left.sendTo(bytes(""), to));
            world.get(other.sendTo(bytes("four\n"), to));
            FramedDatagrams<String, CharSequence> server = lines(right);
            for (String line : new String[] {"one", "two", "last has no end"}) {
              assertThat(world.get(server.next()))
                  .isEqualTo(new Frame<>(line, left.localAddress()));
            }
            assertThat(world.get(server.next()))
                .isEqualTo(new Frame<>("four", other.localAddress()));
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void anEmptyDatagramMayBeAFrame(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            world.get(left.sendTo(bytes(""), right.localAddress()));
            Decoder<String> asks =
                new Decoder<>() {
                  private boolean told;

                  @Override
                  public Optional<String> decode(ByteBuffer bytes) {
                    return Optional.empty();
                  }

                  @Override
                  public Optional<String> decodeEnd(ByteBuffer bytes) {
                    told = !told;
                    return told ? Optional.of("the end") : Optional.empty();
                  }
                };
            FramedDatagrams<String, CharSequence> server =
                FramedDatagrams.of(right, asks, new LinesCodec());
            assertThat(world.get(server.next()).value()).isEqualTo("the end");
          }
        });
  }

  /// A frame is not put together from two datagrams, which may be of two senders.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void whatADatagramHasBehindItsLastFrameIsOneFailure(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            InetSocketAddress to = right.localAddress();
            world.get(left.sendTo(bytes("\0\0\0\2ab\0\0\0\5cde"), to));
            world.get(left.sendTo(bytes("\0\0\0\1f"), to));
            FramedDatagrams<Bytes, Bytes> server =
                FramedDatagrams.of(right, new LengthDelimitedCodec().slices());
            assertThat(world.get(server.next()).value()).isEqualTo(Bytes.utf8("ab"));
            assertThatThrownBy(() -> world.get(server.next()))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("7 bytes are there");
            assertThat(server.sender()).contains(left.localAddress());
            assertThat(world.get(server.next()).value()).isEqualTo(Bytes.utf8("f"));
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aFailureOfTheDecoderIsThatOfOneDatagram(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            InetSocketAddress to = right.localAddress();
            world.get(left.sendTo(bytes("much too long a line for the limit\nshort\n"), to));
            world.get(left.sendTo(bytes("good\n"), to));
            FramedDatagrams<String, CharSequence> server = lines(right);
            assertThatThrownBy(() -> world.get(server.next()))
                .isInstanceOf(LimitExceededException.class);
            assertThat(world.get(server.next()).value()).isEqualTo("good");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void framesOfEveryLengthCross(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            FramedDatagrams<Bytes, Bytes> client =
                FramedDatagrams.of(left, new BytesCodec().slices());
            FramedDatagrams<Bytes, Bytes> server =
                FramedDatagrams.of(right, new BytesCodec().slices());
            byte[] all = new byte[65_507];
            for (int length : new int[] {1, 1_000, 8_192, 8_193, 65_507, 5}) {
              Arrays.fill(all, (byte) length);
              Bytes sent = Bytes.copyOf(all, 0, length);
              world.get(client.send(sent, right.localAddress()));
              assertThat(world.get(server.next()).value()).isEqualTo(sent);
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedNextLosesNoFrame(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            FramedDatagrams<String, CharSequence> client = lines(left);
            FramedDatagrams<String, CharSequence> server = lines(right);
            Set<String> received = new HashSet<>();
            int datagrams = 100;
            for (int i = 0; i < datagrams; i++) {
              Running<Void> next =
                  world.start(
                      async(() -> {
                        received.add(await(server.next()).value());
                      }));
              // Two frames: the second one waits for a call of its own.
              world.get(left.sendTo(bytes("a" + i + "\nb" + i + "\n"), right.localAddress()));
              next.drop(); // races with the datagram
              next.settle();
            }
            world.get(client.send("end", right.localAddress()));
            for (String line = ""; !line.equals("end"); ) {
              line = world.get(server.next()).value();
              assertThat(received.add(line)).as("%s once", line).isTrue();
            }
            assertThat(received).hasSize(2 * datagrams + 1);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void whatCannotBeSentIsToldAndTheNextFrameIsWhole(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            FramedDatagrams<String, CharSequence> client = lines(left);
            assertThatThrownBy(() -> world.get(client.send("two\nlines", right.localAddress())))
                .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> world.get(client.send("nobody")))
                .isInstanceOf(NotYetConnectedException.class);
            assertThatThrownBy(
                    () -> client.send("x", InetSocketAddress.createUnresolved("somewhere", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Dns.lookup");
            world.get(client.send("good", right.localAddress()));
            assertThat(world.get(lines(right).next()).value()).isEqualTo("good");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void closingTheSocketWakesWhoWaits(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          UdpSocket socket = udp(world);
          Running<Frame<String>> waiting =
              world.start(
                  FramedDatagrams.of(socket, (Decoder<String>) new LinesCodec(), new BytesCodec())
                      .next());
          assertReaches(1, () -> socket.datagrams.receiving().isFree() ? 0 : 1, "a receive");
          socket.close();
          assertThatThrownBy(waiting::get).isInstanceOf(AsynchronousCloseException.class);
        });
  }
}
