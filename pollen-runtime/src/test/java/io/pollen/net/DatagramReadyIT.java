package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.net.World.Running;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Waiting for datagrams without a buffer, and trying without waiting.
class DatagramReadyIT extends SocketTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aTryFindsADatagramOrNothing(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            ByteBuffer buffer = ByteBuffer.allocate(3);
            assertThat(right.tryRecvFrom(buffer)).isEmpty();
            Running<Void> readable = world.start(right.readable());
            assertThatThrownBy(() -> left.trySend(bytes("to whom?")))
                .isInstanceOf(NotYetConnectedException.class);
            assertThat(left.trySendTo(bytes("hello"), right.localAddress())).hasValue(5);
            readable.get();
            assertThat(next(world, right, buffer))
                .isEqualTo(new UdpSocket.Datagram(3, 5, left.localAddress()));
            assertThat(text(buffer)).isEqualTo("hel");
            assertThat(right.tryRecvFrom(buffer.clear())).isEmpty();
            world.get(left.connect(right.localAddress()));
            for (int i = 0; i < 3; i++) { // each empties the socket, and the next one is seen
              assertThat(left.trySend(bytes("ab"))).hasValue(2);
              assertThat(next(world, right, buffer.clear()).count()).isEqualTo(2);
              assertThat(right.tryRecvFrom(buffer)).isEmpty();
            }
            assertThatThrownBy(() -> right.tryRecvFrom(buffer.asReadOnlyBuffer()))
                .isInstanceOf(ReadOnlyBufferException.class);
            assertThatThrownBy(
                    () -> left.trySendTo(ByteBuffer.allocate(70_000), right.localAddress()))
                .isInstanceOf(SocketException.class);
          }
        });
  }

  /// It may be ready once too often.
  private static UdpSocket.Datagram next(World world, UdpSocket socket, ByteBuffer to)
      throws Exception {
    for (int rounds = 0; rounds < 3; rounds++) {
      world.get(socket.readable());
      Optional<UdpSocket.Datagram> datagram = socket.tryRecvFrom(to);
      if (datagram.isPresent()) {
        return datagram.get();
      }
    }
    throw new AssertionError("ready too often");
  }

  /// What a peek has seen is there, whatever the selector says.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDatagramThatWasLookedAtIsReadable(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            world.get(left.sendTo(bytes("seen"), right.localAddress()));
            ByteBuffer buffer = ByteBuffer.allocate(9);
            assertThat(world.get(right.peekFrom(buffer)).count()).isEqualTo(4);
            assertThat(next(world, right, buffer.clear()).count()).isEqualTo(4);
            assertThat(right.tryRecvFrom(buffer)).isEmpty();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void whoWaitsIsDroppedOrToldOfTheClose(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket socket = udp(world)) {
            world.get(socket.writable());
            assertThat(socket.tryRecvFrom(ByteBuffer.allocate(1))).isEmpty();
            Running<Void> dropped = world.start(socket.readable());
            Running<Void> other = world.start(socket.writable());
            other.get();
            dropped.drop();
            dropped.settle();
            Running<Void> waits = world.start(socket.readable());
            assertReaches(
                1, () -> socket.datagrams.receiving().isFree() ? 0 : 1, "a task that waits");
            socket.close();
            assertThatThrownBy(waits::get).isInstanceOf(AsynchronousCloseException.class);
            assertThatThrownBy(() -> world.get(socket.readable()))
                .isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> socket.tryRecvFrom(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class);
          }
        });
  }

  /// Of room in the queue of a peer that was not chosen the kernel does not tell.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void aTryToAFullQueueFailsAsASend(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          UnixAddress here = UnixAddress.of(folder.resolve("receiver"));
          try (UnixDatagram receiver = world.get(UnixDatagram.bind(here));
              UnixDatagram sender = world.get(UnixDatagram.unbound())) {
            assertThatThrownBy(
                    () -> {
                      for (int i = 0; i < 100_000; i++) {
                        assertThat(sender.trySendTo(bytes("x"), here)).hasValue(1);
                      }
                    })
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("is full");
          }
        });
  }

  /// The queue of a Unix socket's peer is short, and its room is told.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void aSenderWaitsForRoom(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          UnixDatagram.Pair pair = world.get(UnixDatagram.pair());
          try (UnixDatagram sender = pair.left();
              UnixDatagram receiver = pair.right()) {
            world.get(sender.writable());
            int sent = 0;
            OptionalInt count = sender.trySend(bytes("x"));
            while (count.isPresent()) {
              sent++;
              count = sender.trySend(bytes("x"));
            }
            assertThat(sent).isPositive();
            Running<Void> room = world.start(sender.writable());
            ByteBuffer buffer = ByteBuffer.allocate(1);
            for (int i = 0; i < sent; i++) {
              assertThat(receiver.tryRecvFrom(buffer.clear())).isPresent();
            }
            room.get();
            assertThat(sender.trySend(bytes("y"))).hasValue(1);
            world.get(receiver.readable());
            assertThat(receiver.tryRecvFrom(buffer.clear())).isPresent();
          }
        });
  }
}
