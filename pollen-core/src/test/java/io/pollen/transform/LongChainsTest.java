package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.join;
import static io.pollen.Async.pending;
import static io.pollen.Async.ready;
import static io.pollen.transform.Later.CX;
import static io.pollen.transform.Later.later;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pollen.AsyncTrace;
import io.pollen.AwaitTree;
import io.pollen.Future;
import io.pollen.combine.Tuple2;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Chains of many blocks that await each other do what short ones do, at every level, also when
/// they were resumed several times. See also [DepthTest], for what the stack has room for.
class LongChainsTest {
  private static final int[] DEPTHS = {1, 2, 3, 31, 32, 33, 65, 200, 1_000};

  /// How often a chain is resumed and stays suspended before something happens to it.
  private static final int POLLS = 4;

  private final List<String> log = new ArrayList<>();

  @AfterEach
  void onePending() {
    Later.pendings = 1;
  }

  private static Future<Integer> nested(int depth, Future<Integer> leaf) {
    return async(() -> depth == 0 ? await(leaf) : 1 + await(nested(depth - 1, leaf)));
  }

  private static <T extends Future<?>> T suspended(T chain) throws Exception {
    for (int i = 0; i < POLLS; i++) {
      assertThat(chain.poll(CX).isReady()).isFalse();
    }
    return chain;
  }

  /// Each level waits for something of its own, now for the next level, now for a leaf.
  private Future<Integer> branching(int depth, Random random) {
    return async(() -> {
      int sum = depth;
      for (int i = random.nextInt(4); i > 0; i--) {
        sum += await(later(1));
      }
      if (depth > 0) {
        sum += await(branching(depth - 1, random));
      }
      for (int i = random.nextInt(2); i > 0 && depth > 0; i--) {
        sum += await(nested(random.nextInt(depth), later(2)));
      }
      log.add("left " + depth);
      return sum;
    });
  }

  @Test
  void chainsThatShrinkAndGrowAgainHaveTheirValues() throws Exception {
    for (int depth : DEPTHS) {
      Later.pendings = 0;
      int expected = Later.run(branching(depth, new Random(depth)));
      List<String> order = List.copyOf(log);
      for (int pendings : new int[] {1, 2, 5}) {
        log.clear();
        Later.pendings = pendings;
        assertThat(Later.run(branching(depth, new Random(depth)))).isEqualTo(expected);
        assertThat(log).isEqualTo(order);
      }
      log.clear();
    }
  }

  @Test
  void combinatorsEndAChainAndBeginAnother() throws Exception {
    Later.pendings = 5;
    Future<Tuple2<Integer, Integer>> both =
        join(nested(80, later(0)), nested(70, nested(40, later(0))));
    Future<Integer> sum =
        async(() -> {
          Tuple2<Integer, Integer> values = await(both);
          return values.first() + values.second();
        });
    assertThat(Later.run(nested(100, sum))).isEqualTo(80 + 70 + 40 + 100);
  }

  private Future<Integer> guarded(int depth, int catches, Future<Integer> leaf) {
    return async(() -> {
      try {
        return 1 + await(depth == 0 ? leaf : guarded(depth - 1, catches, leaf));
      } catch (IOException failure) {
        log.add(failure.getMessage() + " " + depth);
        if (depth == catches) {
          return await(later(0));
        }
        throw failure;
      } finally {
        log.add("finally " + depth);
      }
    });
  }

  private static List<String> finallies(int to) {
    return IntStream.rangeClosed(0, to).mapToObj(depth -> "finally " + depth).toList();
  }

  @Test
  void aFailurePassesEachBlockOnceAndCanBeCaughtInTheMiddle() throws Exception {
    Later.pendings = POLLS;
    for (int caught : new int[] {0, 1, 31, 32, 33, 50, 64, 99}) {
      log.clear();
      Future<Integer> chain = guarded(99, caught, Later.failing(new IOException("seen by")));
      assertThat(Later.run(chain)).isEqualTo(99 - caught);
      List<String> expected = new ArrayList<>();
      for (int depth = 0; depth <= 99; depth++) {
        if (depth <= caught) {
          expected.add("seen by " + depth);
        }
        expected.add("finally " + depth);
      }
      assertThat(log).isEqualTo(expected);
    }
    IOException failure = new IOException("seen by");
    assertThatThrownBy(() -> Later.run(guarded(99, 100, Later.failing(failure)))).isSameAs(failure);
  }

