package io.pollen.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServerChildIT {
  private static final byte[] MESSAGE = "pollen".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GET =
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int LIMIT_MILLIS = 20_000;

  @TempDir private static Path folder;

  /// The flag of a child JVM, in this one.
  @BeforeAll
  static void identity() throws Exception {
    String[] flag = Identity.flag(Identity.make(folder)).substring("-D".length()).split("=", 2);
    System.setProperty(flag[0], flag[1]);
  }

  static Stream<Arguments> servers() {
    return Arrays.stream(Backend.values())
        .filter(backend -> backend.flags().isEmpty()) // those with flags are JVMs of their own
        .flatMap(backend ->
            Arrays.stream(Service.values())
                .filter(backend::has)
                .map(service -> Arguments.of(backend, service)));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void everyBackendHasTheServersThatItNames(Backend backend, Service service) throws Exception {
    int port = ServerChild.listen(backend, service, 2);
    switch (service) {
      case ECHO -> assertThat(answer(SocketFactory.getDefault(), port, MESSAGE)).isEqualTo(MESSAGE);
      case TLS ->
          assertThat(answer(Identity.context().getSocketFactory(), port, MESSAGE))
              .isEqualTo(MESSAGE);
      case UDP -> assertThat(datagram(port)).isEqualTo(MESSAGE);
      case HTTP -> assertThat(page(port)).startsWith("HTTP/1.1 200 OK").endsWith("Hello, World!");
    }
  }

  /// Two connections, one after the other: local runtimes have a listener each.
  private static byte[] answer(SocketFactory sockets, int port, byte[] message) throws IOException {
    byte[] answer = new byte[0];
    for (int i = 0; i < 2; i++) {
      try (Socket socket = sockets.createSocket(InetAddress.getByName("127.0.0.1"), port)) {
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.getOutputStream().write(message);
        answer = socket.getInputStream().readNBytes(message.length);
      }
    }
    return answer;
  }

  private static byte[] datagram(int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.send(
          new DatagramPacket(MESSAGE, MESSAGE.length, InetAddress.getByName("127.0.0.1"), port));
      DatagramPacket answer = new DatagramPacket(new byte[64], 64);
      socket.receive(answer);
      return Arrays.copyOf(answer.getData(), answer.getLength());
    }
  }

  /// As much as a server says, up to the end of the text.
  private static String page(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.getOutputStream().write(GET);
      StringBuilder page = new StringBuilder();
      while (!page.toString().endsWith("World!")) {
        int next = socket.getInputStream().read();
        assertThat(next).as("after '" + page + "'").isNotNegative();
        page.append((char) next);
      }
      return page.toString();
    }
  }
}
