package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Drive;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DnsIT extends SocketTest {

  @ParameterizedTest
  @EnumSource(names = {"CURRENT_THREAD_EPOLL", "MULTI_THREAD_NIO"})
  void namesAreLookedUpOnTheBlockingPool(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          assertThat(world.get(Dns.lookup("localhost")))
              .allMatch(InetAddress::isLoopbackAddress)
              .isNotEmpty();
          try (TcpListener listener = world.get(TcpListener.bind("localhost", 0));
              TcpStream client =
                  world.get(
                      TcpStream.connect(
                          InetSocketAddress.createUnresolved(
                              "localhost", listener.localAddress().getPort())))) {
            assertThat(client.remoteAddress()).isEqualTo(listener.localAddress());
          }
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"CURRENT_THREAD_EPOLL", "MULTI_THREAD_NIO"})
  void anUnknownHostGetsAClearMessage(World.Kind kind) throws Exception {
    in(
        kind,
        world ->
            assertThatThrownBy(() -> world.get(TcpStream.connect("no-such-host.invalid", 80)))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageStartingWith("unknown host: no-such-host.invalid"));
  }

  @Test
  void theTextOfAnAddressNeedsNoRuntime() throws Exception {
    assertThat(Drive.drive(Dns.lookup("127.0.0.1")))
        .containsExactly(InetAddress.getByName("127.0.0.1"));
    assertThat(Drive.drive(Dns.lookup("::1"))).containsExactly(InetAddress.getByName("::1"));
  }

  @Test
  void aNameWithoutARuntimeSaysWhatToDo() {
    assertThatThrownBy(() -> Drive.drive(Dns.lookup("localhost")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs a Pollen runtime");
    assertThatThrownBy(() -> Drive.drive(TcpListener.bind("127.0.0.1", 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs a Pollen runtime");
  }

  @Test
  void aPortThatIsNoneIsRefusedAtOnce() {
    assertThatThrownBy(() -> TcpStream.connect("localhost", 70_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 65535");
  }
}
