package io.pollen.net;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.join;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.timeoutOrEmpty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.time.TestClock;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResolverTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final List<String> asked = new ArrayList<>();

  /// Takes a second, and finds 127.0.0.N for the N-th question.
  private Future<List<InetAddress>> slow(String host) {
    return async(() -> {
      asked.add(host);
      int number = asked.size();
      await(sleep(Duration.ofSeconds(1)));
      if (host.startsWith("no-")) {
        throw new UnknownHostException(host);
      }
      if (host.startsWith("broken-")) {
        throw new IOException(host);
      }
      return List.of(InetAddress.ofLiteral("127.0.0." + number));
    });
  }

  /// The same, and says for how long what it tells of a host is valid.
  private Resolver saying(Function<String, Duration> validFor) {
    return new Resolver() {
      @Override
      public Future<List<InetAddress>> resolve(String host) {
        return slow(host);
      }

      @Override
      public Future<Found> find(String host) {
        Duration valid = validFor.apply(host);
        return resolve(host)
            .map(addresses -> new Found(addresses, valid))
            .mapError(e -> new LookupException(host, valid));
      }
    };
  }

  private interface Use {
    void of(AsyncRuntime runtime) throws Exception;
  }

  private void with(Resolver resolver, Use use) throws Exception {
    try (var runtime =
        AsyncRuntime.builder().currentThread().clock(new TestClock()).resolver(resolver).build()) {
      use.of(runtime);
    }
  }

  private static List<InetAddress> nth(int number) {
    return List.of(InetAddress.ofLiteral("127.0.0." + number));
  }

  @Test
  void aRuntimesOwnResolverIsAskedForNamesAndNotForAddresses() throws Exception {
    with(
        this::slow,
        runtime -> {
          assertThat(runtime.blockOn(Dns.lookup("::1")))
              .containsExactly(InetAddress.ofLiteral("::1"));
          assertThat(runtime.blockOn(Dns.lookup("host"))).isEqualTo(nth(1));
          assertThat(runtime.blockOn(Dns.lookup("host"))).isEqualTo(nth(2));
          assertThat(asked).containsExactly("host", "host");
        });
  }

  @Test
  void whatWasFoundIsKeptForItsTime() throws Exception {
    Resolver resolver = ((Resolver) this::slow).cached(MINUTE, Duration.ZERO, 10);
    with(
        resolver,
        runtime -> {
          assertThat(runtime.blockOn(Dns.lookup("host"))).isEqualTo(nth(1));
          runtime.blockOn(sleep(Duration.ofSeconds(59)));
          assertThat(runtime.blockOn(Dns.lookup("HOST"))).isEqualTo(nth(1));
          runtime.blockOn(sleep(Duration.ofSeconds(1)));
          assertThat(runtime.blockOn(Dns.lookup("host"))).isEqualTo(nth(2));
        });
  }

  @Test
  void thatThereIsNoSuchHostIsKeptForAnotherTimeAndOtherFailuresAreNot() throws Exception {
    Resolver resolver = ((Resolver) this::slow).cached(MINUTE, Duration.ofSeconds(10), 10);
    with(
        resolver,
        runtime -> {
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> runtime.blockOn(Dns.lookup("no-host")))
                .isInstanceOf(UnknownHostException.class);
            assertThatThrownBy(() -> runtime.blockOn(Dns.lookup("broken-host")))
                .isInstanceOf(IOException.class);
          }
          runtime.blockOn(sleep(Duration.ofSeconds(10)));
          assertThatThrownBy(() -> runtime.blockOn(Dns.lookup("no-host")))
              .isInstanceOf(UnknownHostException.class);
          assertThat(asked).containsExactly("no-host", "broken-host", "broken-host", "no-host");
        });
  }

  @Test
  void whatTheResolverItselfSaysMakesTheTimesShorterAndNotLonger() throws Exception {
    Resolver origin =
        saying(host -> host.contains("long") ? Duration.ofHours(1) : Duration.ofSeconds(5));
    with(
        origin.cached(MINUTE, Duration.ofSeconds(10), 10),
        runtime -> {
          for (String host : List.of("short", "long", "no-short", "no-long")) {
            asked.clear();
            for (int second = 0; second <= 60; second++) {
              var _ = runtime.blockOn(Dns.lookup(host).catching());
              runtime.blockOn(sleep(Duration.ofSeconds(1)));
            }
            int expected =
                switch (host) {
                  case "short", "no-short" -> 13; // each fifth one: a look-up takes a second
                  case "long" -> 2;
                  default -> 7; // each tenth one
                };
            assertThat(asked).as(host).hasSize(expected);
          }
        });
  }

  @Test
  void whoAsksMeanwhileWaitsForTheSameLookUp() throws Exception {
    Resolver resolver = ((Resolver) this::slow).cached(MINUTE, Duration.ZERO, 10);
    with(
        resolver,
        runtime -> {
          var both = runtime.blockOn(join(Dns.lookup("host"), Dns.lookup("host")));
          assertThat(both.first()).isEqualTo(nth(1)).isEqualTo(both.second());
          assertThat(asked).hasSize(1);
        });
  }

  @Test
  void aLookUpThatItsAskerGaveUpServesTheNextOne() throws Exception {
    Resolver resolver = ((Resolver) this::slow).cached(MINUTE, Duration.ZERO, 10);
    with(
        resolver,
        runtime -> {
          pollAndDrop(runtime, "host");
          assertThat(runtime.blockOn(Dns.lookup("host"))).isEqualTo(nth(1));
          assertThat(asked).hasSize(1);
        });
  }

  /// Its answer may have come long ago, and is not taken for new.
  @Test
  void aLookUpThatWasGivenUpLongAgoIsBegunAgain() throws Exception {
    Resolver resolver = ((Resolver) this::slow).cached(MINUTE, Duration.ZERO, 10);
    with(
        resolver,
        runtime -> {
          pollAndDrop(runtime, "host");
          runtime.blockOn(sleep(CachedResolver.GIVEN_UP_FOR));
          assertThat(runtime.blockOn(Dns.lookup("host"))).isEqualTo(nth(1));
          pollAndDrop(runtime, "other");
          runtime.blockOn(sleep(CachedResolver.GIVEN_UP_FOR.plusSeconds(1)));
          assertThat(runtime.blockOn(Dns.lookup("other"))).isEqualTo(nth(3));
          assertThat(asked).containsExactly("host", "other", "other");
        });
  }

  /// Its sockets and timers are those of a runtime that may not poll any more.
  @Test
  void aLookUpOfAnotherRuntimeIsNotWaitedForAndItsAnswerIsShared() throws Exception {
    Resolver resolver = ((Resolver) this::slow).cached(MINUTE, Duration.ZERO, 10);
    with(
        resolver,
        one -> {
          pollAndDrop(one, "host");
          with(
              resolver,
              other -> {
                var found =
                    other.blockOn(timeoutOrEmpty(Duration.ofSeconds(10), Dns.lookup("host")));
                assertThat(found).contains(nth(2));
              });
          assertThat(one.blockOn(Dns.lookup("host"))).isEqualTo(nth(2));
          assertThat(asked).hasSize(2);
        });
  }

  @Test
  void aMemoryOfAMemoryKeepsNothingForLonger() throws Exception {
    Resolver inner = ((Resolver) this::slow).cached(MINUTE, Duration.ofSeconds(10), 10);
    with(
        inner.cached(MINUTE, MINUTE, 10),
        runtime -> {
          assertThat(runtime.blockOn(inner.resolve("host"))).isEqualTo(nth(1));
          assertThatThrownBy(() -> runtime.blockOn(inner.resolve("no-host")))
              .isExactlyInstanceOf(UnknownHostException.class);
          runtime.blockOn(sleep(Duration.ofSeconds(4)));
          assertThat(runtime.blockOn(inner.find("host")).validFor())
              .isEqualTo(Duration.ofSeconds(55)); // the second look-up took a second
          assertThat(runtime.blockOn(Dns.lookup("host"))).isEqualTo(nth(1));
          assertThatThrownBy(() -> runtime.blockOn(Dns.lookup("no-host")))
              .isInstanceOfSatisfying(
                  LookupException.class,
                  e -> assertThat(e.validFor()).isEqualTo(Duration.ofSeconds(6)))
              .hasMessage("no-host");
          runtime.blockOn(sleep(Duration.ofSeconds(6)));
          assertThatThrownBy(() -> runtime.blockOn(Dns.lookup("no-host")))
              .hasMessage("no-host"); // another second
          runtime.blockOn(sleep(Duration.ofSeconds(48)));
          assertThat(runtime.blockOn(Dns.lookup("host"))).isEqualTo(nth(4));
          assertThat(asked).containsExactly("host", "no-host", "no-host", "host");
        });
  }

  @Test
  void timesBeyondAllMeasureAreForEver() throws Exception {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
    Resolver origin = saying(host -> longest);
    with(
        origin.cached(longest, longest, 10),
        runtime -> {
          for (int i = 0; i < 2; i++) {
            assertThat(runtime.blockOn(Dns.lookup("host"))).isEqualTo(nth(1));
            assertThatThrownBy(() -> runtime.blockOn(Dns.lookup("no-host")))
                .isInstanceOf(UnknownHostException.class);
            runtime.blockOn(sleep(Duration.ofDays(10_000)));
          }
          assertThat(asked).hasSize(2);
        });
  }

  @Test
  void ofLookUpsThatWereGivenUpOnlyTheLatestAreKept() throws Exception {
    Set<String> live = new HashSet<>();
    Resolver endless =
        host -> {
          asked.add(host);
          return new Endless(host, live);
        };
    with(
        endless.cached(MINUTE, Duration.ZERO, 1_000),
        runtime -> {
          for (int i = 0; i < 100; i++) {
            pollAndDrop(runtime, "host " + i);
          }
          assertThat(live).hasSize(CachedResolver.MOST_GIVEN_UP).contains("host 99", "host 84");
          pollAndDrop(runtime, "host 84"); // is the latest now
          pollAndDrop(runtime, "another");
          assertThat(live).contains("host 84").doesNotContain("host 85");
          assertThat(asked).hasSize(101);
        });
  }

  private static void pollAndDrop(AsyncRuntime runtime, String host) throws Exception {
    Future<?> givenUp = Dns.lookup(host);
    runtime.blockOn(
        new RawFuture<Void>() {
          @Override
          public @Nullable Object pollRaw(Context cx) throws Exception {
            assertThat(givenUp.poll(cx).isReady()).isFalse();
            givenUp.drop();
            return null;
          }
        });
  }

  /// Notes itself while it lives.
  private static final class Endless extends RawFuture<List<InetAddress>> {
    private final String host;
    private final Set<String> live;

    Endless(String host, Set<String> live) {
      this.host = host;
      this.live = live;
    }

    @Override
    public Object pollRaw(Context cx) {
      live.add(host);
      return PENDING;
    }

    @Override
    public void drop() {
      live.remove(host);
    }
  }

  @Test
  void aFullMemoryForgetsTheNameThatWasAskedForLongestAgo() throws Exception {
    Resolver resolver = ((Resolver) this::slow).cached(MINUTE, Duration.ZERO, 2);
    with(
        resolver,
        runtime -> {
          for (String host : List.of("a", "b", "a", "c", "a", "b")) {
            runtime.blockOn(Dns.lookup(host));
          }
          assertThat(asked).containsExactly("a", "b", "c", "b");
        });
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Resolver.Found(List.of(), Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing is valid for");
    assertThatThrownBy(() -> Resolver.system().cached(Duration.ZERO, Duration.ZERO, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 name");
    assertThatThrownBy(() -> Resolver.system().cached(MINUTE, Duration.ZERO, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
