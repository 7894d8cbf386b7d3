package io.pollen.net.dns;

import java.nio.ByteBuffer;

/// What a name server is asked.
record Question(DnsName name, int type) {
  /// The types of RFC 1035, section 3.2.2, and RFC 3596 that matter here.
  static final int A = 1;

  static final int CNAME = 5;
  static final int SOA = 6;
  static final int AAAA = 28;

  /// The Internet's class.
  static final int IN = 1;

  /// Recursion desired: the server is to ask others, RFC 1035, section 4.1.1.
  private static final int RECURSION_DESIRED = 0x0100;

  private static final int HEADER_BYTES = 12;

  /// The message that asks it.
  ByteBuffer message(int id) {
    ByteBuffer message = ByteBuffer.allocate(HEADER_BYTES + name.wire().length() + 4);
    message.putShort((short) id).putShort((short) RECURSION_DESIRED);
    message.putShort((short) 1).putShort((short) 0).putInt(0); // one question, nothing else
    name.writeTo(message);
    return message.putShort((short) type).putShort((short) IN).flip();
  }

  static Question read(WireReader from) throws MalformedMessageException {
    DnsName name = from.name();
    int type = from.u16();
    if (from.u16() != IN) {
      throw new MalformedMessageException("a question of another class");
    }
    return new Question(name, type);
  }

  @Override
  public String toString() {
    return name + (type == A ? " (IPv4)" : " (IPv6)");
  }
}
