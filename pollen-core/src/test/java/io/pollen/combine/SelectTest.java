package io.pollen.combine;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.pending;
import static io.pollen.Async.race;
import static io.pollen.Async.raceBiased;
import static io.pollen.Async.ready;
import static io.pollen.Async.select;
import static io.pollen.Async.selectAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Drive;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.conformance.ManualContext;
import io.pollen.conformance.PollHarness;
import io.pollen.conformance.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectTest {
  private sealed interface Event {
    record Msg(String text) implements Event {}

    record Tick(int at) implements Event {}

    record Idle() implements Event {}
  }

  private sealed interface Signal {
    record Text(String text) implements Signal {}

    record Time(int at) implements Signal {}
  }

  private final List<String> log = new ArrayList<>();

  private Probe<Object> probe(String name) {
    return new Probe<>(name).onDrop(() -> log.add(name));
  }

  @Test
  void losersAreDroppedInReverseOrderBeforeTheResultIsVisible() throws Exception {
    Probe<Object> second = probe("b");
    var winner = second.inspect(value -> log.add("won"));
    var race =
        race(probe("a"), winner, probe("c"), probe("d")).inspect(value -> log.add("visible"));
    var harness = PollHarness.of(race).assertPending();
    second.complete("value");
    harness.assertReady("value");
    assertThat(log).containsExactly("won", "d", "c", "a", "visible");
  }

  @Test
  void aFailureOfTheFirstToCompleteDropsTheOthersAndIsThrown() throws Exception {
    Probe<Object> first = probe("a");
    var harness = PollHarness.of(race(first, probe("b"), probe("c"))).assertPending();
    var failure = new IOException("first");
    first.fail(failure);
    assertThat(harness.assertFails()).isSameAs(failure);
    assertThat(log).containsExactly("c", "b");
  }

  @Test
  void aLosersDropFailureNeverReplacesTheWinnersResult() throws Exception {
    var broken =
        new Probe<>("broken")
            .onDrop(() -> {
              throw new IllegalStateException("drop");
            });
    Probe<Object> winner = probe("winner");
    List<String> reported = new ArrayList<>();
    var before = FailureHook.install((source, failure) -> reported.add(failure.getMessage()));
    try {
      var harness = PollHarness.of(race(broken, winner, broken)).assertPending();
      winner.complete(1);
      harness.assertReady(1);
    } finally {
      FailureHook.install(before);
    }
    assertThat(reported).containsExactly("drop", "drop");
  }

  @Test
  void branchesNamedByASealedTypeAreTakenApartWithoutADefault() throws Exception {
    Future<String> inbox = ready("hello");
    Future<Integer> timer = pending();
    String seen =
        switch (Drive.drive(race(inbox.map(Signal.Text::new), timer.map(Signal.Time::new)))) {
          case Signal.Text(var text) -> "msg " + text;
          case Signal.Time(var at) -> "tick " + at;
        };
    assertThat(seen).isEqualTo("msg hello");
  }

  @Test
  void theSameWithAwaitInsideAnAsyncBlock() throws Exception {
    Future<String> inbox = pending();
    Future<Integer> timer = ready(3);
    Future<String> block =
        async(() ->
            switch (await(race(inbox.map(Signal.Text::new), timer.map(Signal.Time::new)))) {
              case Signal.Text(var text) -> "msg " + text;
              case Signal.Time(var at) -> "tick " + at;
            });
    assertThat(Drive.drive(block)).isEqualTo("tick 3");
  }

  @Test
  void positionalResultsTellWhichWon() throws Exception {
    Future<String> first = pending();
    String seen =
        switch (Drive.drive(select(first, ready(2)))) {
          case Select2.First(var text) -> text;
          case Select2.Second(var number) -> "second " + number;
        };
    assertThat(seen).isEqualTo("second 2");
    assertThat(Drive.drive(select(pending(), pending(), ready("c"))))
        .isEqualTo(new Select3.Third<>("c"));
    assertThat(Drive.drive(select(pending(), pending(), pending(), ready(null))))
        .isEqualTo(new Select4.Fourth<>(null));
  }

  @Test
  void aDisabledBranchIsNotBuilt() throws Exception {
    Event event =
        Drive.drive(
            select(Event.class)
                .onIf(
                    false,
                    () -> {
                      throw new AssertionError("built");
                    },
                    Event.Msg::new)
                .onIf(true, () -> ready(7), Event.Tick::new)
                .orElse(Event.Idle::new));
    assertThat(event).isEqualTo(new Event.Tick(7));
  }

  @Test
  void orElseAnswersWhenAllBranchesAreDisabled() throws Exception {
    Future<String> never = pending();
    Event event =
        Drive.drive(
            select(Event.class).onIf(false, () -> never, Event.Msg::new).orElse(Event.Idle::new));
    assertThat(event).isEqualTo(new Event.Idle());
  }

  @Test
  void withoutOrElseASelectOfDisabledBranchesIsRefused() {
    Future<String> never = pending();
    var select = select(Event.class).onIf(false, () -> never, Event.Msg::new);
    assertThatThrownBy(select::future)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("orElse");
  }

  @Test
  void aRaceOfNothingIsRefused() {
    assertThatThrownBy(() -> race(List.<Future<String>>of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBiasedRaceAsksFromTheTop() throws Exception {
    for (int round = 0; round < 50; round++) {
      assertThat(Drive.drive(raceBiased(ready("a"), ready("b"), ready("c")))).isEqualTo("a");
    }
  }

  @Test
  void aReadyLastBranchOfABiasedRaceIsWhatHappensWhenNothingIsReadyNow() throws Exception {
    Probe<Object> slow = new Probe<>();
    assertThat(Drive.drive(raceBiased(slow, ready("nothing yet")))).isEqualTo("nothing yet");
    assertThat(slow.polls()).isEqualTo(1);
    assertThat(slow.drops()).isEqualTo(1);
    Probe<Object> quick = new Probe<>();
    quick.complete("now");
    assertThat(Drive.drive(raceBiased(quick, ready("nothing yet")))).isEqualTo("now");
  }

  @Test
  void theStartIsRandomAndEveryBranchGetsItsTurn() throws Exception {
    int[] wins = new int[4];
    for (int round = 0; round < 4_000; round++) {
      wins[Drive.drive(race(ready(0), ready(1), ready(2), ready(3)))]++;
    }
    for (int count : wins) {
      assertThat(count).isBetween(700, 1_300);
    }
  }

  @Test
  void theSameSeedGivesTheSameOrderOfPolls() throws Exception {
    assertThat(orderOfPolls(42)).isEqualTo(orderOfPolls(42)).isNotEqualTo(orderOfPolls(43));
  }

  private static List<String> orderOfPolls(int seed) throws Exception {
    List<String> order = new ArrayList<>();
    var context = ManualContext.of(io.pollen.Waker.noop()).service(SelectSeed.class, () -> seed);
    var first = new Probe<>().onPoll(() -> order.add("a"));
    var second = new Probe<>().onPoll(() -> order.add("b"));
    var third = new Probe<>().onPoll(() -> order.add("c"));
    var race = race(first, second, third);
    for (int poll = 0; poll < 20; poll++) {
      assertThat(race.poll(context).isReady()).isFalse();
    }
    return order;
  }

  @Test
  void selectAllHandsTheOthersBackWithTheirProgress() throws Exception {
    Probe<Object> first = probe("a");
    Probe<Object> second = probe("b");
    Probe<Object> third = probe("c");
    var harness = PollHarness.of(selectAll(List.of(first, second, third))).assertPending();
    second.complete("two");
    var selected = harness.assertReady();
    assertThat(selected.index()).isEqualTo(1);
    assertThat(selected.value()).isEqualTo("two");
    assertThat(selected.rest()).containsExactly(first, third);
    assertThat(log).isEmpty();
    first.complete("one");
    assertThat(Drive.drive(selectAll(selected.rest())))
        .isEqualTo(new Selected<>(0, "one", List.of(third)));
    assertThat(log).isEmpty();
  }

  @Test
  void aKeptFutureSurvivesTheSelectsThatItLoses() throws Exception {
    Probe<Object> slow = probe("slow");
    try (Kept<Object> kept = io.pollen.Async.keep(slow)) {
      for (int round = 0; round < 3; round++) {
        assertThat(Drive.drive(raceBiased(kept, ready(round)))).isEqualTo(round);
      }
      assertThat(slow.polls()).isEqualTo(3);
      slow.complete("done");
      assertThat(Drive.drive(race(kept, pending()))).isEqualTo("done");
      assertThat(kept.isFinished()).isTrue();
      PollHarness.of(kept).assertRefusesPoll();
    }
    assertThat(log).isEmpty();
  }

  @Test
  void closingAKeptFutureDropsItOnce() throws Exception {
    Probe<Object> slow = probe("slow");
    Kept<Object> kept = io.pollen.Async.keep(slow);
    PollHarness.of(kept).assertPending();
    kept.drop();
    assertThat(log).isEmpty();
    kept.close();
    kept.close();
    assertThat(log).containsExactly("slow");
    PollHarness.of(kept).assertRefusesPoll();
  }

  @Test
  void selectAllThatIsDroppedFromInsideItsOwnPollDropsTheOthersToo() throws Exception {
    List<Future<?>> all = new ArrayList<>();
    Probe<Object> first = probe("a");
    Probe<Object> second = probe("b");
    first.onPoll(() -> all.getFirst().drop()).complete("value");
    second.onPoll(() -> all.getFirst().drop()).complete("value");
    var selected = selectAll(List.<Future<Object>>of(first, second));
    all.add(selected);
    PollHarness.of(selected).assertPending();
    assertThat(log).hasSize(1);
    assertThat(first.isFinished() && second.isFinished()).isTrue();
  }

  @Test
  void aSupplierThatFailsDropsTheBranchesThatWereBuiltBefore() {
    var failure = new IllegalStateException("no branch");
    var select =
        select(Event.class)
            .on(probe("a"), value -> new Event.Idle())
            .on(probe("b"), value -> new Event.Idle())
            .onIf(
                true,
                () -> {
                  throw failure;
                },
                value -> new Event.Idle());
    assertThatThrownBy(select::future).isSameAs(failure);
    assertThat(log).containsExactly("b", "a");
  }
}
