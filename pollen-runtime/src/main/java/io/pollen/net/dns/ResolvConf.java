package io.pollen.net.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What resolv.conf(5) says, with its defaults and limits. Of lines and options that are unknown or
/// make no sense nothing is taken, as the C library does it.
final class ResolvConf {
  static final int PORT = 53;

  private static final int MOST_SERVERS = 3;
  private static final int MOST_NDOTS = 15;
  private static final int MOST_SECONDS = 30;
  private static final int MOST_ATTEMPTS = 5;

  final List<InetSocketAddress> servers = new ArrayList<>();
  List<DnsName> search = List.of();
  int ndots = 1;
  Duration timeout = Duration.ofSeconds(5);
  int attempts = 2;
  boolean rotate;

  /// @param lines of the file; none for the defaults: this machine is asked
  ResolvConf(List<String> lines) {
    for (String line : lines) {
      if (!line.startsWith("#") && !line.startsWith(";")) {
        read(line.strip().split("\\s+"));
      }
    }
    if (servers.isEmpty()) {
      servers.add(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), PORT));
    }
  }

  private void read(String[] words) {
    List<String> values = List.of(words).subList(1, words.length);
    switch (words[0]) {
      case "nameserver" -> values.stream().limit(1).forEach(this::server);
      case "domain" -> search = names(values.stream().limit(1).toList());
      case "search" -> search = names(values);
      case "options" -> values.forEach(this::option);
      default -> {} // sortlist
    }
  }

  private void server(String address) {
    try {
      if (servers.size() < MOST_SERVERS) {
        servers.add(new InetSocketAddress(InetAddress.ofLiteral(address), PORT));
      }
    } catch (IllegalArgumentException e) {
      // Not an address, or of an interface that does not exist.
    }
  }

  private static List<DnsName> names(List<String> texts) {
    List<DnsName> names = new ArrayList<>();
    for (String text : texts) {
      try {
        names.add(DnsName.of(text));
      } catch (IllegalArgumentException e) {
        // Not a name; a single dot, for example.
      }
    }
    return names;
  }

  private void option(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      rotate |= text.equals("rotate");
      return;
    }
    int value;
    try {
      value = Integer.parseInt(text.substring(colon + 1));
    } catch (NumberFormatException e) {
      return;
    }
    switch (text.substring(0, colon)) {
      case "ndots" -> ndots = Math.clamp(value, 0, MOST_NDOTS);
      case "timeout" -> timeout = Duration.ofSeconds(Math.clamp(value, 1, MOST_SECONDS));
      case "attempts" -> attempts = Math.clamp(value, 1, MOST_ATTEMPTS);
      default -> {}
    }
  }
}
