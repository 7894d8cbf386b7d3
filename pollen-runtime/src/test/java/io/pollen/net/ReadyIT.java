package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.net.World.Running;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Waiting without a buffer, and trying without waiting.
class ReadyIT extends SocketTest {

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aTryFindsWhatIsThereOrNothing(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            TcpStream stream = pair.server();
            ByteBuffer buffer = ByteBuffer.allocate(3);
            assertThat(stream.tryRead(buffer)).isEmpty();
            Running<Void> readable = world.start(stream.readable());
            TcpStreamIT.awaitWaiting(stream);
            assertThat(readable.isDone()).isFalse();
            world.get(pair.client().writeAll(bytes("hello")));
            readable.get();
            assertThat(stream.tryRead(buffer)).hasValue(3);
            assertThat(text(buffer)).isEqualTo("hel");
            assertThat(stream.tryRead(buffer.clear())).hasValue(2);
            assertThat(stream.tryRead(buffer.clear())).isEmpty();
            assertThat(stream.tryRead(ByteBuffer.allocate(0))).hasValue(0);
            pair.client().close();
            assertThat(next(world, stream, buffer.clear())).isEqualTo(-1);
          }
        });
  }

  /// It may be ready once too often.
  private static int next(World world, TcpStream stream, ByteBuffer to) throws Exception {
    for (int rounds = 0; rounds < 3; rounds++) {
      world.get(stream.readable());
      OptionalInt count = stream.tryRead(to);
      if (count.isPresent()) {
        return count.getAsInt();
      }
    }
    throw new AssertionError("ready too often");
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aWriterWaitsForRoom(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            TcpStream stream = pair.server();
            world.get(stream.writable());
            long written = 0;
            ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
            OptionalInt count = stream.tryWrite(chunk);
            while (count.isPresent()) {
              written += count.getAsInt();
              count = stream.tryWrite(chunk.clear());
            }
            Running<Void> rest = world.start(stream.writable());
            ByteBuffer sink = ByteBuffer.allocate(1 << 16);
            while (written > 0) {
              written -= world.get(pair.client().read(sink.clear()));
            }
            rest.get();
            assertThat(stream.tryWrite(bytes("x"))).hasValue(1);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void whoWaitsIsDroppedOrToldOfTheClose(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            TcpStream stream = pair.server();
            Running<Void> dropped = world.start(stream.readable());
            TcpStreamIT.awaitWaiting(stream);
            dropped.drop();
            dropped.settle();
            Running<Void> waits = world.start(stream.readable());
            TcpStreamIT.awaitWaiting(stream);
            stream.close();
            assertThatThrownBy(waits::get).isInstanceOf(AsynchronousCloseException.class);
            assertThatThrownBy(() -> world.get(stream.readable()))
                .isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> stream.tryRead(ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class);
          }
        });
  }
}