  @Test
  void aDropRunsAllFinallyBlocksInnermostFirst() throws Exception {
    suspended(guarded(99, -1, pending())).drop();
    assertThat(log).isEqualTo(finallies(99));
    log.clear();
    assertThat(suspended(guarded(99, -1, pending())).pollCancel(CX).isReady()).isTrue();
    assertThat(log).isEqualTo(finallies(99));
  }

  /// A leaf that, at its last poll, does something to a block that waits for it.
  private Future<Integer> meddling(Future<?>[] outer, boolean cancels, Future<Integer> then) {
    return async(() -> {
      await(later(0));
      if (cancels) {
        assertThat(outer[0].pollCancel(CX).isReady()).isTrue();
      } else {
        outer[0].drop();
        outer[0].drop();
      }
      log.add("goes on");
      return await(then);
    });
  }

  private Future<Integer> droppedFromInside(boolean cancels, Future<Integer> then)
      throws Exception {
    Later.pendings = POLLS;
    Future<?>[] middle = new Future<?>[1];
    Future<Integer> dropped = guarded(50, -1, meddling(middle, cancels, then));
    middle[0] = dropped;
    return suspended(nested(100, dropped));
  }

  @Test
  void aDropFromInsideTakesEffectAtTheNextPending() throws Exception {
    for (boolean cancels : new boolean[] {false, true}) {
      log.clear();
      Future<Integer> chain = droppedFromInside(cancels, pending());
      assertThat(chain.poll(CX).isReady()).isFalse();
      assertThat(log.getFirst()).isEqualTo("goes on");
      assertThat(log.subList(1, log.size())).isEqualTo(finallies(50));
      assertThatThrownBy(() -> chain.poll(CX))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was dropped");
    }
  }

  @Test
  void aValueAfterADropFromInsideIsDiscarded() throws Exception {
    Future<Integer> chain = droppedFromInside(false, ready(1));
    assertThat(chain.poll(CX).isReady()).isFalse();
    assertThat(log.getFirst()).isEqualTo("goes on");
    assertThat(log.subList(1, log.size())).isEqualTo(finallies(50));
    assertThatThrownBy(() -> chain.poll(CX))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was dropped");
  }

  @Test
  void aFailureTellsTheSameAwaitsAfterManyPolls() throws Exception {
    for (int depth : DEPTHS) {
      Later.pendings = 0;
      List<StackTraceElement> first = places(named(depth));
      Later.pendings = POLLS;
      assertThat(places(named(depth))).as("of %s", depth).isEqualTo(first);
    }
  }

  private static List<StackTraceElement> places(Future<Integer> chain) {
    Throwable failure = catchThrowable(() -> Later.run(chain));
    return AsyncTrace.of(failure).orElseThrow().awaits();
  }

  private static Future<Integer> named(int depth) {
    return switch (depth % 3) {
      case 0 -> async(() -> 3 + await(below(depth)));
      case 1 -> async(() -> 1 + await(below(depth)));
      default -> async(() -> 2 + await(below(depth)));
    };
  }

  private static Future<Integer> below(int depth) {
    return depth > 0 ? named(depth - 1) : Later.failing(new IOException());
  }

  @Test
  void aFailureThatIsWrappedInTheMiddleTellsThemToo() throws Exception {
    Later.pendings = 0;
    List<StackTraceElement> first = places(wrapping(80, 40));
    Later.pendings = POLLS;
    assertThat(places(wrapping(80, 40))).isEqualTo(first).hasSize(41);
  }

  private static Future<Integer> wrapping(int depth, int wrapper) {
    return async(() -> {
      try {
        return await(depth == 0 ? below(0) : wrapping(depth - 1, wrapper));
      } catch (IOException failure) {
        if (depth == wrapper) {
          throw new IllegalStateException(failure);
        }
        throw failure;
      }
    });
  }

  @Test
  void anAwaitTreeShowsTheWholeChain() throws Exception {
    Future<Integer> chain = nested(50, pending());
    assertThat(chain.poll(CX).isReady()).isFalse();
    String before = AwaitTree.of(chain).toString();
    assertThat(AwaitTree.of(suspended(chain)).toString()).isEqualTo(before);
  }
}
