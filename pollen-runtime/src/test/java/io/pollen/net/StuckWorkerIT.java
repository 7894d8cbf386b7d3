package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Poll;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.task.JoinHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The only worker of a runtime is stuck in a poll: its sockets go on with whoever stands in for
/// it, also those that are opened meanwhile, and afterwards with the worker itself.
class StuckWorkerIT extends SocketTest {
  private static final int ROUNDS = 50;

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void itsConnectionsGoOn(DriverKind kind) throws Exception {
    try (var runtime =
            AsyncRuntime.builder()
                .workerThreads(1)
                .driver(kind)
                .watchdog(Duration.ofMillis(20))
                .build();
        TcpListener listener = runtime.blockOn(runtime.spawn(TcpListener.bind("127.0.0.1", 0)));
        Socket before = connect(runtime, listener)) {
      roundTrips(before);
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      JoinHandle<Void> stuck =
          runtime.spawn(cx -> {
            inside.countDown();
            end.await();
            return Poll.ready();
          });
      inside.await();
      roundTrips(before);
      try (Socket meanwhile = connect(runtime, listener)) {
        roundTrips(meanwhile);
        roundTrips(before);
        assertThat(stuck.isFinished()).isFalse();
        end.countDown();
        runtime.blockOn(stuck);
        roundTrips(meanwhile);
        roundTrips(before);
      }
    }
  }

  private static Socket connect(AsyncRuntime runtime, TcpListener listener) throws Exception {
    JoinHandle<TcpStream> accepted = runtime.spawn(listener.accept());
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.localAddress().getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    runtime.spawn(Traffic.echo(runtime.blockOn(accepted))).drop();
    return socket;
  }

  private static void roundTrips(Socket socket) throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      socket.getOutputStream().write(i);
      assertThat(socket.getInputStream().read()).isEqualTo(i);
    }
  }
}
