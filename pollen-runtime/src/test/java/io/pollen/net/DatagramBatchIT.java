package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.net.World.Running;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatagramBatchIT extends SocketTest {

  private static ByteBuffer number(int value) {
    return ByteBuffer.allocate(4).putInt(value).flip();
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void manyGoThereAndBackInOrderWithTheirSender(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          for (String host : new String[] {"127.0.0.1", "::1"}) {
            try (UdpSocket left = world.get(UdpSocket.bind(host, 0));
                UdpSocket right = world.get(UdpSocket.bind(host, 0))) {
              DatagramBatch batch = DatagramBatch.of(4, 16);
              Running<Integer> waiting = world.start(right.recvMany(batch));
              DatagramBatch sent = DatagramBatch.of(10, 16);
              for (int i = 0; i < 10; i++) {
                sent.add(number(i), right.localAddress());
              }
              assertThat(world.get(left.sendMany(sent))).isEqualTo(10);
              int next = 0;
              int count = waiting.get();
              while (true) {
                assertThat(count).isBetween(1, 4).isEqualTo(batch.size());
                for (int i = 0; i < count; i++) {
                  assertThat(batch.bytes(i).getInt(0)).isEqualTo(next++);
                  assertThat(batch.address(i)).isEqualTo(left.localAddress());
                  assertThat(batch.address(i)).isSameAs(batch.address(i));
                }
                assertThat(world.get(right.sendMany(batch))).isEqualTo(count);
                if (next == 10) {
                  break;
                }
                count = world.get(right.recvMany(batch));
              }
              for (int i = 0; i < 10; i++) {
                ByteBuffer back = ByteBuffer.allocate(8);
                assertThat(world.get(left.recv(back))).isEqualTo(4);
                assertThat(back.getInt(0)).isEqualTo(i);
              }
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void longAndEmptyOnesAreTold(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            DatagramBatch sent = DatagramBatch.of(3, 20);
            sent.add(bytes("too long"), right.localAddress());
            sent.add(bytes(""), right.localAddress());
            sent.add(bytes("next"), right.localAddress());
            world.get(left.sendMany(sent));
            DatagramBatch batch = DatagramBatch.of(8, 4);
            assertThat(world.get(right.recvMany(batch))).isEqualTo(3);
            assertThat(batch.isTruncated(0)).isTrue();
            assertThat(batch.length(0)).isEqualTo(8);
            assertThat(batch.bytes(0).remaining()).isEqualTo(4);
            assertThat(batch.length(1)).isZero();
            assertThat(batch.isTruncated(2)).isFalse();
            Running<Integer> none = world.start(right.recvMany(batch));
            world.get(left.sendTo(bytes("late"), right.localAddress()));
            assertThat(none.get()).isEqualTo(1);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void anEmptyOneGoesToThePeerOrIsRefused(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            world.get(left.connect(right.localAddress()));
            if (kind.isNio()) {
              assertThatThrownBy(() -> world.get(left.send(bytes(""))))
                  .isInstanceOf(UnsupportedOperationException.class)
                  .hasMessageContaining("empty");
            } else {
              assertThat(world.get(left.send(bytes("")))).isZero();
              assertThat(world.get(right.recv(ByteBuffer.allocate(1)))).isZero();
            }
          }
        });
  }

  /// The drop comes before the send or after it, and what was sent is told in both cases.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedSendHasSentWhatItTells(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            int datagrams = 64;
            for (int round = 0; round < 100; round++) {
              DatagramBatch batch = DatagramBatch.of(datagrams, 4);
              for (int i = 0; i < datagrams; i++) {
                batch.add(number(i), right.localAddress());
              }
              Running<Integer> send = world.start(left.sendMany(batch));
              send.drop();
              send.settle();
              DatagramBatch received = DatagramBatch.of(datagrams, 4);
              int next = 0;
              while (next < batch.sent()) {
                int count = world.get(right.recvMany(received));
                for (int i = 0; i < count; i++) {
                  assertThat(received.bytes(i).getInt(0)).isEqualTo(next++);
                }
              }
              assertThat(next).isEqualTo(batch.sent());
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aFailureInTheMiddleTellsWhichAndKeepsTheRest(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            DatagramBatch sent = DatagramBatch.of(4, 65_535);
            sent.add(number(1), right.localAddress());
            sent.add(ByteBuffer.allocate(65_508), right.localAddress());
            sent.add(number(2), new InetSocketAddress("::1", 1));
            sent.add(number(3), right.localAddress());
            assertThatThrownBy(() -> world.get(left.sendMany(sent)))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("too long");
            assertThat(sent.sent()).isEqualTo(1);
            sent.skip();
            assertThatThrownBy(() -> world.get(left.sendMany(sent)))
                .isInstanceOf(IllegalArgumentException.class);
            assertThat(sent.sent()).isEqualTo(2);
            sent.skip();
            assertThat(world.get(left.sendMany(sent))).isEqualTo(4);
            DatagramBatch batch = DatagramBatch.of(8, 4);
            assertThat(world.get(right.recvMany(batch))).isEqualTo(2);
            assertThat(batch.bytes(1).getInt(0)).isEqualTo(3);
            DatagramBatch nowhere = DatagramBatch.of(1, 4);
            nowhere.add(number(1));
            assertThatThrownBy(() -> world.get(left.sendMany(nowhere)))
                .isInstanceOf(NotYetConnectedException.class);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedReceiveLosesNothing(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            Set<Integer> received = new HashSet<>();
            int datagrams = 200;
            for (int i = 0; i < datagrams; i++) {
              DatagramBatch batch = DatagramBatch.of(3, 4);
              Running<Integer> recv = world.start(right.recvMany(batch));
              world.get(left.sendTo(number(i), right.localAddress()));
              recv.drop(); // races with the datagram: it has it, or it stays
              recv.settle();
              take(batch, received);
            }
            while (received.size() < datagrams) {
              DatagramBatch batch = DatagramBatch.of(3, 4);
              world.get(right.recvMany(batch));
              take(batch, received);
            }
          }
        });
  }

  private static void take(DatagramBatch batch, Set<Integer> received) {
    for (int i = 0; i < batch.size(); i++) {
      assertThat(received.add(batch.bytes(i).getInt(0))).as("each datagram once").isTrue();
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    DatagramBatch batch = DatagramBatch.of(1, 2);
    assertThatThrownBy(() -> batch.add(bytes("abc"))).isInstanceOf(BufferOverflowException.class);
    batch.add(bytes("ab"));
    assertThat(batch.isFull()).isTrue();
    assertThatThrownBy(() -> batch.add(bytes("a"))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> batch.address(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> batch.bytes(1)).isInstanceOf(IndexOutOfBoundsException.class);
    batch.clear();
    assertThat(batch.size()).isZero();
    assertThatThrownBy(() -> DatagramBatch.of(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DatagramBatch.of(1, 65_536))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
