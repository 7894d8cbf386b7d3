package io.pollen.net.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What hosts(5) says.
final class HostsFile {
  private HostsFile() {}

  /// Reads the file.
  ///
  /// @param lines its lines; those that make no sense are passed over
  /// @return the addresses by names in small letters, in the file's order
  static Map<String, List<InetAddress>> read(List<String> lines) {
    Map<String, List<InetAddress>> hosts = new HashMap<>();
    for (String line : lines) {
      int comment = line.indexOf('#');
      String[] words = (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
      InetAddress address;
      try {
        address = InetAddress.ofLiteral(words[0]);
      } catch (IllegalArgumentException e) {
        continue;
      }
      for (int i = 1; i < words.length; i++) {
        List<InetAddress> known =
            hosts.computeIfAbsent(words[i].toLowerCase(Locale.ROOT), _ -> new ArrayList<>());
        if (!known.contains(address)) {
          known.add(address);
        }
      }
    }
    return hosts;
  }
}
