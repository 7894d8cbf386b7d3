package io.pollen.combine;

import static io.pollen.Async.failed;
import static io.pollen.Async.join;
import static io.pollen.Async.joinAll;
import static io.pollen.Async.joinSettled;
import static io.pollen.Async.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.conformance.PollHarness;
import io.pollen.conformance.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JoinTest {
  private final List<String> log = new ArrayList<>();

  private Probe<Object> probe(String name) {
    return new Probe<>(name).onDrop(() -> log.add(name)).onPoll(() -> log.add("poll " + name));
  }

  @Test
  void givesTheValuesInTheOrderOfTheArguments() throws Exception {
    switch (Drive.drive(join(ready("a"), ready(2)))) {
      case Tuple2(var text, var number) -> assertThat(text + number).isEqualTo("a2");
    }
    assertThat(Drive.drive(join(ready(1), ready(null), ready(3))))
        .isEqualTo(new Tuple3<>(1, null, 3));
    assertThat(Drive.drive(join(ready(1), ready(2), ready(3), ready(4), ready(5), ready(6))))
        .isEqualTo(new Tuple6<>(1, 2, 3, 4, 5, 6));
  }

  @Test
  void theBranchThatIsPolledFirstRotates() throws Exception {
    var join = join(probe("a"), probe("b"), probe("c"));
    PollHarness.of(join).assertPending().assertPending().assertPending().assertPending();
    assertThat(log)
        .containsExactly(
            "poll a", "poll b", "poll c", "poll b", "poll c", "poll a", "poll c", "poll a",
            "poll b", "poll a", "poll b", "poll c");
  }

  @Test
  void failsFastAndDropsTheOthersInReverseOrder() throws Exception {
    Probe<Object> second = probe("b");
    var harness = PollHarness.of(join(probe("a"), second, probe("c"), probe("d"))).assertPending();
    log.clear();
    second.onPoll(() -> {});
    var failure = new IOException("second");
    second.fail(failure);
    assertThat(harness.assertFails()).isSameAs(failure);
    assertThat(log).containsExactly("d", "c", "a");
  }

  @Test
  void joinAllOfNothingIsReady() throws Exception {
    assertThat(Drive.drive(joinAll(List.<Future<String>>of()))).isEmpty();
  }

  @Test
  void aLargeJoinPollsOnlyWhatWasWoken() throws Exception {
    List<Probe<Object>> probes =
        IntStream.range(0, 100).mapToObj(index -> new Probe<>("probe " + index)).toList();
    var harness = PollHarness.of(joinAll(probes));
    // The yield rule: a first poll of all gives way once, then finds nothing more to do.
    harness.assertPending();
    harness.assertPending();
    probes.get(70).complete(70);
    harness.assertPending();
    assertThat(probes.get(70).polls()).isEqualTo(2);
    assertThat(probes.get(71).polls()).isEqualTo(1);
    probes.forEach(probe -> probe.complete(1));
    List<Object> values = harness.assertReady();
    assertThat(values).hasSize(100).startsWith(1, 1);
    assertThat(values.get(70)).isEqualTo(70);
  }

  @Test
  void settledJoinsGiveEveryOutcome() throws Exception {
    var failure = new IOException("no");
    assertThat(Drive.drive(joinSettled(List.of(ready(1), JoinTest.<Integer>fail(failure)))))
        .containsExactly(Outcome.success(1), Outcome.failure(failure));
    assertThat(Drive.drive(joinSettled(ready(1), JoinTest.<String>fail(failure))))
        .isEqualTo(new Tuple2<>(Outcome.success(1), Outcome.failure(failure)));
  }

  private static <T> Future<T> fail(Exception failure) {
    return failed(failure);
  }
}
