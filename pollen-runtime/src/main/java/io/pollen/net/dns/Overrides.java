package io.pollen.net.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a program says of the settings itself; null for what it leaves to the files.
record Overrides(
    @Nullable List<InetSocketAddress> servers,
    @Nullable List<DnsName> search,
    @Nullable Integer ndots,
    @Nullable Duration timeout,
    @Nullable Integer attempts,
    @Nullable Boolean rotate) {
  static final Overrides NONE = new Overrides(null, null, null, null, null, null);

  Overrides withServers(List<InetSocketAddress> choice) {
    if (choice.isEmpty() || choice.stream().anyMatch(InetSocketAddress::isUnresolved)) {
      throw new IllegalArgumentException("name servers are one address or more, not " + choice);
    }
    return new Overrides(choice, search, ndots, timeout, attempts, rotate);
  }

  Overrides withSearch(List<DnsName> choice) {
    return new Overrides(servers, choice, ndots, timeout, attempts, rotate);
  }

  Overrides withNdots(int choice) {
    if (choice < 0) {
      throw new IllegalArgumentException("ndots is 0 or more, not " + choice);
    }
    return new Overrides(servers, search, choice, timeout, attempts, rotate);
  }

  Overrides withTimeout(Duration choice) {
    if (!choice.isPositive()) {
      throw new IllegalArgumentException("an answer needs some time, not " + choice);
    }
    return new Overrides(servers, search, ndots, choice, attempts, rotate);
  }

  Overrides withAttempts(int choice) {
    if (choice < 1) {
      throw new IllegalArgumentException("a server is asked at least once, not " + choice);
    }
    return new Overrides(servers, search, ndots, timeout, choice, rotate);
  }

  Overrides withRotate(boolean choice) {
    return new Overrides(servers, search, ndots, timeout, attempts, choice);
  }

  /// @param confLines of resolv.conf(5)
  /// @param hostsLines of hosts(5)
  Settings applied(List<String> confLines, List<String> hostsLines) {
    ResolvConf conf = new ResolvConf(confLines);
    return new Settings(
        Objects.requireNonNullElse(servers, conf.servers),
        Objects.requireNonNullElse(search, conf.search),
        Objects.requireNonNullElse(ndots, conf.ndots),
        Objects.requireNonNullElse(timeout, conf.timeout),
        Objects.requireNonNullElse(attempts, conf.attempts),
        Objects.requireNonNullElse(rotate, conf.rotate),
        HostsFile.read(hostsLines));
  }
}
