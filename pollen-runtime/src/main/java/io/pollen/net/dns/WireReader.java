package io.pollen.net.dns;

import java.nio.ByteBuffer;

/// Reads a message of unknown origin. Whatever the bytes are, each method ends after as many steps
/// as there are bytes at most, with an answer or a [MalformedMessageException].
final class WireReader {
  private static final int POINTER = 3; // the two highest bits of a length, RFC 1035, section 4.1.4
  private static final int POINTER_BITS = 0x3F;

  private final ByteBuffer message;
  private int at;

  /// @param message from its position to its limit, which stay
  WireReader(ByteBuffer message) {
    this.message = message.slice();
  }

  int position() {
    return at;
  }

  private int byteAt(int index) throws MalformedMessageException {
    if (index >= message.limit()) {
      throw new MalformedMessageException("it ends after " + message.limit() + " bytes");
    }
    return message.get(index) & 0xFF;
  }

  int u8() throws MalformedMessageException {
    return byteAt(at++);
  }

  int u16() throws MalformedMessageException {
    return u8() << 8 | u8();
  }

  long u32() throws MalformedMessageException {
    return (long) u16() << 16 | u16();
  }

  byte[] bytes(int count) throws MalformedMessageException {
    skip(count);
    byte[] some = new byte[count];
    message.get(at - count, some);
    return some;
  }

  void skip(int count) throws MalformedMessageException {
    if (count > message.limit() - at) {
      throw new MalformedMessageException("it ends after " + message.limit() + " bytes");
    }
    at += count;
  }

  /// A name, which may end in a pointer to one that came before. Each pointer must lead to before
  /// the part that it ends, so no name goes round in a circle.
  DnsName name() throws MalformedMessageException {
    StringBuilder wire = new StringBuilder();
    int from = at; // where the present part begins
    int next = at;
    boolean jumped = false;
    for (int length = byteAt(next++); length != 0; length = byteAt(next++)) {
      if (length <= DnsName.MOST_IN_LABEL) {
        wire.append((char) length);
        for (int i = 0; i < length; i++) {
          wire.append(small(byteAt(next++)));
        }
        if (wire.length() >= DnsName.MOST_BYTES) {
          throw new MalformedMessageException("a name is longer than 255 bytes");
        }
      } else if (length >> 6 == POINTER) {
        int target = (length & POINTER_BITS) << 8 | byteAt(next++);
        if (target >= from) {
          throw new MalformedMessageException("a name points forwards");
        }
        if (!jumped) {
          at = next;
          jumped = true;
        }
        from = target;
        next = target;
      } else {
        throw new MalformedMessageException("a label of an unknown kind");
      }
    }
    if (!jumped) {
      at = next;
    }
    return new DnsName(wire.append('\0').toString());
  }

  private static char small(int letter) {
    return (char) (letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter);
  }
}
