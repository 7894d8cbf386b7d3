package io.pollen.runtime;

import static io.pollen.Async.race;
import static io.pollen.Async.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.Poll;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The random choices of `select` and `race` follow the runtime's seed.
@Timeout(30)
class SelectSeedTest {
  enum Kind {
    CURRENT(() -> AsyncRuntime.builder().currentThread()),
    ONE(() -> AsyncRuntime.builder().workerThreads(1));

    private final Supplier<RuntimeBuilder> builder;

    Kind(Supplier<RuntimeBuilder> builder) {
      this.builder = builder;
    }
  }

  /// The winners of 64 races in which both are ready.
  private static Future<String> winners() {
    return cx -> {
      var winners = new StringBuilder();
      for (int i = 0; i < 64; i++) {
        if (race(ready("a"), ready("b")).poll(cx) instanceof Poll.Ready<String>(var winner)) {
          winners.append(winner);
        }
      }
      return Poll.ready(winners.toString());
    };
  }

  private static String inBlockOn(Kind kind, long seed) throws Exception {
    try (var runtime = kind.builder.get().rngSeed(seed).build()) {
      return runtime.blockOn(winners());
    }
  }

  private static String inATask(Kind kind, long seed) throws Exception {
    try (var runtime = kind.builder.get().rngSeed(seed).build()) {
      return runtime.blockOn(runtime.spawn(winners()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameWinners(Kind kind) throws Exception {
    assertThat(inBlockOn(kind, 42)).hasSize(64).contains("a", "b").isEqualTo(inBlockOn(kind, 42));
    assertThat(inATask(kind, 42)).hasSize(64).contains("a", "b").isEqualTo(inATask(kind, 42));
  }

  @ParameterizedTest
  @EnumSource
  void anotherSeedGivesOtherWinners(Kind kind) throws Exception {
    assertThat(inBlockOn(kind, 42)).isNotEqualTo(inBlockOn(kind, 43));
    assertThat(inATask(kind, 42)).isNotEqualTo(inATask(kind, 43));
  }
}
