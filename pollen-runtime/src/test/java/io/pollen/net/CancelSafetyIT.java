package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.net.World.Running;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CancelSafetyIT extends SocketTest {

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedReadLosesNoByte(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            byte[] sent = new byte[3_000];
            new Random(5).nextBytes(sent);
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            int next = 0;
            int dropped = 0;
            while (received.size() < sent.length) {
              ByteBuffer buffer = ByteBuffer.allocate(64);
              Running<Integer> read = world.start(pair.server().read(buffer));
              if (next < sent.length) {
                world.get(pair.client().writeAll(ByteBuffer.wrap(sent, next, 10)));
                next += 10;
              }
              if (next < sent.length) {
                read.drop(); // races with the bytes: it has them, or they stay
              }
              read.settle();
              dropped += read.result().isCompletedExceptionally() ? 1 : 0;
              received.write(buffer.array(), 0, buffer.position());
            }
            assertThat(received.toByteArray()).isEqualTo(sent);
            assertThat(dropped).isBetween(0, 300);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedAcceptLosesNoConnection(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0))) {
            Set<InetSocketAddress> accepted = new HashSet<>();
            Set<InetSocketAddress> connected = new HashSet<>();
            int connections = 60;
            TcpStream[] clients = new TcpStream[connections];
            for (int i = 0; i < connections; i++) {
              Running<TcpStream> accept = world.start(listener.accept());
              clients[i] = world.get(TcpStream.connect(listener.localAddress()));
              connected.add(clients[i].localAddress());
              accept.drop(); // races with the connection
              accept.settle();
              if (!accept.result().isCompletedExceptionally()) {
                take(accept.get(), accepted);
              }
            }
            while (!accepted.containsAll(connected)) {
              take(world.get(listener.accept()), accepted);
            }
            for (TcpStream client : clients) {
              assertThat(world.get(client.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
              client.close();
            }
          }
        });
  }

  private static void take(TcpStream stream, Set<InetSocketAddress> accepted) throws IOException {
    accepted.add(stream.remoteAddress());
    stream.close();
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedConnectClosesItsSocket(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          // A backlog of one that nobody empties: further connects wait for ever.
          try (TcpListener listener =
              world.get(
                  TcpSocket.create().backlog(1).listen(new InetSocketAddress("127.0.0.1", 0)))) {
            for (int i = 0; i < 10; i++) {
              Running<TcpStream> connect = world.start(TcpStream.connect(listener.localAddress()));
              connect.drop(); // races with the connection
              connect.settle();
              if (!connect.result().isCompletedExceptionally()) {
                connect.get().close();
              }
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedReadMakesRoomForAnother(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            Running<Integer> first = world.start(pair.server().read(ByteBuffer.allocate(1)));
            TcpStreamIT.awaitWaiting(pair.server());
            first.drop();
            first.settle();
            Running<Integer> second = world.start(pair.server().read(ByteBuffer.allocate(1)));
            world.get(pair.client().write(bytes("x")));
            assertThat(second.get()).isEqualTo(1);
          }
        });
  }
}
