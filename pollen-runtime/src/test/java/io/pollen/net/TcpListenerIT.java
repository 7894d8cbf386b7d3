package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.net.World.Running;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TcpListenerIT extends SocketTest {

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void oneListenerAcceptsOneConnectionAfterTheOther(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0))) {
            for (int i = 0; i < 20; i++) {
              try (Pair pair = Pair.open(world, listener)) {
                assertThat(pair.server().localAddress()).isEqualTo(listener.localAddress());
              }
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aPortInUseGetsAClearMessage(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0))) {
            InetSocketAddress taken = listener.localAddress();
            assertThatThrownBy(() -> world.get(TcpListener.bind(taken)))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("port " + taken.getPort() + " is already in use")
                .hasMessageContaining("another port");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void anAddressOfAnotherMachineGetsAClearMessage(World.Kind kind) throws Exception {
    in(
        kind,
        world ->
            assertThatThrownBy(() -> world.get(TcpListener.bind("192.0.2.1", 0)))
                .isInstanceOf(BindException.class)
                .hasMessage("cannot bind to 192.0.2.1:0: not an address of this machine"));
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aRefusedConnectionNamesTheAddress(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          InetSocketAddress nobody;
          try (TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0))) {
            nobody = listener.localAddress();
          }
          assertThatThrownBy(() -> world.get(TcpStream.connect(nobody)))
              .isInstanceOf(ConnectException.class)
              .hasMessage(
                  "connection refused: 127.0.0.1:%d: nothing listens there"
                      .formatted(nobody.getPort()));
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aPortCanBeBoundAgainRightAfterItsConnectionsEnded(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          TcpListener first = world.get(TcpListener.bind("127.0.0.1", 0));
          InetSocketAddress address = first.localAddress();
          Pair pair = Pair.open(world, first);
          TcpStream client = pair.client();
          TcpStream server = pair.server();
          server.close(); // this side closes first, so its port lingers in TIME_WAIT
          assertThat(world.get(client.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
          client.close();
          first.close();
          world.get(TcpListener.bind(address)).close();
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void thePortIsFreeWhenTheCloseReturns(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          InetSocketAddress address = addressThatNoConnectTakes();
          TcpListener listener = world.get(TcpListener.bind(address));
          for (int i = 0; i < 50; i++) {
            CountDownLatch polled = new CountDownLatch(1);
            Running<TcpStream> accept = world.start(polled(listener.accept(), polled));
            polled.await(); // whoever is inside while it is closed has the last of it
            listener.close();
            try (ServerSocket next = new ServerSocket()) { // here and now
              next.bind(address);
            }
            accept.settle();
            listener = world.get(TcpListener.bind(address));
          }
          listener.close();
        });
  }

  private static <T> Future<T> polled(Future<T> future, CountDownLatch polled) {
    return new Future<>() {
      @Override
      public Poll<T> poll(Context cx) throws Exception {
        Poll<T> answer = future.poll(cx);
        polled.countDown();
        return answer;
      }

      @Override
      public void drop() {
        future.drop();
      }
    };
  }

  /// Below the ports that systems give to outgoing connections: another program's could have it in
  /// the moment when it is free.
  private static InetSocketAddress addressThatNoConnectTakes() throws IOException {
    for (int port = 20_000; port < 32_000; port++) {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      try (ServerSocket free = new ServerSocket()) {
        free.bind(address);
        return address;
      } catch (BindException taken) {
        continue;
      }
    }
    throw new BindException("no port is free");
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void closingTheListenerWakesAnAcceptThatWaits(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0));
          Running<TcpStream> accept = world.start(listener.accept());
          assertReaches(1, world::registered, "registered listeners");
          assertThatThrownBy(() -> world.get(listener.accept()))
              .isInstanceOf(IllegalStateException.class);
          listener.close();
          assertThatThrownBy(accept::get)
              .isInstanceOf(AsynchronousCloseException.class)
              .hasMessage("the listener was closed while an operation waited");
          assertThatThrownBy(() -> world.get(listener.accept()))
              .isInstanceOf(ClosedChannelException.class);
        });
  }
}
