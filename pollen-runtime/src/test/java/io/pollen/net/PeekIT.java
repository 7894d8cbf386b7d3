package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.net.World.Running;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeekIT extends SocketTest {

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void whatIsPeekedIsReadAgain(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            TcpStream stream = pair.server();
            ByteBuffer first = ByteBuffer.allocate(3);
            Running<Integer> waiting = world.start(stream.peek(first));
            TcpStreamIT.awaitWaiting(stream);
            world.get(pair.client().writeAll(bytes("hello")));
            assertThat(waiting.get()).isEqualTo(3);
            assertThat(text(first)).isEqualTo("hel");
            ByteBuffer more = ByteBuffer.allocateDirect(10);
            assertThat(world.get(stream.peek(more))).as("a longer look").isEqualTo(5);
            assertThat(text(more)).isEqualTo("hello");
            ByteBuffer two = ByteBuffer.allocate(2);
            world.get(stream.readExactly(two));
            assertThat(text(two)).isEqualTo("he");
            ByteBuffer[] rest = {ByteBuffer.allocate(1), ByteBuffer.allocate(10)};
            assertThat(world.get(stream.read(rest))).isEqualTo(3);
            assertThat(text(rest[0]) + text(rest[1])).isEqualTo("llo");
            Running<Integer> nothing = world.start(stream.read(ByteBuffer.allocate(1)));
            TcpStreamIT.awaitWaiting(stream);
            assertThat(nothing.isDone()).as("each byte is read once").isFalse();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aPeekSeesWhatArrivesLaterAndTheEndAfterAllOfIt(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            TcpStream stream = pair.server();
            world.get(pair.client().writeAll(bytes("a")));
            assertThat(world.get(stream.peek(ByteBuffer.allocate(4)))).isEqualTo(1);
            world.get(pair.client().writeAll(bytes("b")));
            ByteBuffer both = ByteBuffer.allocate(4);
            assertReaches(2, () -> peek(world, stream, both.clear()), "bytes that a peek sees");
            assertThat(text(both)).isEqualTo("ab");
            pair.client().close();
            assertThat(world.get(stream.peek(both.clear()))).isEqualTo(2);
            assertThat(world.get(stream.readString(10))).isEqualTo("ab");
            assertThat(world.get(stream.peek(both.clear()))).isEqualTo(-1);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aPeekNeedsRoomAndAnOpenStream(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            TcpStream stream = pair.server();
            assertThatThrownBy(() -> stream.peek(ByteBuffer.allocate(1).asReadOnlyBuffer()))
                .isInstanceOf(ReadOnlyBufferException.class);
            assertThat(world.get(stream.peek(ByteBuffer.allocate(0)))).isZero();
            world.get(pair.client().writeAll(bytes("a")));
            world.get(stream.peek(ByteBuffer.allocate(1)));
            stream.close();
            assertThatThrownBy(() -> world.get(stream.read(ByteBuffer.allocate(1))))
                .isInstanceOf(ClosedChannelException.class);
          }
        });
  }

  private static int peek(World world, TcpStream stream, ByteBuffer to) {
    try {
      return world.get(stream.peek(to));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
