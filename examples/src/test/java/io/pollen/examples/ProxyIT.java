package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxyIT {
  private static ServerSocket target;
  private static Example proxy;
  private static int port;
  private static ExecutorService threads;

  @BeforeAll
  static void start() throws Exception {
    threads = Executors.newVirtualThreadPerTaskExecutor();
    target = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    target.setSoTimeout(20_000);
    proxy = Example.start("Proxy", "0", "127.0.0.1:" + target.getLocalPort());
    port = proxy.port();
  }

  @AfterAll
  static void stop() throws Exception {
    target.close();
    if (proxy != null) {
      proxy.close();
    }
    threads.shutdownNow();
  }

  private static Socket client() throws Exception {
    return connect(port);
  }

  private static Socket connect(int port) throws Exception {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  void forwardsBothDirectionsAtOnceByteForByte() throws Exception {
    byte[] up = new byte[2_000_000];
    byte[] down = new byte[3_000_000];
    new Random(3).nextBytes(up);
    new Random(4).nextBytes(down);
    try (var client = client();
        var server = target.accept()) {
      Future<byte[]> atServer = threads.submit(() -> server.getInputStream().readAllBytes());
      Future<byte[]> atClient = threads.submit(() -> client.getInputStream().readAllBytes());
      Future<?> sendsDown = threads.submit(() -> sendAll(server, down));
      sendAll(client, up);
      sendsDown.get();
      assertThat(atServer.get()).isEqualTo(up);
      assertThat(atClient.get()).isEqualTo(down);
    }
  }

  private static Void sendAll(Socket socket, byte[] bytes) throws Exception {
    socket.getOutputStream().write(bytes);
    socket.shutdownOutput();
    return null;
  }

  @Test
  void oneSideMayEndAndStillHearTheOther() throws Exception {
    try (var client = client();
        var server = target.accept()) {
      server.setSoTimeout(20_000);
      sendAll(client, "question".getBytes(StandardCharsets.UTF_8));
      assertThat(new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("question"); // the end has come through
      for (String word : new String[] {"one ", "answer ", "after another"}) {
        server.getOutputStream().write(word.getBytes(StandardCharsets.UTF_8));
      }
      server.close();
      assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("one answer after another");
    }
  }

  @Test
  void manyConnectionsAtOnceLeaveNothingOpen() throws Exception {
    var clients = new ArrayList<Socket>();
    var servers = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 100; i++) {
        clients.add(client());
        servers.add(target.accept());
        clients.getLast().getOutputStream().write(i);
        servers.getLast().getOutputStream().write(i);
      }
      for (int i = 0; i < 100; i++) {
        assertThat(clients.get(i).getInputStream().read()).isEqualTo(i);
        assertThat(servers.get(i).getInputStream().read()).isEqualTo(i);
      }
      for (int i = 0; i < 100; i++) { // some end, some break, on either side
        Socket one = (i % 2 == 0 ? clients : servers).get(i);
        one.setSoLinger(i % 4 < 2, 0);
        one.close();
      }
    } finally {
      for (Socket socket : clients) {
        socket.close();
      }
      for (Socket socket : servers) {
        socket.close();
      }
    }
    proxy.awaitOnlyTheListener();
  }

  @Test
  void aRefusedTargetIsSaidAndTheProxyGoesOnUntilControlC() throws Exception {
    int targetPort;
    try (var closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      targetPort = closed.getLocalPort();
    }
    try (var mine = Example.start("Proxy", "0", "127.0.0.1:" + targetPort)) {
      int port = mine.port();
      try (var client = connect(port)) {
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
      mine.awaitErr("Proxy: 127.0.0.1:" + targetPort + ": ");
      assertThat(mine.err().lines()).hasSize(1);
      try (var back = new ServerSocket(targetPort, 10, InetAddress.getByName("127.0.0.1"))) {
        back.setSoTimeout(20_000);
        try (var client = connect(port);
            var server = back.accept()) {
          server.getOutputStream().write('!');
          assertThat(client.getInputStream().read()).isEqualTo('!');
          mine.interrupt();
          assertThat(mine.exitCode(2)).isEqualTo(130);
          assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
      }
      assertThat(mine.out()).endsWith("proxy: closed");
      assertThat(mine.err().lines()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1 :80"})
  void wrongArgumentsShowTheUsage(String arguments) throws Exception {
    try (var wrong = Example.start("Proxy", arguments.split(" "))) {
      assertThat(wrong.exitCode(60)).isEqualTo(2);
      assertThat(wrong.err()).isEqualTo("usage: Proxy LISTEN_PORT HOST:PORT");
    }
  }
}
