package io.pollen.net.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How to look names up.
///
/// @param servers whom to ask, at least one
/// @param search the domains below which short names are looked for
/// @param ndots how many dots make a name long
/// @param timeout how long to wait for one answer
/// @param attempts how often each server is asked
/// @param rotate whether look-ups begin with different servers
/// @param hosts what is known without asking, by names in small letters
record Settings(
    List<InetSocketAddress> servers,
    List<DnsName> search,
    int ndots,
    Duration timeout,
    int attempts,
    boolean rotate,
    Map<String, List<InetAddress>> hosts) {

  /// The names to ask for, in their order: resolv.conf(5), `search` and `ndots`.
  ///
  /// @throws IllegalArgumentException when `host` is no name
  List<DnsName> candidates(String host) {
    DnsName name = DnsName.of(host);
    if (host.endsWith(".")) {
      return List.of(name);
    }
    boolean isLong = host.chars().filter(c -> c == '.').count() >= ndots;
    List<DnsName> candidates = new ArrayList<>();
    if (isLong) {
      candidates.add(name);
    }
    for (DnsName domain : search) {
      if (name.fitsBelow(domain)) {
        candidates.add(name.below(domain));
      }
    }
    if (!isLong) {
      candidates.add(name);
    }
    return candidates;
  }
}
