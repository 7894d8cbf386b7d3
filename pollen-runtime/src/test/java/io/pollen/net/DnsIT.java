package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.woven.RawFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
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

  @Test
  void aLookUpThatWasGivenUpTellsNobodyOfItsFailure() throws Exception {
    Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
    CountDownLatch givenUp = new CountDownLatch(1);
    try (AsyncRuntime runtime =
        AsyncRuntime.builder()
            .workerThreads(1)
            .maxBlockingThreads(1)
            .onTaskFailure((task, failure) -> reported.add(failure))
            .build()) {
      // The pool's one thread comes to the look-up only after the drop.
      var before =
          runtime.spawnBlocking(() -> {
            givenUp.await();
            return 0;
          });
      Future<?> lookup = Dns.lookup("no-such-host.invalid");
      runtime.blockOn(
          new RawFuture<Void>() {
            @Override
            public @Nullable Object pollRaw(Context cx) throws Exception {
              assertThat(lookup.poll(cx).isReady()).isFalse();
              lookup.drop();
              return null;
            }
          });
      givenUp.countDown();
      runtime.blockOn(before);
      runtime.blockOn(runtime.spawnBlocking(() -> 0)); // first in, first out: the look-up has ended
      assertThat(reported).isEmpty();
    }
    assertThat(reported).isEmpty();
  }
}
