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

  /// As [#resolve], with how long the answer may be kept where that is known: [#cached] then
  /// forgets it in time. By default it may be kept for as long as one likes.
  default Future<Found> find(String host) {
    return resolve(host).map(addresses -> new Found(addresses, Found.FOREVER));
  }

  /// What a look-up has found.
  ///
  /// @param addresses the preferred ones first
  /// @param validFor for how long they may be kept: zero or more
  record Found(List<InetAddress> addresses, Duration validFor) {
    /// 146 years.
    static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 2);

    /// @throws IllegalArgumentException when `validFor` is negative
    public Found {
      if (validFor.isNegative()) {
        throw new IllegalArgumentException("nothing is valid for " + validFor);
      }
    }
  }

  /// The system's way (hosts file, name servers, what else is configured), on the runtime's pool
  /// for blocking calls.
  static Resolver system() {
    return SystemResolver.INSTANCE;
  }

  /// This resolver with a memory, which several runtimes may share. Requests for a name that the
  /// same runtime is looking up wait for that look-up; one that nobody waits for any more is kept
  /// for the next request, for five seconds and the latest 16 of them. When the memory is full, the
  /// name that was asked for longest ago is forgotten. Failures other than `UnknownHostException`
  /// are not kept. What this resolver says itself on how long something may be kept ([#find],
  /// [LookupException]) makes the time shorter, not longer; and its own [#find] tells what is left
  /// of it.
  ///
  /// @param found how long addresses are kept at most: more than zero; above 146 years as long
  /// @param unknown how long it is kept at most that there is no such host: zero or more
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
