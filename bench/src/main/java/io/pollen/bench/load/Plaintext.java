package io.pollen.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// The HTTP side of the benchmark's servers, without any I/O and the same for all of them: answers
/// every complete request head of the input with a plain text of 13 bytes, as the Tokio peer does.
public final class Plaintext {
  private static final byte[] OK =
      bytes(
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!");
  private static final byte[] REFUSED =
      bytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  private static final byte[] GET = bytes("GET ");

  private final ByteBuffer input = ByteBuffer.allocate(16 * 1024);
  private final ByteBuffer output = ByteBuffer.allocate(64 * 1024);
  private boolean open = true;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Where to read to.
  public ByteBuffer input() {
    return input;
  }

  /// Takes the complete heads out of the input.
  ///
  /// @return the answers, ready to be written; perhaps empty
  public ByteBuffer answer() {
    output.clear();
    byte[] bytes = input.array();
    int from = 0;
    int to = input.position();
    while (open && output.remaining() >= OK.length) {
      int end = endOfHead(bytes, from, to);
      if (end < 0) {
        open = from > 0 || to < bytes.length; // a head as large as the buffer is none
        break;
      }
      if (Arrays.equals(bytes, from, Math.min(from + 4, to), GET, 0, 4)
          && !asksForMore(bytes, from, end)) {
        output.put(OK);
      } else {
        output.put(REFUSED);
        open = false;
      }
      from = end;
    }
    System.arraycopy(bytes, from, bytes, 0, to - from);
    input.position(to - from);
    return output.flip();
  }

  /// Whether the connection stays open after the answers.
  public boolean isOpen() {
    return open;
  }

  private static int endOfHead(byte[] bytes, int from, int to) {
    for (int i = from; i + 3 < to; i++) {
      if (bytes[i] == '\r'
          && bytes[i + 1] == '\n'
          && bytes[i + 2] == '\r'
          && bytes[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  /// Whether a header announces a body or the end of the connection: only lines that begin with the
  /// letters of those headers are looked at closely.
  private static boolean asksForMore(byte[] bytes, int from, int end) {
    for (int i = from; i + 1 < end; i++) {
      if (bytes[i] == '\n') {
        int letter = bytes[i + 1] | 0x20;
        if ((letter == 'c' || letter == 't') && refuses(bytes, i + 1, end)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean refuses(byte[] bytes, int from, int end) {
    int to = from;
    while (to < end && bytes[to] != '\r') {
      to++;
    }
    String line =
        new String(bytes, from, to - from, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    return line.startsWith("content-length:")
        || line.startsWith("transfer-encoding:")
        || line.startsWith("connection: close");
  }
}
