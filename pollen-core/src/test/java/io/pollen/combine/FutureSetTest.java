package io.pollen.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.conformance.PollHarness;
import io.pollen.conformance.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FutureSetTest {
  private final FutureSet<Object> set = new FutureSet<>();
  private final List<Probe<Object>> probes = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();

  private Probe<Object> added() {
    String name = "p" + probes.size();
    Probe<Object> probe = new Probe<>(name).onDrop(() -> dropped.add(name));
    probes.add(probe);
    set.add(probe);
    return probe;
  }

  @Test
  void givesValuesInTheOrderOfCompletion() throws Exception {
    Probe<Object> first = added();
    Probe<Object> second = added();
    second.complete("second");
    assertThat(Drive.drive(set.next())).isEqualTo("second");
    first.complete("first");
    assertThat(Drive.drive(set.next())).isEqualTo("first");
    assertThat(set.isEmpty()).isTrue();
  }

  @Test
  void nextDoesNotWaitForASetThatItsOwnChildClosed() throws Exception {
    added().onPoll(set::close);
    var harness = PollHarness.of(set.next());
    assertThat(harness.assertFails()).isInstanceOf(NoSuchElementException.class);
    assertThat(dropped).containsExactly("p0");
  }

  @Test
  void pollsOnlyWokenChildren() throws Exception {
    for (int index = 0; index < 10; index++) {
      added();
    }
    var harness = PollHarness.of(set.next()).assertPending().assertPending().assertPending();
    assertThat(probes).allSatisfy(probe -> assertThat(probe.polls()).isEqualTo(1));
    probes.get(4).wake();
    assertThat(harness.isWoken()).isTrue();
    harness.assertPending();
    assertThat(probes.get(4).polls()).isEqualTo(2);
    assertThat(probes.get(5).polls()).isEqualTo(1);
  }

  @Test
  void givesWayAfterTwoChildrenThatWokeThemselves() throws Exception {
    AtomicInteger polls = new AtomicInteger();
    for (int index = 0; index < 10; index++) {
      set.add(cx -> {
        polls.incrementAndGet();
        cx.waker().wake();
        return Poll.pending();
      });
    }
    var harness = PollHarness.of(set.next());
    harness.assertPending();
    assertThat(polls).hasValue(2);
    assertThat(harness.isWoken()).isTrue();
    harness.assertPending();
    assertThat(polls).hasValue(4);
    set.close();
  }

  @Test
  void givesWayWhenEachChildWasPolledOnce() throws Exception {
    // One wakes itself: without the rule its poll would follow at once.
    AtomicInteger polls = new AtomicInteger();
    set.add(cx -> {
      polls.incrementAndGet();
      cx.waker().wake();
      return Poll.pending();
    });
    PollHarness.of(set.next()).assertPending();
    assertThat(polls).hasValue(1);
    set.close();
  }

  @Test
  void aDroppedNextLosesNothing() throws Exception {
    Probe<Object> probe = added();
    var first = PollHarness.of(set.next()).assertPending();
    first.future().drop();
    assertThat(dropped).isEmpty();
    probe.complete("value");
    assertThat(Drive.drive(set.next())).isEqualTo("value");
  }

  @Test
  void aNextThatIsDroppedFromInsideItsReadyPollHandsTheItemBack() throws Exception {
    List<Future<Object>> next = new ArrayList<>();
    set.add(cx -> {
      next.getFirst().drop();
      return Poll.ready("kept");
    });
    next.add(set.next());
    assertThat(next.getFirst().poll(Context.of(Waker.noop())).isReady()).isFalse();
    assertThat(set.size()).isEqualTo(1);
    assertThat(Drive.drive(set.next())).isEqualTo("kept");
    assertThat(set.isEmpty()).isTrue();
  }

  @Test
  void aFailureLeavesTheSetAndTheOthersGoOn() throws Exception {
    Probe<Object> first = added();
    Probe<Object> second = added();
    var failure = new IOException("first");
    first.fail(failure);
    assertThatThrownBy(() -> Drive.drive(set.next())).isSameAs(failure);
    second.complete(null);
    assertThat(Drive.drive(set.next())).isNull();
    assertThatThrownBy(() -> Drive.drive(set.next())).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void closeDropsTheNewestFirstAndOnce() throws Exception {
    added();
    Probe<Object> second = added();
    added();
    var harness = PollHarness.of(set.next()).assertPending();
    second.complete("done");
    harness.assertReady("done");
    set.close();
    set.close();
    assertThat(dropped).containsExactly("p2", "p0");
    probes.forEach(Probe::wake);
    assertThatThrownBy(() -> set.add(new Probe<>())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFutureAddedWhileWaitingIsPolled() throws Exception {
    added();
    var harness = PollHarness.of(set.next()).assertPending();
    harness.waker().reset();
    Probe<Object> later = added();
    assertThat(harness.isWoken()).isTrue();
    later.complete("later");
    harness.assertReady("later");
    set.close();
  }
}
