package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A plain connection that sends what a test says, well-formed or not, and takes answers apart
/// strictly.
final class Http implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  final Socket socket;
  private final InputStream in;

  Http(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /// An answer; header names are in lower case.
  record Reply(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n";
  }

  Http send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  Reply reply() throws IOException {
    return reply(true);
  }

  Reply replyToHead() throws IOException {
    return reply(false);
  }

  private Reply reply(boolean withBody) throws IOException {
    String status = line();
    assertThat(status).matches("HTTP/1\\.1 \\d{3} [A-Z].*");
    var headers = new TreeMap<String, String>();
    for (String line; !(line = line()).isEmpty(); ) {
      int colon = line.indexOf(": ");
      assertThat(colon).as(line).isPositive();
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      assertThat(headers.put(name, line.substring(colon + 2))).as("second " + name).isNull();
    }
    assertThat(headers).containsKeys("content-length", "date");
    int length = Integer.parseInt(headers.get("content-length"));
    byte[] body = withBody ? in.readNBytes(length) : new byte[0];
    assertThat(body).hasSize(withBody ? length : 0);
    return new Reply(Integer.parseInt(status.substring(9, 12)), headers, body);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c; (c = in.read()) != '\n'; ) {
      assertThat(c).as("the answer ends after '%s'", line).isNotEqualTo(-1);
      line.append((char) c);
    }
    assertThat(line.charAt(line.length() - 1)).isEqualTo('\r');
    line.setLength(line.length() - 1);
    return line.toString();
  }

  /// The other side closes without another byte, in order or by a reset.
  void assertClosed() throws IOException {
    assertThat(in.read()).isEqualTo(-1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
