package io.pollen.net.dns;

import io.pollen.Future;
import io.pollen.net.Resolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// A resolver that asks name servers itself, over this runtime's own sockets: no look-up keeps a
/// thread, and one that is dropped is given up at once.
///
/// ```java
/// var resolver = DnsResolver.system().cached(Duration.ofHours(1), Duration.ofSeconds(30), 10_000);
/// var runtime = AsyncRuntime.builder().resolver(resolver).build();
/// ```
///
/// It knows `/etc/hosts`, then asks the servers of `/etc/resolv.conf`, as that file says it:
/// `nameserver`, `search`, `domain`, and the options `ndots`, `timeout`, `attempts`, `rotate`.
/// Other ways of a system to find names (mDNS, LDAP, what `nsswitch.conf` lists) it does not know:
/// those have [Resolver#system]. A change of either file is noticed within five seconds.
/// `localhost` and names below it are this machine without asking.
///
/// IPv4 and IPv6 addresses are asked for at the same time, and both answers are waited for; the
/// IPv6 ones come first when this machine has a way to them. A server that fails, does not answer
/// in time, or does not know is followed by the next one. An answer that does not fit into a
/// datagram is fetched over TCP. RFC 1035, 2181, 2308, 3596, 7766; guesses by others are met as RFC
/// 5452 says: a random id, a socket with a random port for each question, and nothing else is
/// believed than what answers it. It does not verify signatures (DNSSEC), and does not encrypt.
///
/// It has no memory of its own: [#cached] gives it one, which keeps nothing for longer than the
/// name servers allow.
///
/// Look-ups fail with [io.pollen.net.LookupException]: that there is no such name, that it has no
/// address, or what each name server has failed by. Any thread, several runtimes.
public final class DnsResolver implements Resolver {
  static final Duration FOREVER = Duration.ofSeconds(Integer.MAX_VALUE);

  private final SettingsFiles files;
  private final RandomGenerator random = new SecureRandom();
  private final AtomicInteger lookups = new AtomicInteger();

  private DnsResolver(Builder builder) {
    Overrides overrides = builder.overrides;
    files = new SettingsFiles(builder.resolvConf, builder.hosts, overrides::applied);
  }

  /// A resolver with the system's settings.
  public static DnsResolver system() {
    return builder().build();
  }

  /// A resolver with other settings.
  public static Builder builder() {
    return new Builder();
  }

  /// The addresses of `host`; a name with a dot at its end is not looked for below the domains of
  /// `search`. See [Resolver#resolve].
  ///
  /// **Cancel-safe**: a drop closes the sockets. Needs a Pollen runtime.
  @Override
  public Future<List<InetAddress>> resolve(String host) {
    return find(host).map(Found::addresses);
  }

  /// The same with how long the name servers allow to keep it. **Cancel-safe.**
  @Override
  public Future<Found> find(String host) {
    return new Lookup(this, Objects.requireNonNull(host, "host"));
  }

  Future<Settings> settings() {
    return files.settings();
  }

  RandomGenerator random() {
    return random;
  }

  int nextServer() {
    return lookups.getAndIncrement() & Integer.MAX_VALUE;
  }

  /// Describes a [DnsResolver]. What is not set is as the files say. Not thread-safe.
  public static final class Builder {
    private Path resolvConf = Path.of("/etc/resolv.conf");
    private Path hosts = Path.of("/etc/hosts");
    private Overrides overrides = Overrides.NONE;

    private Builder() {}

    /// The file to read instead of `/etc/resolv.conf`. One that does not exist is empty: this
    /// machine is asked then.
    public Builder resolvConf(Path file) {
      resolvConf = Objects.requireNonNull(file, "file");
      return this;
    }

    /// The file to read instead of `/etc/hosts`. One that does not exist is empty.
    public Builder hosts(Path file) {
      hosts = Objects.requireNonNull(file, "file");
      return this;
    }

    /// Whom to ask, in this order; the port of name servers is 53.
    ///
    /// @throws IllegalArgumentException when there is none, or one is unresolved
    public Builder nameServers(InetSocketAddress... servers) {
      overrides = overrides.withServers(List.of(servers));
      return this;
    }

    /// The domains below which names with less than [#ndots] dots are looked for, before they are
    /// tried as they are, and others after that. None: only as they are.
    ///
    /// @throws IllegalArgumentException when one is not a name
    public Builder search(String... domains) {
      overrides = overrides.withSearch(List.of(domains).stream().map(Builder::domain).toList());
      return this;
    }

    private static DnsName domain(String text) {
      try {
        return DnsName.of(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "search: '%s' is not a domain: %s".formatted(text, e.getMessage()), e);
      }
    }

    /// See [#search]; 1 where the file says nothing.
    ///
    /// @throws IllegalArgumentException when it is negative
    public Builder ndots(int dots) {
      overrides = overrides.withNdots(dots);
      return this;
    }

    /// How long to wait for one answer of one server, by the runtime's clock; 5 s where the file
    /// says nothing.
    ///
    /// @throws IllegalArgumentException when it is not above zero
    public Builder timeout(Duration limit) {
      overrides = overrides.withTimeout(limit);
      return this;
    }

    /// How often each server is asked; 2 where the file says nothing.
    ///
    /// @throws IllegalArgumentException below 1
    public Builder attempts(int count) {
      overrides = overrides.withAttempts(count);
      return this;
    }

    /// Whether look-ups begin with a different server each, in turn, instead of with the first.
    public Builder rotate(boolean choice) {
      overrides = overrides.withRotate(choice);
      return this;
    }

    /// Makes the resolver. No file is read before the first look-up.
    public DnsResolver build() {
      return new DnsResolver(this);
    }
  }
}
