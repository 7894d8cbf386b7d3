package io.pollen.net.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// What came of a question.
sealed interface Answer {

  /// There are some.
  ///
  /// @param ttl for how many seconds they are valid
  record Addresses(List<InetAddress> addresses, long ttl) implements Answer {}

  /// Another name is to be asked for instead.
  ///
  /// @param ttl for how many seconds that is valid
  record Elsewhere(DnsName name, long ttl) implements Answer {}

  /// There are none.
  ///
  /// @param exists whether the name has something else
  /// @param ttl for how many seconds that is valid
  record None(boolean exists, long ttl) implements Answer {}

  /// Nobody knows.
  ///
  /// @param reached whether at least one server has said anything
  record Failed(String why, boolean reached) implements Answer {}

  /// How often a name may be an alias for another one.
  int MOST_ALIASES = 16;

  /// What a message says, which is one of [Message#NO_ERROR] or [Message#NO_SUCH_NAME].
  ///
  /// @throws MalformedMessageException when its aliases lead nowhere
  static Answer of(Message message, Question question) throws MalformedMessageException {
    DnsName name = question.name();
    long ttl = Integer.MAX_VALUE;
    for (int aliases = 0; aliases <= MOST_ALIASES; aliases++) {
      List<InetAddress> addresses = new ArrayList<>();
      DnsName canonical = null;
      for (ResourceRecord one : message.answers()) {
        if (!one.owner().equals(name)) {
          continue;
        }
        switch (one.data()) {
          case ResourceRecord.Address(InetAddress address) when isOf(question, address) -> {
            addresses.add(address);
            ttl = Math.min(ttl, one.ttl());
          }
          case ResourceRecord.Alias(DnsName other) -> {
            canonical = other;
            ttl = Math.min(ttl, one.ttl());
          }
          default -> {}
        }
      }
      if (!addresses.isEmpty()) {
        return new Addresses(addresses, ttl);
      }
      if (canonical == null) {
        return withoutAddress(message, name.equals(question.name()), name, ttl);
      }
      name = canonical;
    }
    throw new MalformedMessageException("more than " + MOST_ALIASES + " aliases");
  }

  private static boolean isOf(Question question, InetAddress address) {
    return address.getAddress().length == (question.type() == Question.A ? 4 : 16);
  }

  private static Answer withoutAddress(
      Message message, boolean asked, DnsName name, long ttlOfAliases) {
    boolean exists = message.code() == Message.NO_ERROR;
    for (ResourceRecord one : message.authorities()) {
      if (one.data() instanceof ResourceRecord.Authority(long minimum)) {
        // RFC 2308, section 5.
        return new None(exists, Math.min(ttlOfAliases, Math.min(one.ttl(), minimum)));
      }
    }
    // Who has only the alias does not say in whose zone its target would lie.
    return asked || !exists ? new None(exists, 0) : new Elsewhere(name, ttlOfAliases);
  }
}
