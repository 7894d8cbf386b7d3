package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.net.World.Running;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.NotYetConnectedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnixDatagramIT extends SocketTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void datagramsArriveWholeInOrderWithTheirSender(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          UnixAddress here = UnixAddress.of(folder.resolve("receiver"));
          UnixAddress there = UnixAddress.of(folder.resolve("sender"));
          try (UnixDatagram receiver = world.get(UnixDatagram.bind(here));
              UnixDatagram sender = world.get(UnixDatagram.bind(there));
              UnixDatagram unnamed = world.get(UnixDatagram.unbound())) {
            ByteBuffer buffer = ByteBuffer.allocate(3);
            Running<UnixDatagram.Datagram> first = world.start(receiver.recvFrom(buffer));
            world.get(sender.sendTo(bytes("hello"), here));
            assertThat(first.get()).isEqualTo(new UnixDatagram.Datagram(3, 5, there));
            assertThat(first.get().isTruncated()).isTrue();
            unnamed.connect(here);
            assertThat(unnamed.remoteAddress()).isEqualTo(here);
            world.get(unnamed.send(bytes("ab")));
            assertThat(world.get(receiver.peekFrom(buffer.clear())).count()).isEqualTo(2);
            UnixDatagram.Datagram second = world.get(receiver.recvFrom(buffer.clear()));
            assertThat(second.sender().isUnnamed()).isTrue();
            assertThat(text(buffer)).isEqualTo("ab");
            assertThatThrownBy(() -> world.get(UnixDatagram.bind(here)))
                .isInstanceOf(BindException.class);
            assertThat(receiver.toString()).isEqualTo("UnixDatagram[" + here + "]");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void pairsMoveLargeDatagramsAndSendsWaitForRoom(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          UnixDatagram.Pair pair = world.get(UnixDatagram.pair());
          try (UnixDatagram left = pair.left();
              UnixDatagram right = pair.right()) {
            List<Running<Integer>> sends = new ArrayList<>();
            Running<Integer> send;
            do {
              send = world.start(left.send(ByteBuffer.allocate(100_000)));
              Running<Integer> now = send;
              assertReaches(
                  1,
                  () -> now.isDone() || !left.datagrams.sending().isFree() ? 1 : 0,
                  "a send that waits or is done");
              sends.add(send);
            } while (send.isDone());
            for (Running<Integer> each : sends) {
              ByteBuffer buffer = ByteBuffer.allocate(200_000);
              assertThat(world.get(right.recv(buffer))).isEqualTo(100_000);
              assertThat(each.get()).isEqualTo(100_000);
            }
          }
        });
  }

  /// The system tells of room only in the queue of a peer that was chosen.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void aSendToAFullQueueSaysSoAndAConnectedOneWaits(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          UnixAddress here = UnixAddress.of(folder.resolve("full"));
          try (UnixDatagram receiver = world.get(UnixDatagram.bind(here));
              UnixDatagram sender = world.get(UnixDatagram.unbound());
              UnixDatagram patient = world.get(UnixDatagram.unbound())) {
            assertThatThrownBy(
                    () -> {
                      for (int i = 0; i < 100_000; i++) {
                        world.get(sender.sendTo(ByteBuffer.allocate(1), here));
                      }
                    })
                .isInstanceOf(SocketException.class)
                .hasMessageStartingWith("the queue of " + here + " is full");
            patient.connect(here);
            Running<Integer> waits = world.start(patient.send(bytes("at last")));
            assertReaches(
                1, () -> patient.datagrams.sending().isFree() ? 0 : 1, "a send that waits");
            ByteBuffer buffer = ByteBuffer.allocate(10);
            while (world.get(receiver.recv(buffer.clear())) == 1) {}
            assertThat(text(buffer)).isEqualTo("at last");
            assertThat(waits.get()).isEqualTo(7);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void aDroppedReceiveLosesNoDatagram(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          UnixDatagram.Pair pair = world.get(UnixDatagram.pair());
          try (UnixDatagram left = pair.left();
              UnixDatagram right = pair.right()) {
            Set<Integer> received = new HashSet<>();
            for (int i = 0; i < 100; i++) {
              ByteBuffer buffer = ByteBuffer.allocate(4);
              Running<Integer> recv = world.start(right.recv(buffer));
              world.get(left.send(ByteBuffer.allocate(4).putInt(i).flip()));
              recv.drop(); // races with the datagram: it has it, or it stays
              recv.settle();
              if (buffer.position() > 0) {
                received.add(buffer.getInt(0));
              }
            }
            while (received.size() < 100) {
              ByteBuffer buffer = ByteBuffer.allocate(4);
              world.get(right.recv(buffer));
              assertThat(received.add(buffer.getInt(0))).as("each datagram once").isTrue();
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void mistakesAndClosingAreTold(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          UnixDatagram socket = world.get(UnixDatagram.unbound());
          assertThat(socket.localAddress().isUnnamed()).isTrue();
          assertThatThrownBy(() -> world.get(socket.send(bytes("x"))))
              .isInstanceOf(NotYetConnectedException.class);
          assertThatThrownBy(() -> socket.connect(UnixAddress.of(folder.resolve("nobody"))))
              .isInstanceOf(ConnectException.class)
              .hasMessageContaining("no socket at");
          Running<Integer> waits = world.start(socket.recv(ByteBuffer.allocate(1)));
          assertReaches(
              1, () -> socket.datagrams.receiving().isFree() ? 0 : 1, "a receive that waits");
          socket.close();
          assertThatThrownBy(waits::get).isInstanceOf(AsynchronousCloseException.class);
          assertThat(socket.isOpen()).isFalse();
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*NIO")
  void nioHasNone(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          assertThatThrownBy(() -> world.get(UnixDatagram.unbound()))
              .isInstanceOf(UnsupportedOperationException.class)
              .hasMessage(
                  "the NIO driver has no Unix datagram sockets: java.nio has none (epoll has)");
          assertThatThrownBy(() -> world.get(UnixDatagram.pair()))
              .isInstanceOf(UnsupportedOperationException.class);
        });
  }
}
