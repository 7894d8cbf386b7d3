package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.combine.Shared;
import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.runtime.seam.Clock;
import io.pollen.woven.RawFuture;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// See [Resolver#cached].
final class CachedResolver implements Resolver {
  private static final float LOAD = 0.75f; // the JDK's default

  /// How many look-ups are kept for which nobody waits: each may hold sockets.
  static final int MOST_GIVEN_UP = 16;

  /// How long one is kept for which nobody waits: its answer may have come long before it is taken,
  /// and would then be kept as if it were new.
  static final Duration GIVEN_UP_FOR = Duration.ofSeconds(5);

  // --- constant ---
  private final Resolver origin;
  private final Duration found;
  private final Duration unknown;
  private final int most;

  // --- under the monitor ---
  private final LinkedHashMap<String, Known> known = new LinkedHashMap<>(16, LOAD, true);
  private final Map<Key, Running> running = new HashMap<>();
  private final ArrayDeque<Running> givenUp = new ArrayDeque<>(); // the oldest one first

  CachedResolver(Resolver origin, Duration found, Duration unknown, int most) {
    this.origin = origin;
    this.found = found;
    this.unknown = unknown;
    this.most = most;
  }

  /// What a name was found to be.
  ///
  /// @param until by the clock's nanoseconds
  private record Known(Outcome<Found> result, long until) {
    /// The answer to who asks `now` how long it may be kept.
    Found answer(long now) throws Exception {
      Duration left = Duration.ofNanos(Math.max(0, until - now));
      return switch (result) {
        case Outcome.Success<Found>(Found all) -> new Found(all.addresses(), left);
        case Outcome.Failure<Found>(UnknownHostException e) -> {
          var failure = new LookupException(String.valueOf(e.getMessage()), left);
          failure.initCause(e);
          throw failure;
        }
        case Outcome.Failure<Found> failure -> failure.get();
      };
    }
  }

  /// A look-up needs the sockets and timers of the runtime that has begun it, and stands still
  /// where that polls no more: so those of other runtimes do not wait for it.
  ///
  /// @param runtime its pool, as nothing else is one for all of its threads; null outside of any
  private record Key(String name, @Nullable BlockingPool runtime) {}

  /// A name that is being looked up. Under the cache's monitor.
  private static final class Running {
    final Key key;
    final Clock clock;

    /// The cache's own handle: keeps the look-up when whoever asked for it gives up.
    final Shared<Outcome<Found>> lookup;

    @Nullable Known result;
    int waiting;
    long givenUpAt;

    Running(Key key, Clock clock, Future<Found> lookup) {
      this.key = key;
      this.clock = clock;
      this.lookup = lookup.catching().shared();
    }
  }

  @Override
  public Future<List<InetAddress>> resolve(String host) {
    return new Lookup<>(host, (known, _) -> known.result.get().addresses());
  }

  @Override
  public Future<Found> find(String host) {
    return new Lookup<>(host, Known::answer);
  }

  private static String name(String host) {
    return host.toLowerCase(Locale.ROOT);
  }

  private synchronized @Nullable Known known(String host, long now) {
    Known there = known.get(name(host));
    return there != null && there.until - now > 0 ? there : null;
  }

  /// A handle of the look-up that is under way, or of a new one. Then [#leave].
  private synchronized Handle enter(String host, Context cx, Clock clock) {
    forgetOld();
    Key key = new Key(name(host), cx.find(BlockingPool.class));
    Running one = running.get(key);
    if (one == null) {
      one = new Running(key, clock, origin.find(host));
      running.put(key, one);
    }
    Handle handle = new Handle(one, one.lookup.copy());
    if (one.waiting++ == 0) {
      givenUp.remove(one);
    }
    return handle;
  }

  private void forgetOld() {
    for (Running one : List.copyOf(givenUp)) {
      if (isOld(one)) {
        forget(one);
      }
    }
  }

  private static boolean isOld(Running one) {
    return one.clock.nanos() - one.givenUpAt > GIVEN_UP_FOR.toNanos();
  }

  /// Somebody waits no more. What nobody waits for is kept for the next one who asks, within
  /// limits.
  private synchronized void leave(Running one) {
    if (--one.waiting == 0 && one.result == null) {
      one.givenUpAt = one.clock.nanos();
      givenUp.add(one);
      if (givenUp.size() > MOST_GIVEN_UP) {
        forget(givenUp.element());
      }
    }
  }

  private void forget(Running one) {
    givenUp.remove(one);
    running.remove(one.key);
    one.lookup.drop();
  }

  /// @return the same for everybody who has waited
  private synchronized Known keep(Running one, Outcome<Found> result, long now) {
    if (one.result != null) {
      return one.result; // another one who waited for it came first
    }
    Known fresh = new Known(result, now + nanos(time(result)));
    one.result = fresh;
    running.remove(one.key);
    one.lookup.drop();
    if (fresh.until - now > 0) {
      known.put(one.key.name, fresh);
      if (known.size() > most) {
        known.pollFirstEntry();
      }
    }
    return fresh;
  }

  private Duration time(Outcome<Found> result) {
    return switch (result) {
      case Outcome.Success<Found>(Found(_, Duration valid)) -> shorter(found, valid);
      case Outcome.Failure<Found>(LookupException e) -> shorter(unknown, e.validFor());
      case Outcome.Failure<Found>(UnknownHostException _) -> unknown;
      case Outcome.Failure<Found> _ -> Duration.ZERO;
    };
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static long nanos(Duration time) {
    return shorter(time, Found.FOREVER).toNanos();
  }

  private static Clock clock(Context cx) {
    Clock clock = cx.find(Clock.class);
    return clock != null ? clock : Clock.system();
  }

  /// What one who waits holds.
  private record Handle(Running of, Shared<Outcome<Found>> lookup) {}

  private interface Answer<T> {
    T of(Known known, long now) throws Exception;
  }

  private final class Lookup<T> extends RawFuture<T> {
    private final String host;
    private final Answer<T> answer;
    private @Nullable Handle waits;
    private boolean finished;

    Lookup(String host, Answer<T> answer) {
      this.host = host;
      this.answer = answer;
    }

    @Override
    public @Nullable Object pollRaw(Context cx) throws Exception {
      if (finished) {
        throw new IllegalStateException(
            "a look-up was polled after it had completed or was dropped");
      }
      Clock clock = clock(cx);
      Known result = waits == null ? known(host, clock.nanos()) : null;
      if (result == null) {
        result = wait(cx, clock);
      }
      if (result == null) {
        return PENDING;
      }
      drop();
      return answer.of(result, clock.nanos());
    }

    private @Nullable Known wait(Context cx, Clock clock) throws Exception {
      Handle mine = waits;
      if (mine == null) {
        mine = enter(host, cx, clock);
        waits = mine;
      }
      Object outcome = RawFuture.poll(mine.lookup, cx);
      if (!(outcome instanceof Outcome<?>)) {
        return null;
      }
      @SuppressWarnings("unchecked") // what the future answers
      Outcome<Found> result = (Outcome<Found>) outcome;
      return keep(mine.of, result, clock.nanos());
    }

    @Override
    public void drop() {
      finished = true;
      Handle mine = waits;
      waits = null;
      if (mine != null) {
        mine.lookup.drop();
        leave(mine.of);
      }
    }

    @Override
    public String toString() {
      return "a look-up of " + host;
    }
  }
}
