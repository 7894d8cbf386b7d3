package io.pollen.net.dns;

import java.net.InetAddress;

/// What a name server says of a name, RFC 1035, section 4.1.3.
///
/// @param ttl for how many seconds it is valid
record ResourceRecord(DnsName owner, long ttl, Data data) {

  /// What it says.
  sealed interface Data {}

  /// The owner has this address.
  record Address(InetAddress address) implements Data {}

  /// The owner is another name for this one.
  record Alias(DnsName canonical) implements Data {}

  /// In whose zone the owner lies.
  ///
  /// @param minimum for how many seconds it is valid at most that there is no such name: RFC 2308,
  ///   section 4
  record Authority(long minimum) implements Data {}

  /// Something else.
  record Other() implements Data {}

  static ResourceRecord read(WireReader from) throws MalformedMessageException {
    DnsName owner = from.name();
    int type = from.u16();
    int group = from.u16();
    long ttl = from.u32();
    int length = from.u16();
    int end = from.position() + length;
    Data data = group == Question.IN ? data(from, type, length) : new Other();
    if (data instanceof Other) {
      from.skip(length);
    } else if (from.position() != end) {
      throw new MalformedMessageException("a record is not as long as it says");
    }
    // RFC 2181, section 8: one with the highest bit counts as zero.
    return new ResourceRecord(owner, ttl > Integer.MAX_VALUE ? 0 : ttl, data);
  }

  private static Data data(WireReader from, int type, int length) throws MalformedMessageException {
    return switch (type) {
      case Question.A -> address(from, length, 4);
      case Question.AAAA -> address(from, length, 16);
      case Question.CNAME -> new Alias(from.name());
      case Question.SOA -> {
        from.name(); // the zone's first server
        from.name(); // whose zone it is
        from.skip(4 * 4); // serial, refresh, retry, expire
        yield new Authority(from.u32());
      }
      default -> new Other();
    };
  }

  private static Address address(WireReader from, int length, int expected)
      throws MalformedMessageException {
    if (length != expected) {
      throw new MalformedMessageException(
          "an address of %d bytes instead of %d".formatted(length, expected));
    }
    return new Address(Addresses.of(from.bytes(length)));
  }
}
