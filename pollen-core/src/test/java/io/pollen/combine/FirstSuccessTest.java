package io.pollen.combine;

import static io.pollen.Async.failed;
import static io.pollen.Async.firstSuccess;
import static io.pollen.Async.flatten;
import static io.pollen.Async.lazy;
import static io.pollen.Async.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.conformance.PollHarness;
import io.pollen.conformance.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstSuccessTest {
  private final List<String> log = new ArrayList<>();

  private Probe<Object> probe(String name) {
    return new Probe<>(name).onDrop(() -> log.add(name));
  }

  @Test
  void aFailureDoesNotEndItAndTheFirstValueDropsTheOthersInReverseOrder() throws Exception {
    Probe<Object> first = probe("a");
    Probe<Object> third = probe("c");
    Future<Object> future = firstSuccess(List.of(first, probe("b"), third, probe("d")));
    var harness = PollHarness.of(future.inspect(value -> log.add("visible"))).assertPending();
    first.fail(new IOException("no"));
    harness.assertPending();
    assertThat(log).isEmpty();
    third.complete("value");
    harness.assertReady("value");
    assertThat(log).containsExactly("d", "b", "visible");
  }

  @Test
  void whenAllFailTheirFailuresAreSuppressedInTheOrderOfTheArgumentsAndUnchanged()
      throws Exception {
    Probe<Object> first = probe("a");
    Probe<Object> second = probe("b");
    var one = new IOException("one");
    var two = new IllegalStateException("two");
    var harness = PollHarness.of(firstSuccess(List.of(first, second))).assertPending();
    second.fail(two);
    harness.assertPending();
    first.fail(one);
    Throwable failure = harness.assertFails();
    assertThat(failure)
        .isInstanceOf(AllFailedException.class)
        .hasMessageContaining("all 2 futures failed");
    assertThat(failure.getSuppressed()).containsExactly(one, two);
    assertThat(one.getSuppressed()).isEmpty();
    assertThat(two.getSuppressed()).isEmpty();
    assertThat(log).isEmpty();
  }

  @Test
  void anErrorIsThrownAtOnceAndDropsTheOthers() throws Exception {
    Probe<Object> first = probe("a");
    var error = new AssertionError("broken");
    var harness = PollHarness.of(firstSuccess(List.of(first, probe("b")))).assertPending();
    first.fail(error);
    assertThat(harness.assertFails()).isSameAs(error);
    assertThat(log).containsExactly("b");
  }

  @Test
  void oneOfNoneIsRefused() {
    assertThatThrownBy(() -> firstSuccess(List.<Future<String>>of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("firstSuccess needs at least one future");
  }

  @Test
  void aFutureOfAFutureIsFlattened() throws Exception {
    assertThat(Drive.<String>drive(flatten(lazy(() -> ready("inner"))))).isEqualTo("inner");
    var failure = new IOException("no");
    Future<Object> nested = flatten(ready(failed(failure)));
    assertThatThrownBy(() -> Drive.drive(nested)).isSameAs(failure);
  }

  @Test
  void anErrorOfTheVirtualMachinePassesThroughCatchingAndIsNoOutcome() {
    var fatal = new OutOfMemoryError("made by a test");
    assertThatThrownBy(() -> Drive.drive(failed(fatal).catching())).isSameAs(fatal);
    assertThatThrownBy(() -> Drive.drive(failed(fatal).recover(failure -> "recovered")))
        .isSameAs(fatal);
  }
}
