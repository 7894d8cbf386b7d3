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
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.combine.Tuple2;
import io.pollen.woven.RawFuture;
import io.pollen.woven.StateMachine;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Chains of blocks that are long enough for polls to jump over their middle: they do what short
/// ones do. See also [DifferentialTest], which puts its programs into such a chain, [DepthTest] and
/// [BlockLawsTest].
class LongChainsTest {
  /// At least one base of a chain, with all levels in between; and more than one.
  private static final int[] DEPTHS = {31, 32, 33, 34, 63, 64, 65, 66, 97, 200, 1_000};

  /// After so many polls of a suspended chain all its shortcuts are there.
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
      StateMachine.shorten(chain);
    }
    return chain;
  }

  /// Pending until it is told its value, and knows through how many blocks it was polled.
  private static final class Leaf extends RawFuture<Integer> {
    private Object answer = PENDING;
    private long blocks;

    @Override
    public Object pollRaw(Context cx) {
      blocks =
          StackWalker.getInstance()
              .walk(frames ->
                  frames
                      .filter(frame -> frame.getMethodName().equals("pollRaw"))
                      .filter(frame -> frame.getClassName().contains("LongChainsTest$nested"))
                      .count());
      return answer;
    }
  }

  @Test
  void aWakeJumpsOverTheMiddle() throws Exception {
    for (int depth : DEPTHS) {
      Leaf leaf = new Leaf();
      Future<Integer> chain = nested(depth, leaf);
      assertThat(chain.poll(CX).isReady()).isFalse();
      assertThat(leaf.blocks).isEqualTo(depth + 1);
      suspended(chain);
      assertThat(leaf.blocks).as("of %s", depth).isLessThanOrEqualTo(depth <= 32 ? depth + 1 : 2);
      leaf.answer = 1;
      assertThat(Later.run(chain)).isEqualTo(depth + 1);
    }
  }

  @Test
  void aChainOfUpTo32BlocksIsPolledThroughAllOfThem() throws Exception {
    Leaf leaf = new Leaf();
    suspended(nested(31, leaf));
    assertThat(leaf.blocks).isEqualTo(32);
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
  void aFailureTellsTheAwaitsThatWereJumpedOver() throws Exception {
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
  void aWrappedFailureTellsThemToo() throws Exception {
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

  @Test
  void whatHasCompletedBelowIsForgotten() throws Exception {
    List<WeakReference<Object>> helpers = new ArrayList<>();
    Supplier<Future<Integer>> helper =
        () -> {
          Future<Integer> made = nested(100, later(1));
          helpers.add(new WeakReference<>(made));
          return made;
        };
    Future<Integer> calls = async(() -> await(helper.get()) + await(helper.get()));
    Later.pendings = POLLS + 1;
    Future<Integer> chain = suspended(nested(100, calls));
    suspended(chain);
    assertThat(helpers).hasSize(2);
    for (int i = 0; i < 50 && helpers.getFirst().get() != null; i++) {
      System.gc();
    }
    assertThat(helpers.getFirst().get()).isNull();
    assertThat(Later.run(chain)).isEqualTo(100 + 101 + 101);
  }

  @Test
  void aPollOfAJumpedOverBlockFromInsideIsRefused() throws Exception {
    Future<?>[] middle = new Future<?>[1];
    Later.pendings = POLLS;
    Future<Integer> leaf =
        async(() -> {
          await(later(0));
          log.add(catchThrowable(() -> middle[0].poll(CX)).getMessage());
          return await(pending());
        });
    Future<Integer> awaited = nested(50, leaf);
    middle[0] = awaited;
    Future<Integer> chain = suspended(nested(50, awaited));
    assertThat(chain.poll(CX).isReady()).isFalse();
    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("polled");
    chain.drop();
  }
}
