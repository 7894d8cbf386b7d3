package io.pollen.net;

import static io.pollen.runtime.driver.Interest.READABLE;
import static io.pollen.runtime.driver.Interest.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.io.Io;
import io.pollen.net.World.Running;
import io.pollen.runtime.driver.Interest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.OptionalInt;
import java.util.Set;
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

  /// Whoever serves both sides in one task.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aWaitForBothSidesTellsWhichOneMayMakeProgress(World.Kind kind) throws Exception {
    inFullPipe(
        kind,
        (world, stream, peer) -> {
          Running<Set<Interest>> either = waiting(world, stream);
          assertThatThrownBy(() -> world.get(stream.read(ByteBuffer.allocate(1))))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("by another task");
          assertThatThrownBy(() -> world.get(stream.write(bytes("x"))))
              .isInstanceOf(IllegalStateException.class);
          world.get(peer.writeAll(bytes("hello")));
          assertThat(either.get()).containsExactly(READABLE);
          assertThat(stream.tryRead(ByteBuffer.allocate(9))).hasValue(5);

          Running<Set<Interest>> again = waiting(world, stream);
          Running<Long> drain = world.start(Io.copy(peer, Io.sink()));
          assertThat(again.get()).containsExactly(WRITABLE);
          assertThat(stream.tryWrite(bytes("x"))).hasValue(1);
          assertThat(world.get(stream.ready())).containsExactly(WRITABLE);
          assertThat(world.get(stream.ready(WRITABLE))).containsExactly(WRITABLE);

          world.get(stream.shutdownOutput());
          drain.get();
          peer.close();
          assertThat(world.get(stream.ready(READABLE))).containsExactly(READABLE);
          assertThat(stream.tryRead(ByteBuffer.allocate(9))).hasValue(-1);
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedWaitForBothSidesLeavesThemToOthers(World.Kind kind) throws Exception {
    inFullPipe(
        kind,
        (world, stream, peer) -> {
          Running<Set<Interest>> dropped = waiting(world, stream);
          dropped.drop();
          dropped.settle();
          assertThat(stream.reading.isFree()).isTrue();
          assertThat(stream.writing.isFree()).isTrue();
          Running<Set<Interest>> waits = waiting(world, stream);
          stream.close();
          assertThatThrownBy(waits::get).isInstanceOf(AsynchronousCloseException.class);
          assertThatThrownBy(() -> world.get(stream.ready()))
              .isInstanceOf(ClosedChannelException.class);
          assertThatThrownBy(() -> stream.ready(Interest.PRIORITY))
              .isInstanceOf(IllegalArgumentException.class);
        });
  }

  private interface Body {
    void run(World world, UnixStream stream, UnixStream peer) throws Exception;
  }

  /// `stream` has nothing to read and no room to write, and knows it. A Unix stream, whose room
  /// comes only from its peer's reads: that of TCP also from acknowledgements, some time later.
  private static void inFullPipe(World.Kind kind, Body body) throws Exception {
    in(
        kind,
        world -> {
          UnixStream.Pair pair = world.get(UnixStream.pair());
          try (UnixStream stream = pair.left();
              UnixStream peer = pair.right()) {
            ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
            while (stream.tryWrite(chunk.clear()).isPresent()) {}
            body.run(world, stream, peer);
          }
        });
  }

  /// A wait for both sides of a stream that is not ready, once it waits: it may be ready once too
  /// often.
  private static Running<Set<Interest>> waiting(World world, UnixStream stream) throws Exception {
    for (int rounds = 0; rounds < 4; rounds++) {
      Running<Set<Interest>> either = world.start(stream.ready(READABLE, WRITABLE));
      while (!either.isDone() && (stream.reading.isFree() || stream.writing.isFree())) {
        Thread.onSpinWait();
      }
      if (!either.isDone()) {
        return either;
      }
      assertThat(stream.tryRead(ByteBuffer.allocate(9))).isEmpty();
      assertThat(stream.tryWrite(ByteBuffer.allocate(1 << 16))).isEmpty();
    }
    throw new AssertionError("ready too often");
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
