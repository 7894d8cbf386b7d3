package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Random;
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
class EchoIT {
  private static Example echo;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    echo = Example.start("Echo", "0");
    port = echo.port();
  }

  @AfterAll
  static void stop() {
    if (echo != null) {
      echo.close();
    }
  }

  private static Socket connect() throws Exception {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  void returnsWhatItReceivesUpToTheEnd() throws Exception {
    byte[] sent = new byte[3_000_000];
    new Random(2).nextBytes(sent);
    try (var socket = connect();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<byte[]> returned = threads.submit(() -> socket.getInputStream().readAllBytes());
      socket.getOutputStream().write(sent);
      socket.shutdownOutput();
      assertThat(returned.get()).isEqualTo(sent);
    }
  }

  @Test
  void servesManyConnectionsAtOnce() throws Exception {
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 300; i++) {
        sockets.add(connect());
      }
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < sockets.size(); i++) {
          sockets
              .get(i)
              .getOutputStream()
              .write(("message " + i + "\n").getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < sockets.size(); i++) {
          byte[] expected = ("message " + i + "\n").getBytes(StandardCharsets.UTF_8);
          InputStream in = sockets.get(i).getInputStream();
          assertThat(in.readNBytes(expected.length)).isEqualTo(expected);
        }
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void resetConnectionsDisturbNobodyAndLeaveNothingOpen() throws Exception {
    for (int i = 0; i < 50; i++) {
      var socket = connect();
      socket.getOutputStream().write(new byte[100_000]);
      socket.setSoLinger(true, 0);
      socket.close();
    }
    try (var socket = connect()) {
      socket.getOutputStream().write('x');
      assertThat(socket.getInputStream().read()).isEqualTo('x');
    }
    echo.awaitOnlyTheListener();
    assertThat(echo.err()).isEmpty();
  }

  @Test
  void controlCEndsItCleanly() throws Exception {
    try (var mine = Example.start("Echo", "0");
        var socket = new Socket(InetAddress.getLoopbackAddress(), mine.port())) {
      socket.getOutputStream().write('x');
      assertThat(socket.getInputStream().read()).isEqualTo('x');
      mine.interrupt();
      assertThat(mine.exitCode(2)).isEqualTo(130);
      assertThat(mine.out()).endsWith("echo: closed");
      assertThat(mine.err()).isEmpty();
    }
  }

  @Test
  void aPortInUseIsSaidInOneLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        var second = Example.start("Echo", "" + taken.getLocalPort())) {
      assertThat(second.exitCode(60)).isEqualTo(1);
      assertThat(second.err().lines()).hasSize(1);
      assertThat(second.out()).isEmpty();
      assertThat(second.err()).startsWith("Echo: ").contains("in use");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "70000"})
  void wrongArgumentsShowTheUsage(String arguments) throws Exception {
    try (var wrong = Example.start("Echo", arguments.split(" "))) {
      assertThat(wrong.exitCode(60)).isEqualTo(2);
      assertThat(wrong.err()).isEqualTo("usage: Echo PORT");
    }
  }
}
