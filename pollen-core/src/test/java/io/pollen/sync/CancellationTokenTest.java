package io.pollen.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.pollen.Async;
import io.pollen.Drive;
import io.pollen.Future;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jol.info.GraphLayout;

@Timeout(60)
class CancellationTokenTest {
  private final Probe first = new Probe();
  private final Probe second = new Probe();
  private final CancellationToken token = new CancellationToken();

  @Test
  void whoWaitsIsWokenAndWhoComesLaterDoesNotWait() {
    var waiting = token.cancelled();
    var made = token.cancelled();
    first.pending(waiting);
    token.cancel();
    token.cancel();
    assertThat(first.wakes()).isEqualTo(1);
    first.ready(waiting);
    first.ready(made);
    first.ready(token.cancelled());
    assertThat(token.isCancelled()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> waiting.poll(first));
  }

  @Test
  void aParentCancelsAllBelowAndAChildOnlyItself() {
    CancellationToken left = token.child();
    CancellationToken right = token.child();
    CancellationToken leaf = left.child();
    left.cancel();
    assertThat(List.of(token.isCancelled(), left.isCancelled(), leaf.isCancelled()))
        .containsExactly(false, true, true);
    assertThat(right.isCancelled()).isFalse();
    token.cancel();
    assertThat(right.isCancelled()).isTrue();
    assertThat(token.child().isCancelled()).isTrue();
    assertThat(leaf.child().child().isCancelled()).isTrue();
  }

  @Test
  void whoIsWokenFindsTheWholeTreeCancelled() {
    CancellationToken child = token.child();
    CancellationToken grandchild = child.child();
    List<Boolean> seen = new ArrayList<>();
    first.onWake = () -> seen.addAll(List.of(child.isCancelled(), grandchild.isCancelled()));
    var waiting = token.cancelled();
    first.pending(waiting);
    token.cancel();
    assertThat(seen).containsExactly(true, true);
    waiting.drop();
  }

  @Test
  void aChainOfAHundredThousandIsCancelled() {
    CancellationToken last = token;
    List<CancellationToken> chain = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      last = last.child();
      chain.add(last);
    }
    token.cancel();
    assertThat(chain).allMatch(CancellationToken::isCancelled);
  }

  @Test
  void childrenThatAreCancelledOrForgottenAreNotKept() {
    CancellationToken kept = token.child();
    List<WeakReference<CancellationToken>> gone = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      CancellationToken child = token.child();
      if (i % 2 == 0) {
        child.cancel();
      }
      gone.add(new WeakReference<>(child));
    }
    // Collected children are told of some time after the collection, and swept by the next birth.
    CancellationToken another;
    do {
      System.gc();
      another = token.child();
    } while (GraphLayout.parseInstance(token).totalCount() > 100);
    assertThat(gone).allMatch(reference -> reference.get() == null);
    token.cancel();
    assertThat(List.of(kept.isCancelled(), another.isCancelled())).containsExactly(true, true);
  }

  @Test
  void aFutureRunsUntilItsValueOrTheToken() throws Exception {
    assertThat(Drive.drive(token.runUntilCancelled(Async.ready(7)))).contains(7);
    Mutex<String> mutex = new Mutex<>("");
    Guard<String> held = mutex.tryLock().orElseThrow();
    var stopped = token.runUntilCancelled(mutex.lock());
    first.pending(stopped);
    token.cancel();
    assertThat(first.ready(stopped)).isEmpty();
    held.close();
    assertThat(mutex.tryLock()).as("the wait for the lock was dropped").isPresent();
  }

  @Test
  void atTheFirstPollTheTokenWinsAndLaterTheValue() {
    Notify event = new Notify();
    var both = token.runUntilCancelled(event.notified().map(none -> "value"));
    second.pending(both);
    event.notifyOne();
    token.cancel();
    assertThat(second.ready(both)).contains("value");
    boolean[] polled = {false};
    Future<Integer> watched =
        cx -> {
          polled[0] = true;
          throw new AssertionError();
        };
    assertThat(second.ready(token.runUntilCancelled(watched))).isEqualTo(Optional.empty());
    assertThat(polled[0]).isFalse();
  }

  @Test
  void aGuardCancelsUnlessItIsDisarmed() {
    CancellationToken other = new CancellationToken();
    try (var armed = token.guard();
        var disarmed = other.guard()) {
      disarmed.disarm();
      assertThat(armed).isNotNull();
    }
    assertThat(List.of(token.isCancelled(), other.isCancelled())).containsExactly(true, false);
  }

  /// A child is born while its parent is cancelled: it must not be missed.
  @RepeatedTest(200)
  void noChildEscapes() throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    CountDownLatch born = new CountDownLatch(1);
    List<CancellationToken> children = new ArrayList<>();
    Thread maker =
        Thread.ofPlatform()
            .start(() -> {
              try {
                start.await();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
              for (int i = 0; i < 100; i++) {
                children.add(token.child());
              }
              born.countDown();
            });
    start.await();
    token.cancel();
    born.await();
    maker.join();
    assertThat(children).hasSize(100).allMatch(CancellationToken::isCancelled);
  }
}
