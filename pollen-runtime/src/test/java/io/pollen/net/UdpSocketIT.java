package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.net.World.Running;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UdpSocketIT extends SocketTest {

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void datagramsArriveWholeWithTheirSender(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          for (String host : new String[] {"127.0.0.1", "::1"}) {
            try (UdpSocket left = world.get(UdpSocket.bind(host, 0));
                UdpSocket right = world.get(UdpSocket.bind(host, 0))) {
              ByteBuffer first = ByteBuffer.allocate(100);
              Running<UdpSocket.Datagram> waiting = world.start(right.recvFrom(first));
              ByteBuffer sent = bytes("hello");
              assertThat(world.get(left.sendTo(sent, right.localAddress()))).isEqualTo(5);
              assertThat(sent.hasRemaining()).isFalse();
              assertThat(waiting.get())
                  .isEqualTo(new UdpSocket.Datagram(5, 5, left.localAddress()));
              assertThat(text(first)).isEqualTo("hello");
              ByteBuffer direct = ByteBuffer.allocateDirect(8).put(bytes("direct")).flip();
              world.get(right.sendTo(direct, left.localAddress()));
              ByteBuffer second = ByteBuffer.allocateDirect(100);
              assertThat(world.get(left.recv(second))).isEqualTo(6);
              assertThat(text(second)).isEqualTo("direct");
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void whatDoesNotFitIsGoneAndTold(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            world.get(left.sendTo(bytes("too long"), right.localAddress()));
            world.get(left.sendTo(bytes(""), right.localAddress()));
            world.get(left.sendTo(bytes("next"), right.localAddress()));
            ByteBuffer small = bytes("......").position(1).limit(4);
            UdpSocket.Datagram datagram = world.get(right.recvFrom(small));
            assertThat(datagram.count()).isEqualTo(3);
            assertThat(datagram.length()).isEqualTo(8);
            assertThat(datagram.isTruncated()).isTrue();
            assertThat(new String(small.array())).isEqualTo(".too..");
            UdpSocket.Datagram empty = world.get(right.recvFrom(ByteBuffer.allocate(9)));
            assertThat(empty.length()).as("an empty datagram is one, too").isZero();
            assertThat(empty.isTruncated()).isFalse();
            assertThat(world.get(right.recv(ByteBuffer.allocate(9)))).isEqualTo(4);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void theLongestDatagramCrossesAndALongerOneIsRefused(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            byte[] longest = new byte[65_507];
            longest[65_506] = 7;
            world.get(left.sendTo(ByteBuffer.wrap(longest), right.localAddress()));
            ByteBuffer buffer = ByteBuffer.allocate(100_000);
            assertThat(world.get(right.recv(buffer))).isEqualTo(65_507);
            assertThat(buffer.get(65_506)).isEqualTo((byte) 7);
            assertThatThrownBy(
                    () -> world.get(left.sendTo(ByteBuffer.allocate(65_508), right.localAddress())))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("too long");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void whatIsPeekedIsReceivedAgain(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            ByteBuffer two = ByteBuffer.allocate(2);
            Running<UdpSocket.Datagram> waiting = world.start(right.peekFrom(two));
            world.get(left.sendTo(bytes("one"), right.localAddress()));
            world.get(left.sendTo(bytes("second"), right.localAddress()));
            assertThat(waiting.get()).isEqualTo(new UdpSocket.Datagram(2, 3, left.localAddress()));
            assertThat(text(two)).isEqualTo("on");
            ByteBuffer whole = ByteBuffer.allocate(10);
            assertThat(world.get(right.peekFrom(whole)).count()).isEqualTo(3);
            assertThat(world.get(right.recvFrom(whole.clear())).sender())
                .isEqualTo(left.localAddress());
            assertThat(text(whole)).isEqualTo("one");
            assertThat(world.get(right.recv(whole.clear()))).isEqualTo(6);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aConnectedSocketHearsItsPeerOnlyAndMayChangeIt(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket one = udp(world);
              UdpSocket peer = udp(world);
              UdpSocket other = udp(world)) {
            assertThatThrownBy(() -> world.get(one.send(bytes("x"))))
                .isInstanceOf(NotYetConnectedException.class);
            assertThat(world.get(one.connect(peer.localAddress()))).isSameAs(one);
            assertThat(one.remoteAddress()).isEqualTo(peer.localAddress());
            world.get(other.sendTo(bytes("stranger"), one.localAddress()));
            world.get(peer.sendTo(bytes("peer"), one.localAddress()));
            ByteBuffer buffer = ByteBuffer.allocate(20);
            assertThat(world.get(one.recv(buffer))).isEqualTo(4);
            world.get(one.send(bytes("to the peer")));
            assertThat(world.get(peer.recv(buffer.clear()))).isEqualTo(11);
            world.get(one.connect(other.localAddress()));
            world.get(one.send(bytes("to the other")));
            assertThat(world.get(other.recv(buffer.clear()))).isEqualTo(12);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aPortWhereNothingReceivesIsReported(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          InetSocketAddress nobody;
          try (UdpSocket gone = udp(world)) {
            nobody = gone.localAddress();
          }
          try (UdpSocket socket = udp(world)) {
            world.get(socket.connect(nobody));
            Running<Integer> waiting = world.start(socket.recv(ByteBuffer.allocate(9)));
            world.get(socket.send(bytes("anybody?")));
            assertThatThrownBy(waiting::get)
                .isInstanceOf(PortUnreachableException.class)
                .hasMessage("port unreachable: nothing receives where this socket sends");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedReceiveLosesNoDatagram(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket left = udp(world);
              UdpSocket right = udp(world)) {
            Set<Integer> received = new HashSet<>();
            int datagrams = 200;
            for (int i = 0; i < datagrams; i++) {
              ByteBuffer buffer = ByteBuffer.allocate(4);
              Running<Integer> recv = world.start(right.recv(buffer));
              ByteBuffer number = ByteBuffer.allocate(4).putInt(i).flip();
              world.get(left.sendTo(number, right.localAddress()));
              recv.drop(); // races with the datagram: it has it, or it stays
              recv.settle();
              if (buffer.position() > 0) {
                received.add(buffer.getInt(0));
              }
            }
            while (received.size() < datagrams) {
              ByteBuffer buffer = ByteBuffer.allocate(4);
              world.get(right.recv(buffer));
              assertThat(received.add(buffer.getInt(0))).as("each datagram once").isTrue();
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void bothSidesOfASocketAreTwoTasks(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket client = udp(world);
              UdpSocket server = udp(world)) {
            Running<Void> echo = world.start(echo(server, 100));
            world.get(client.connect(server.localAddress()));
            Running<Integer> sum = world.start(sum(client, 100));
            world.get(
                async(() -> {
                  for (int i = 0; i < 100; i++) {
                    await(client.send(ByteBuffer.allocate(4).putInt(i).flip()));
                  }
                }));
            assertThat(sum.get()).isEqualTo(99 * 100 / 2);
            echo.get();
          }
        });
  }

  private static Future<Void> echo(UdpSocket socket, int datagrams) {
    return async(() -> {
      ByteBuffer buffer = ByteBuffer.allocateDirect(2_000);
      for (int i = 0; i < datagrams; i++) {
        UdpSocket.Datagram datagram = await(socket.recvFrom(buffer.clear()));
        await(socket.sendTo(buffer.flip(), datagram.sender()));
      }
    });
  }

  private static Future<Integer> sum(UdpSocket socket, int datagrams) {
    return async(() -> {
      int sum = 0;
      ByteBuffer buffer = ByteBuffer.allocate(4);
      for (int i = 0; i < datagrams; i++) {
        await(socket.recv(buffer.clear()));
        sum += buffer.getInt(0);
      }
      return sum;
    });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void membersOfAGroupGetWhatIsSentToItUntilTheyLeave(World.Kind kind) throws Exception {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    InetAddress group = InetAddress.getByName("239.77.13.5");
    in(
        kind,
        world -> {
          try (UdpSocket member = world.get(UdpSocket.bind("0.0.0.0", 0));
              UdpSocket sender = udp(world)) {
            InetSocketAddress to = new InetSocketAddress(group, member.localAddress().getPort());
            member.joinGroup(group, loopback);
            sender.multicastInterface(loopback);
            sender.multicastTtl(0);
            sender.multicastLoop(true);
            assertThat(sender.option(StandardSocketOptions.IP_MULTICAST_TTL)).isZero();
            assertThat(sender.option(StandardSocketOptions.IP_MULTICAST_LOOP)).isTrue();
            world.get(sender.sendTo(bytes("to all"), to));
            ByteBuffer buffer = ByteBuffer.allocate(20);
            assertThat(world.get(member.recv(buffer))).isEqualTo(6);
            member.leaveGroup(group, loopback);
            world.get(sender.sendTo(bytes("to nobody"), to));
            InetSocketAddress direct =
                new InetSocketAddress("127.0.0.1", member.localAddress().getPort());
            world.get(sender.sendTo(bytes("you"), direct));
            assertThat(world.get(member.recv(buffer.clear()))).isEqualTo(3);
            assertThatThrownBy(() -> member.leaveGroup(group, loopback))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leaving 239.77.13.5 on ");
            assertThatThrownBy(() -> member.joinGroup(InetAddress.getLoopbackAddress(), loopback))
                .isInstanceOf(IllegalArgumentException.class);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void groupsOfIpv6AreJoinedAndLeft(World.Kind kind) throws Exception {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    byte[] address = InetAddress.getByName("ff11::4d:13").getAddress();
    InetAddress group = Inet6Address.getByAddress(null, address, loopback.getIndex());
    in(
        kind,
        world -> {
          try (UdpSocket member = world.get(UdpSocket.bind("::", 0))) {
            member.multicastInterface(loopback);
            member.multicastTtl(3);
            member.multicastLoop(false);
            assertThat(member.option(StandardSocketOptions.IP_MULTICAST_TTL)).isEqualTo(3);
            assertThat(member.option(StandardSocketOptions.IP_MULTICAST_LOOP)).isFalse();
            member.joinGroup(group, loopback);
            assertThat(groupsOfTheSystem()).contains("ff1100000000000000000000004d0013");
            member.leaveGroup(group, loopback);
            assertThat(groupsOfTheSystem()).doesNotContain("ff1100000000000000000000004d0013");
            assertThatThrownBy(() -> member.leaveGroup(group, loopback))
                .isInstanceOf(IOException.class);
          }
        });
  }

  private static String groupsOfTheSystem() throws IOException {
    return Files.readString(Path.of("/proc/net/igmp6"));
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void broadcastsNeedTheOption(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket receiver = world.get(UdpSocket.bind("0.0.0.0", 0));
              UdpSocket sender = world.get(UdpSocket.bind("0.0.0.0", 0))) {
            InetSocketAddress all =
                new InetSocketAddress("127.255.255.255", receiver.localAddress().getPort());
            assertThatThrownBy(() -> world.get(sender.sendTo(bytes("x"), all)))
                .isInstanceOf(IOException.class);
            sender.broadcast(true);
            world.get(sender.sendTo(bytes("all"), all));
            assertThat(world.get(receiver.recv(ByteBuffer.allocate(9)))).isEqualTo(3);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void optionsAreWhatTheyWereSetTo(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket socket = udp(world)) {
            socket.tos(0x10);
            assertThat(socket.option(StandardSocketOptions.IP_TOS)).isEqualTo(0x10);
            socket.option(StandardSocketOptions.SO_RCVBUF, 70_000);
            socket.option(StandardSocketOptions.SO_SNDBUF, 70_000);
            assertThat(socket.option(StandardSocketOptions.SO_RCVBUF))
                .isGreaterThanOrEqualTo(70_000);
            assertThat(socket.option(StandardSocketOptions.SO_SNDBUF))
                .isGreaterThanOrEqualTo(70_000);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void anAddressThatCannotBeHadGetsAClearMessage(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (UdpSocket socket = udp(world)) {
            InetSocketAddress taken = socket.localAddress();
            assertThatThrownBy(() -> world.get(UdpSocket.bind(taken)))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("port " + taken.getPort() + " is already in use");
            InetSocketAddress unresolved = InetSocketAddress.createUnresolved("somewhere", 1);
            assertThatThrownBy(() -> socket.sendTo(bytes("x"), unresolved))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Dns.lookup");
            InetSocketAddress six = new InetSocketAddress("::1", 1);
            assertThatThrownBy(() -> world.get(socket.sendTo(bytes("x"), six)))
                .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> socket.recv(bytes("x").asReadOnlyBuffer()))
                .isInstanceOf(ReadOnlyBufferException.class);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void oneTaskReceivesAndClosingWakesIt(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          UdpSocket socket = udp(world);
          Running<Integer> first = world.start(socket.recv(ByteBuffer.allocate(9)));
          assertReaches(1, () -> socket.datagrams.receiving().isFree() ? 0 : 1, "a receive");
          assertThatThrownBy(() -> world.get(socket.recv(ByteBuffer.allocate(9))))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("the socket is received from by another task");
          socket.close();
          socket.close();
          assertThatThrownBy(first::get)
              .isInstanceOf(AsynchronousCloseException.class)
              .hasMessage("the socket was closed while an operation waited");
          assertThatThrownBy(() -> world.get(socket.recv(ByteBuffer.allocate(9))))
              .isInstanceOf(ClosedChannelException.class)
              .hasMessage("the socket is closed");
          assertThat(socket.toString()).isEqualTo("UdpSocket[closed]");
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void programsInOtherLanguagesAreUnderstood(World.Kind kind) throws Exception {
    try (World world = kind.open();
        UdpSocket socket = udp(world)) {
      Running<Void> echo = world.start(echo(socket, 20));
      assertThat(
              Python.run(
                  """
                  import socket, sys
                  s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                  s.settimeout(10)
                  s.connect(('127.0.0.1', int(sys.argv[1])))
                  for i in range(20):
                    s.send(b'x' * i * 50)
                    assert len(s.recv(2000)) == i * 50
                  print('done')
                  """,
                  String.valueOf(socket.localAddress().getPort())))
          .isEqualTo("done");
      echo.get();
    }
  }
}
