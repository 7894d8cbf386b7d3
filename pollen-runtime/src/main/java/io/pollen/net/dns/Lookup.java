package io.pollen.net.dns;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.combine.Tuple2;
import io.pollen.io.step.Steps;
import io.pollen.net.LookupException;
import io.pollen.net.Resolver.Found;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Looks one host up: in the hosts file, then under one name after the other, asking for addresses
/// of both families at once.
final class Lookup extends Steps<Found> {
  private static final List<InetAddress> LOOPBACK =
      List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));

  private final DnsResolver resolver;
  private final String host;

  private @Nullable Settings settings;
  private Iterator<DnsName> candidates = List.<DnsName>of().iterator();
  private @Nullable String failure;
  private final List<InetAddress> six = new ArrayList<>();
  private final List<InetAddress> four = new ArrayList<>();
  private boolean prefersSix = true;
  private boolean exists;
  private long ttl; // of what is found, in seconds
  private long ttlOfNone = Integer.MAX_VALUE; // of what is not

  Lookup(DnsResolver resolver, String host) {
    this.resolver = resolver;
    this.host = host;
  }

  @Override
  protected Future<?> first() {
    return resolver.settings();
  }

  @Override
  protected @Nullable Future<?> next(Object answer) throws LookupException {
    return switch (answer) {
      case Settings now -> begin(now);
      case Boolean reachesSix -> {
        prefersSix = reachesSix;
        yield null;
      }
      case Tuple2<?, ?>(Answer ofSix, Answer ofFour) -> read(ofSix, ofFour);
      default -> throw new IllegalStateException("an unexpected step: " + answer);
    };
  }

  private @Nullable Future<?> begin(Settings now) throws LookupException {
    settings = now;
    String name = host.toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    List<InetAddress> known = now.hosts().get(plain);
    if (known == null && (plain.equals("localhost") || plain.endsWith(".localhost"))) {
      known = LOOPBACK; // RFC 6761, section 6.3: nobody is asked for these
    }
    if (known != null) {
      known.forEach(address -> four.add(Addresses.named(host, address))); // in the file's order
      ttl = SettingsFiles.LOOK.toSeconds();
      prefersSix = false;
      return null;
    }
    try {
      candidates = now.candidates(host).iterator();
    } catch (IllegalArgumentException e) {
      throw new LookupException(
          "unknown host: %s: not the name of a host: %s".formatted(host, e.getMessage()),
          DnsResolver.FOREVER);
    }
    return ask(now, candidates.next());
  }

  private Future<?> ask(Settings now, DnsName name) {
    int firstServer = now.rotate() ? resolver.nextServer() : 0;
    RandomGenerator random = resolver.random();
    ttl = Integer.MAX_VALUE;
    return Async.join(
        new Inquiry(now, random, firstServer, new Question(name, Question.AAAA)),
        new Inquiry(now, random, firstServer, new Question(name, Question.A)));
  }

  private @Nullable Future<?> read(Answer ofSix, Answer ofFour) throws LookupException {
    boolean reachedForSix = take(ofSix, six);
    boolean reached = take(ofFour, four) && reachedForSix;
    if (!six.isEmpty() || !four.isEmpty()) {
      return six.isEmpty() || four.isEmpty() ? null : Route.to(six.getFirst());
    }
    if (reached && candidates.hasNext() && settings != null) {
      return ask(settings, candidates.next());
    }
    if (failure != null) {
      throw new LookupException(
          "unknown host: %s: no name server could tell: %s".formatted(host, failure),
          Duration.ZERO);
    }
    throw new LookupException(
        exists
            ? "unknown host: %s: the name exists, but has no address".formatted(host)
            : "unknown host: %s: there is no such name: check the spelling".formatted(host),
        Duration.ofSeconds(ttlOfNone));
  }

  /// @return whether a server was reached
  private boolean take(Answer answer, List<InetAddress> into) {
    switch (answer) {
      case Answer.Addresses(var addresses, long valid) -> {
        addresses.forEach(address -> into.add(Addresses.named(host, address)));
        ttl = Math.min(ttl, valid);
      }
      case Answer.None(boolean itExists, long valid) -> {
        exists |= itExists;
        ttlOfNone = Math.min(ttlOfNone, valid);
      }
      case Answer.Failed(String why, boolean reached) -> {
        failure = why;
        ttl = 0; // what is found in spite of it may be but half
        return reached;
      }
      case Answer.Elsewhere _ -> throw new IllegalStateException("an inquiry follows aliases");
    }
    return true;
  }

  @Override
  protected Found result() {
    List<InetAddress> all = new ArrayList<>(prefersSix ? six : four);
    all.addAll(prefersSix ? four : six); // RFC 6724, section 6, rule 1: not first what is cut off
    return new Found(List.copyOf(all), Duration.ofSeconds(ttl));
  }

  @Override
  protected String label() {
    return "a look-up of " + host;
  }
}
