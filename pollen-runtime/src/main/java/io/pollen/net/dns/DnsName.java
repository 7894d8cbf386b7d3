package io.pollen.net.dns;

import java.net.IDN;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A domain name, in a form that can be compared: its bytes as RFC 1035, section 3.1, writes them
/// (each label behind its length, a length of zero at the end), one in each char, letters small.
record DnsName(String wire) {
  static final int MOST_BYTES = 255;
  static final int MOST_IN_LABEL = 63;

  /// @param text labels with dots between them; with or without one at the end; letters beyond
  ///   ASCII as RFC 3490 says
  /// @throws IllegalArgumentException when it is not a name, with what is wrong
  static DnsName of(String text) {
    String ascii = IDN.toASCII(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    StringBuilder wire = new StringBuilder(ascii.length() + 2);
    for (String label : ascii.split("\\.", -1)) {
      if (label.isEmpty() || label.length() > MOST_IN_LABEL) {
        throw new IllegalArgumentException(
            "a part between two dots has %d characters, 1 to %d are possible"
                .formatted(label.length(), MOST_IN_LABEL));
      }
      wire.append((char) label.length()).append(label.toLowerCase(Locale.ROOT));
    }
    wire.append('\0');
    if (wire.length() > MOST_BYTES) {
      throw new IllegalArgumentException("it is longer than " + MOST_BYTES + " bytes");
    }
    return new DnsName(wire.toString());
  }

  boolean fitsBelow(DnsName domain) {
    return wire.length() - 1 + domain.wire.length() <= MOST_BYTES;
  }

  /// This name below `domain`, where it fits.
  DnsName below(DnsName domain) {
    return new DnsName(wire.substring(0, wire.length() - 1) + domain.wire);
  }

  void writeTo(ByteBuffer to) {
    to.put(wire.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Labels with dots between them; what is not printable as `\ddd`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (int length = wire.charAt(0); length > 0; length = wire.charAt(at)) {
      text.append(at == 0 ? "" : ".");
      for (char c : wire.substring(at + 1, at + 1 + length).toCharArray()) {
        boolean plain = c > ' ' && c < 0x7F && c != '.' && c != '\\';
        text.append(plain ? String.valueOf(c) : "\\%03d".formatted((int) c));
      }
      at += 1 + length;
    }
    return text.isEmpty() ? "." : text.toString();
  }
}
