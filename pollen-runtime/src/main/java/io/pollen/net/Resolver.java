package io.pollen.net;

import io.pollen.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Finds the addresses of host names, for [Dns] and for everything that connects or listens by
/// name. A runtime has one, set by its builder; without that it is [#system].
@FunctionalInterface
public interface Resolver {

  /// The addresses of `host`, the preferred ones first. Never asked for the text of an address.
  ///
  /// The future is lazy and cancel-safe, and polled on the runtime that asks. It fails with
  /// `UnknownHostException` when there is no such host.
  ///
  /// @param host a name, as the user wrote it
  Future<List<InetAddress>> resolve(String host);

  /// The system's way (hosts file, name servers, what else is configured), on the runtime's pool
  /// for blocking calls.
  static Resolver system() {
    return SystemResolver.INSTANCE;
  }

  /// This resolver with a memory, which several runtimes may share. Requests for a name that is
  /// being looked up wait for that look-up. When the memory is full, the name that was asked for
  /// longest ago is forgotten. Failures other than `UnknownHostException` are not kept.
  ///
  /// @param found how long addresses are kept: more than zero
  /// @param unknown how long it is kept that there is no such host: zero or more
  /// @param hosts how many names at most: at least 1
  /// @throws IllegalArgumentException when a value is out of its range
  default Resolver cached(Duration found, Duration unknown, int hosts) {
    if (!found.isPositive() || unknown.isNegative() || hosts < 1) {
      throw new IllegalArgumentException(
          "a cache keeps at least 1 name for more than no time, not %d for %s (unknown ones for %s)"
              .formatted(hosts, found, unknown));
    }
    return new CachedResolver(Objects.requireNonNull(this), found, unknown, hosts);
  }
}
