package io.pollen.io;

import java.nio.ByteBuffer;

/// Bytes as the messages of a failed test show them.
final class MockText {
  /// How many bytes are shown, and how many of them before a difference.
  private static final int SHOWN = 64;

  private static final int BEFORE = 16;

  private MockText() {}

  /// As a string literal, with its length.
  static String of(ByteBuffer bytes) {
    return of(bytes, 0);
  }

  /// The same of the part around `at`, which is counted from the buffer's position.
  static String of(ByteBuffer bytes, int at) {
    int all = bytes.remaining();
    int from = all <= SHOWN ? 0 : Math.max(0, at - BEFORE);
    int to = Math.min(all, from + SHOWN);
    StringBuilder text = new StringBuilder();
    text.append(all).append(all == 1 ? " byte: " : " bytes: ");
    text.append(from > 0 ? "... \"" : "\"");
    for (int i = from; i < to; i++) {
      append(text, bytes.get(bytes.position() + i));
    }
    return text.append(to < all ? "\" ..." : "\"").toString();
  }

  private static void append(StringBuilder text, byte one) {
    switch (one) {
      case '\r' -> text.append("\\r");
      case '\n' -> text.append("\\n");
      case '\t' -> text.append("\\t");
      case '"', '\\' -> text.append('\\').append((char) one);
      default -> {
        if (one >= ' ' && one < 0x7f) {
          text.append((char) one);
        } else {
          text.append("\\x").append("%02x".formatted(one));
        }
      }
    }
  }
}
