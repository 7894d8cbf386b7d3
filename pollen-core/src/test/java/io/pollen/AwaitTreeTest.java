package io.pollen;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.join;
import static io.pollen.Async.joinAll;
import static io.pollen.Async.keep;
import static io.pollen.Async.pending;
import static io.pollen.Async.race;
import static io.pollen.Async.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.combine.FutureSet;
import io.pollen.sync.Mpsc;
import io.pollen.sync.Mutex;
import io.pollen.sync.Oneshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AwaitTreeTest {
  private static final Context CX = Context.of(Waker.noop());

  /// A leaf with a text of its own.
  private static final class Leaf implements Future<Integer> {
    @Override
    public Poll<Integer> poll(Context cx) {
      return Poll.pending();
    }

    @Override
    public String toString() {
      return "a leaf";
    }
  }

  private static int line() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  private static AwaitTree polled(Future<?> future) throws Exception {
    assertThat(future.poll(CX).isReady()).isFalse();
    return AwaitTree.of(future);
  }

  private int innerLine;
  private int outerLine;

  private Future<Integer> inner(String text, long number) {
    return async(() -> {
      innerLine = line() + 1;
      int more = await(new Leaf());
      return text.length() + (int) number + more;
    });
  }

  private Future<Integer> outer(String name) {
    return async(() -> {
      boolean flag = name.isEmpty();
      char letter = name.charAt(0);
      List<String> unused = List.of(name);
      outerLine = line() + 1;
      int value = await(inner(name + unused.size(), 7L));
      return flag ? value : letter;
    });
  }

  @Test
  void aSuspendedBlockShowsItsAwaitsWithLinesAndTheVariablesThatItKeeps() throws Exception {
    Future<Integer> future = outer("abc");
    assertThat(polled(future).text())
        .isEqualTo(
            """
            AwaitTreeTest.outer (AwaitTreeTest.java:%d)  flag: boolean, letter: char
            AwaitTreeTest.inner (AwaitTreeTest.java:%d)  text: String, number: long
            a leaf
            """
                .formatted(outerLine, innerLine));
    assertThat(AwaitTree.of(future).toString())
        .isEqualTo(
            "AwaitTreeTest.outer (AwaitTreeTest.java:%d) → AwaitTreeTest.inner (AwaitTreeTest.java:%d) → a leaf"
                .formatted(outerLine, innerLine));
  }

  @Test
  void valuesAreShownOnlyWhenAskedFor() throws Exception {
    Future<Integer> future = outer("abc");
    AwaitTree tree = polled(future);
    assertThat(tree.locals()).extracting(AwaitTree.Local::value).containsOnlyNulls();
    AwaitTree told = AwaitTree.withValues(future);
    assertThat(told.text())
        .contains("  flag: boolean = false, letter: char = a\n")
        .contains("  text: String = abc1, number: long = 7\n");
  }

  private static final class Unprintable {
    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  @Test
  void aValueWithoutTextIsNoFailure() throws Exception {
    Unprintable value = new Unprintable();
    Future<Integer> future = async(() -> await(new Leaf()) + value.hashCode());
    polled(future);
    assertThat(AwaitTree.withValues(future).text())
        .contains("value: Unprintable = (unreadable: java.lang.IllegalStateException: no text)");
  }

  @Test
  void blocksThatAreNotSuspendedSaySo() throws Exception {
    Future<Integer> fresh = async(() -> await(new Leaf()));
    assertThat(AwaitTree.of(fresh).what()).isEqualTo("not started");
    assertThat(AwaitTree.of(fresh).awaits()).isEmpty();
    polled(fresh);
    fresh.drop();
    assertThat(AwaitTree.of(fresh).what()).isEqualTo("done");
    List<AwaitTree> during = new ArrayList<>();
    Future<?>[] self = new Future<?>[1];
    self[0] =
        async(() -> {
          await(ready(1));
          during.add(AwaitTree.of(self[0]));
          await(new Leaf());
        });
    self[0].poll(CX);
    assertThat(during.getFirst().what()).isEqualTo("running");
  }

  @Test
  void combinatorsShowTheirBranches() throws Exception {
    var mutex = new Mutex<>(1);
    var channel = Mpsc.<String>bounded(1);
    var set = new FutureSet<Integer>();
    set.add(new Leaf());
    try (var held = mutex.tryLock().orElseThrow();
        var kept = keep(new Leaf())) {
      Future<?> future =
          join(
              join(ready(1), new Leaf().map(x -> x + 1), mutex.lock()),
              race(channel.receiver().recv(), kept),
              Oneshot.channel().receiver().shared(),
              set.next(),
              pending().abortable(),
              Async.from(new CompletableFuture<Integer>()));
      assertThat(polled(future).text())
          .isEqualTo(
              """
              join
                - join, 2 of 3
                    - map
                      a leaf
                    - Mutex.lock
                - race
                    - Mpsc.Receiver.recv
                    - keep
                      a leaf
                - shared
                  Oneshot.Receiver
                - FutureSet.next, of 1
                  a leaf
                - abortable
                  pending
                - CompletableFuture
              """);
      assertThat(AwaitTree.of(future).toString())
          .startsWith("join → [join, 2 of 3 → [map → a leaf | Mutex.lock] | race → [");
      assertThat(held.get()).isEqualTo(1);
    }
  }

  @Test
  void ofManyBranchesTheFirstAreShown() throws Exception {
    List<Future<Integer>> many = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      many.add(new Leaf());
    }
    AwaitTree tree = polled(joinAll(many));
    assertThat(tree.what()).isEqualTo("join, 100000 of 100000");
    assertThat(tree.awaits()).hasSize(65);
    assertThat(tree.awaits().getLast().what()).isEqualTo("… 99936 more …");
    assertThat(tree.toString().length()).isLessThan(700);
  }

  private static Future<Integer> nested(int depth) {
    return async(() -> depth == 0 ? await(new Leaf()) : await(nested(depth - 1)) + 1);
  }

  @Test
  void ofADeepChainBothEndsAreShown() throws Exception {
    Future<Integer> deep = nested(1000);
    AwaitTree tree = polled(deep);
    List<String> lines = tree.text().lines().toList();
    assertThat(lines).hasSize(48 + 1 + 16);
    assertThat(lines.get(48)).isEqualTo("… 938 more levels …");
    assertThat(lines.getLast()).isEqualTo("a leaf");
    assertThat(lines.getFirst()).contains("AwaitTreeTest.nested");
  }

  /// A future that tells of itself what is not so.
  private record Ring(List<Future<?>> inner) implements Future<Integer>, Inspectable {
    @Override
    public Poll<Integer> poll(Context cx) {
      return Poll.pending();
    }

    @Override
    public void inspect(Inspection into) {
      into.what("ring").awaits(inner.getFirst());
    }
  }

  @Test
  void aRingEnds() {
    List<Future<?>> self = new ArrayList<>();
    Ring ring = new Ring(self);
    self.add(ring);
    assertThat(AwaitTree.of(ring).text()).isEqualTo("ring\nring (shown above already)\n");
  }

  @Test
  void aFutureThatCannotBeReadIsShownAsThat() {
    Ring broken = new Ring(List.of());
    assertThat(AwaitTree.of(broken).what())
        .startsWith(
            "AwaitTreeTest$Ring, which could not be read: java.util.NoSuchElementException");
  }

  @Test
  void aLambdaIsNamedByItsClass() {
    Future<Integer> lambda = cx -> Poll.pending();
    assertThat(AwaitTree.of(lambda).what()).isEqualTo("a lambda of AwaitTreeTest");
  }

  @Test
  void anyThreadMayLookWhileAnotherPolls() throws Exception {
    Thread owner = Thread.currentThread();
    var seen = new ArrayList<String>();
    var failure = new ArrayList<Throwable>();
    Future<?>[] shown = {nested(3)};
    Thread other =
        new Thread(() -> {
          try {
            while (owner.isAlive() && !Thread.interrupted()) {
              seen.add(AwaitTree.withValues(shown[0]).text());
            }
          } catch (Throwable t) {
            failure.add(t);
          }
        });
    other.start();
    for (int i = 0; i < 2_000; i++) {
      Future<?> next = join(nested(20), nested(5).map(x -> x), new Leaf());
      shown[0] = next;
      for (int polls = 0; polls < 3; polls++) {
        next.poll(CX);
      }
      next.drop();
    }
    other.interrupt();
    other.join();
    assertThat(failure).isEmpty();
    assertThat(seen).isNotEmpty();
  }
}
