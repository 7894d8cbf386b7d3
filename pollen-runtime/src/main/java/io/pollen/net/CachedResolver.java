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
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// See [Resolver#cached].
final class CachedResolver implements Resolver {
  private static final float LOAD = 0.75f; // the JDK's default

  /// How many look-ups are kept for which nobody waits: each may hold sockets.
  static final int MOST_GIVEN_UP = 16;

  // --- constant ---
  private final Resolver origin;
  private final Duration found;
  private final Duration unknown;
  private final int most;

  // --- under the monitor ---
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, LOAD, true);
  private final ArrayDeque<Entry> givenUp = new ArrayDeque<>();

  CachedResolver(Resolver origin, Duration found, Duration unknown, int most) {
    this.origin = origin;
    this.found = found;
    this.unknown = unknown;
    this.most = most;
  }

  /// A name that is being looked up, or was. Under the cache's monitor.
  private static final class Entry {
    final String name;
    boolean forgotten;

    /// The cache's own handle: keeps the look-up when whoever asked for it gives up.
    final Shared<Outcome<Found>> lookup;

    @Nullable Outcome<Found> result;
    long until;
    int waiting;

    Entry(String name, Future<Found> lookup) {
      this.name = name;
      this.lookup = lookup.catching().shared();
    }
  }

  @Override
  public Future<List<InetAddress>> resolve(String host) {
    return new Lookup(host);
  }

  /// What is known and not too old, or being looked up; else a new look-up. Then [#leave].
  private synchronized Entry enter(String host, long now) {
    Entry entry = entry(host, now);
    if (entry.waiting++ == 0) {
      givenUp.remove(entry);
    }
    return entry;
  }

  private Entry entry(String host, long now) {
    String name = host.toLowerCase(Locale.ROOT);
    Entry known = entries.get(name);
    if (known != null && (known.result == null || known.until - now > 0)) {
      return known;
    }
    Entry fresh = new Entry(name, origin.find(host));
    entries.put(name, fresh);
    if (entries.size() > most) {
      forget(entries.firstEntry().getValue());
    }
    return fresh;
  }

  /// Somebody waits no more. What nobody waits for is kept for the next one who asks, within
  /// limits.
  private synchronized void leave(Entry entry) {
    if (--entry.waiting == 0 && entry.result == null && !entry.forgotten) {
      givenUp.add(entry);
      if (givenUp.size() > MOST_GIVEN_UP) {
        forget(givenUp.remove());
      }
    }
  }

  private void forget(Entry entry) {
    entry.forgotten = true;
    entries.remove(entry.name);
    givenUp.remove(entry);
    if (entry.result == null) {
      entry.lookup.drop();
    }
  }

  private synchronized @Nullable Outcome<Found> known(Entry entry) {
    return entry.result;
  }

  private synchronized void keep(Entry entry, Outcome<Found> result, long now) {
    if (entry.result != null) {
      return; // another one who waited for it came first
    }
    entry.result = result;
    entry.lookup.drop();
    Duration time =
        switch (result) {
          case Outcome.Success<Found>(Found(_, Duration valid)) -> shorter(found, valid);
          case Outcome.Failure<Found>(LookupException e) -> shorter(unknown, e.validFor());
          case Outcome.Failure<Found>(UnknownHostException e) -> unknown;
          case Outcome.Failure<Found> failure -> Duration.ZERO;
        };
    entry.until = now + time.toNanos();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static long now(Context cx) {
    Clock clock = cx.find(Clock.class);
    return (clock != null ? clock : Clock.system()).nanos();
  }

  private final class Lookup extends RawFuture<List<InetAddress>> {
    private final String host;
    private @Nullable Entry entry;
    private @Nullable Future<Outcome<Found>> running;
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
        asked = enter(host, now(cx));
        entry = asked;
      }
      Outcome<Found> result = known(asked);
      if (result == null) {
        result = wait(asked, cx);
      }
      if (result == null) {
        return PENDING;
      }
      drop();
      return result.get().addresses();
    }

    private @Nullable Outcome<Found> wait(Entry asked, Context cx) throws Exception {
      if (running == null) {
        running = asked.lookup.copy();
      }
      Object answer = RawFuture.poll(running, cx);
      if (!(answer instanceof Outcome<?>)) {
        return null;
      }
      running = null;
      @SuppressWarnings("unchecked") // what the future answers
      Outcome<Found> result = (Outcome<Found>) answer;
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
      Entry held = entry;
      entry = null;
      if (held != null) {
        leave(held);
      }
    }

    @Override
    public String toString() {
      return "a look-up of " + host;
    }
  }
}
