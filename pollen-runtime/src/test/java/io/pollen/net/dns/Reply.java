package io.pollen.net.dns;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Writes the message of a name server, with names compressed wherever they can be.
final class Reply {
  static final int SERVFAIL = 2;
  static final int NXDOMAIN = 3;
  static final int REFUSED = 5;

  private static final int ANSWERS_AT = 6;
  private static final int AUTHORITIES_AT = 8;
  private static final int CODE_BITS = 0xF;

  private final ByteBuffer bytes = ByteBuffer.allocate(0xFFFF);
  private final Map<String, Integer> places = new HashMap<>();

  private Reply(int id, String name, int type) {
    bytes.putShort((short) id).putShort((short) 0x8180); // an answer, recursion available
    bytes.putShort((short) 1).putShort((short) 0).putInt(0);
    name(name);
    bytes.putShort((short) type).putShort((short) 1);
  }

  static Reply to(NameServer.Asked asked) {
    return new Reply(asked.id(), asked.name(), asked.type());
  }

  static Reply to(int id, String name, int type) {
    return new Reply(id, name, type);
  }

  private Reply count(int at) {
    bytes.putShort(at, (short) (bytes.getShort(at) + 1));
    return this;
  }

  private void name(String name) {
    if (name.isEmpty()) {
      bytes.put((byte) 0);
      return;
    }
    Integer place = places.putIfAbsent(name, bytes.position());
    if (place != null) {
      bytes.putShort((short) (0xC000 | place));
      return;
    }
    String[] parts = name.split("\\.", 2);
    bytes.put((byte) parts[0].length()).put(parts[0].getBytes(StandardCharsets.US_ASCII));
    name(parts.length > 1 ? parts[1] : "");
  }

  private int begin(String owner, int type, long ttl) {
    name(owner);
    bytes.putShort((short) type).putShort((short) 1).putInt((int) ttl).putShort((short) 0);
    return bytes.position();
  }

  private void end(int begun) {
    bytes.putShort(begun - 2, (short) (bytes.position() - begun));
  }

  Reply address(String owner, long ttl, String address) {
    byte[] value = InetAddress.ofLiteral(address).getAddress();
    int begun = begin(owner, value.length == 4 ? Question.A : Question.AAAA, ttl);
    bytes.put(value);
    end(begun);
    return count(ANSWERS_AT);
  }

  Reply alias(String owner, long ttl, String canonical) {
    int begun = begin(owner, Question.CNAME, ttl);
    name(canonical);
    end(begun);
    return count(ANSWERS_AT);
  }

  Reply text(String owner, String text) {
    int begun = begin(owner, 16, 60);
    bytes.put((byte) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    end(begun);
    return count(ANSWERS_AT);
  }

  Reply authority(String zone, long ttl, long minimum) {
    int begun = begin(zone, Question.SOA, ttl);
    name("ns." + zone);
    name("admin." + zone);
    bytes.putInt(1).putInt(2).putInt(3).putInt(4).putInt((int) minimum);
    end(begun);
    return count(AUTHORITIES_AT);
  }

  Reply code(int code) {
    return flags(code, CODE_BITS);
  }

  Reply truncated() {
    return flags(0x0200, 0);
  }

  /// Sets some of the flags and clears others.
  Reply flags(int set, int clear) {
    bytes.putShort(2, (short) (bytes.getShort(2) & ~clear | set));
    return this;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
