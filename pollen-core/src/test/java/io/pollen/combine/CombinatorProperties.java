package io.pollen.combine;

import static io.pollen.Async.joinAll;
import static io.pollen.Async.race;
import static io.pollen.Async.raceBiased;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.conformance.PollHarness;
import io.pollen.conformance.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Random programs of joins and races against a model that knows only when each branch ends.
class CombinatorProperties {

  /// A branch that ends at a step of its own, by a value or by a failure.
  record Branch(int endsAt, boolean fails) {}

  @Provide
  Arbitrary<List<Branch>> branches() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 12), Arbitraries.of(true, false, false, false))
        .as(Branch::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(14);
  }

  private final List<Probe<Object>> probes = new ArrayList<>();
  private final List<Integer> dropped = new ArrayList<>();

  @Property(tries = 400)
  void aJoinEndsWithItsLastValueOrItsFirstFailure(@ForAll("branches") List<Branch> branches)
      throws Exception {
    Outcome<List<Object>> outcome = run(joinAll(make(branches)), branches);
    int firstFailure =
        branches.stream().filter(Branch::fails).mapToInt(Branch::endsAt).min().orElse(-1);
    switch (outcome) {
      case Outcome.Success<List<Object>>(var values) -> {
        assertThat(firstFailure).isEqualTo(-1);
        assertThat(values)
            .isEqualTo(IntStream.range(0, branches.size()).<Object>mapToObj(i -> i).toList());
        assertThat(dropped).isEmpty();
      }
      case Outcome.Failure<List<Object>>(var failure) -> {
        int index = Integer.parseInt(failure.getMessage());
        assertThat(branches.get(index)).isEqualTo(new Branch(firstFailure, true));
        assertReleased(branches);
      }
    }
  }

  @Property(tries = 400)
  void aRaceEndsWithOneOfTheFirstBranchesAndDropsTheOthersInReverse(
      @ForAll("branches") List<Branch> branches, @ForAll boolean biased) throws Exception {
    List<Future<Object>> futures = make(branches);
    @SuppressWarnings("unchecked")
    Future<Object>[] array = futures.toArray(new Future[0]);
    Outcome<Object> outcome = run(biased ? raceBiased(array) : race(array), branches);
    int first = branches.stream().mapToInt(Branch::endsAt).min().orElseThrow();
    int winner =
        switch (outcome) {
          case Outcome.Success<Object>(var value) -> (Integer) value;
          case Outcome.Failure<Object>(var failure) -> Integer.parseInt(failure.getMessage());
        };
    assertThat(branches.get(winner).endsAt()).isEqualTo(first);
    assertThat(outcome.isSuccess()).isNotEqualTo(branches.get(winner).fails());
    if (biased) {
      assertThat(branches.stream().map(Branch::endsAt).toList().indexOf(first)).isEqualTo(winner);
    }
    assertThat(dropped).hasSize(branches.size() - 1).doesNotContain(winner);
    assertReleased(branches);
  }

  @Property(tries = 200)
  void aSetGivesEveryBranchOnce(@ForAll("branches") List<Branch> branches) throws Exception {
    try (FutureSet<Object> set = new FutureSet<>()) {
      make(branches).forEach(set::add);
      List<Integer> ended = new ArrayList<>();
      for (int step = 0; step <= 12; step++) {
        tell(branches, step);
        for (int polls = 0; polls < 2 * branches.size() + 2 && !set.isEmpty(); polls++) {
          Future<Outcome<Object>> next = set.next().catching();
          switch (PollHarness.of(next).poll()) {
            case io.pollen.Poll.Pending<Outcome<Object>>() -> next.drop();
            case io.pollen.Poll.Ready<Outcome<Object>>(var outcome) ->
                ended.add(
                    switch (outcome) {
                      case Outcome.Success<Object>(var value) -> (Integer) value;
                      case Outcome.Failure<Object>(var failure) ->
                          Integer.parseInt(failure.getMessage());
                    });
          }
        }
      }
      assertThat(ended).hasSameSizeAs(branches).doesNotHaveDuplicates();
      assertThat(ended.stream().map(index -> branches.get(index).endsAt()).toList())
          .isSortedAccordingTo(Comparator.naturalOrder());
      assertThat(dropped).isEmpty();
    }
  }

  private List<Future<Object>> make(List<Branch> branches) {
    probes.clear();
    dropped.clear();
    List<Future<Object>> futures = new ArrayList<>();
    for (int index = 0; index < branches.size(); index++) {
      int me = index;
      Probe<Object> probe = new Probe<>("branch " + index).onDrop(() -> dropped.add(me));
      probes.add(probe);
      futures.add(probe);
    }
    return futures;
  }

  private <T> Outcome<T> run(Future<T> future, List<Branch> branches) throws Exception {
    var harness = PollHarness.of(future.catching());
    for (int step = 0; step <= 12; step++) {
      tell(branches, step);
      // As a driver would: poll, and again while it was woken.
      do {
        if (harness.poll() instanceof io.pollen.Poll.Ready<Outcome<T>>(var outcome)) {
          return outcome;
        }
      } while (harness.isWoken());
    }
    throw new AssertionError("every branch has ended, and the future has not");
  }

  private void tell(List<Branch> branches, int step) {
    for (int index = 0; index < branches.size(); index++) {
      Branch branch = branches.get(index);
      if (branch.endsAt() == step && !probes.get(index).isFinished()) {
        if (branch.fails()) {
          probes.get(index).fail(new IOException(Integer.toString(index)));
        } else {
          probes.get(index).complete(index);
        }
      }
    }
  }

  /// Each has ended, none twice, and the dropped ones in reverse order.
  private void assertReleased(List<Branch> branches) {
    assertThat(probes).hasSameSizeAs(branches).allMatch(Probe::isFinished);
    assertThat(dropped).isSortedAccordingTo(Comparator.reverseOrder()).doesNotHaveDuplicates();
  }
}
