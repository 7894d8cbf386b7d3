package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.combine.Shared;
import io.pollen.runtime.seam.Clock;
import io.pollen.woven.RawFuture;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// See [Resolver#cached].
final class CachedResolver implements Resolver {
  private static final float LOAD = 0.75f; // the JDK's default

  // --- constant ---
  private final Resolver origin;
  private final Duration found;
  private final Duration unknown;
  private final int most;

  // --- under the monitor ---
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, LOAD, true);

  CachedResolver(Resolver origin, Duration found, Duration unknown, int most) {
    this.origin = origin;
    this.found = found;
    this.unknown = unknown;
    this.most = most;
  }

  /// A name that is being looked up, or was. Under the cache's monitor.
  private static final class Entry {
    /// The cache's own handle: keeps the look-up when whoever asked for it gives up.
    final Shared<Outcome<List<InetAddress>>> lookup;

    @Nullable Outcome<List<InetAddress>> result;
    long until;

    Entry(Future<List<InetAddress>> lookup) {
      this.lookup = lookup.catching().shared();
    }
  }

  @Override
  public Future<List<InetAddress>> resolve(String host) {
    return new Lookup(host);
  }

  /// What is known and not too old, or being looked up; else a new look-up.
  private synchronized Entry entry(String host, long now) {
    String name = host.toLowerCase(Locale.ROOT);
    Entry known = entries.get(name);
    if (known != null && (known.result == null || known.until - now > 0)) {
      return known;
    }
    Entry fresh = new Entry(origin.resolve(host));
    entries.put(name, fresh);
    if (entries.size() > most) {
      Entry eldest = entries.pollFirstEntry().getValue();
      if (eldest.result == null) {
        eldest.lookup.drop();
      }
    }
    return fresh;
  }

  private synchronized @Nullable Outcome<List<InetAddress>> known(Entry entry) {
    return entry.result;
  }

  private synchronized void keep(Entry entry, Outcome<List<InetAddress>> result, long now) {
    if (entry.result != null) {
      return; // another one who waited for it came first
    }
    entry.result = result;
    entry.lookup.drop();
    Duration time =
        switch (result) {
          case Outcome.Success<List<InetAddress>> success -> found;
          case Outcome.Failure<List<InetAddress>>(UnknownHostException e) -> unknown;
          case Outcome.Failure<List<InetAddress>> failure -> Duration.ZERO;
        };
    entry.until = now + time.toNanos();
  }

  private static long now(Context cx) {
    Clock clock = cx.find(Clock.class);
    return (clock != null ? clock : Clock.system()).nanos();
  }

  private final class Lookup extends RawFuture<List<InetAddress>> {
    private final String host;
    private @Nullable Entry entry;
    private @Nullable Future<Outcome<List<InetAddress>>> running;
    private boolean finished;

    Lookup(String host) {
      this.host = host;
    }

    @Override
    public @Nullable Object pollRaw(Context cx) throws Exception {
      if (finished) {
        throw new IllegalStateException(
            "a look-up was polled after it had completed or was dropped");
      }
      Entry asked = entry;
      if (asked == null) {
        asked = entry(host, now(cx));
        entry = asked;
      }
      Outcome<List<InetAddress>> result = known(asked);
      if (result == null) {
        result = wait(asked, cx);
      }
      if (result == null) {
        return PENDING;
      }
      drop();
      return result.get();
    }

    private @Nullable Outcome<List<InetAddress>> wait(Entry asked, Context cx) throws Exception {
      if (running == null) {
        running = asked.lookup.copy();
      }
      Object answer = RawFuture.poll(running, cx);
      if (!(answer instanceof Outcome<?>)) {
        return null;
      }
      running = null;
      @SuppressWarnings("unchecked") // what the future answers
      Outcome<List<InetAddress>> result = (Outcome<List<InetAddress>>) answer;
      keep(asked, result, now(cx));
      return result;
    }

    @Override
    public void drop() {
      finished = true;
      Future<?> left = running;
      running = null;
      if (left != null) {
        left.drop();
      }
    }

    @Override
    public String toString() {
      return "a look-up of " + host;
    }
  }
}
