package io.pollen.combine;

import static io.pollen.Async.create;
import static io.pollen.Async.failed;
import static io.pollen.Async.firstSuccess;
import static io.pollen.Async.from;
import static io.pollen.Async.join;
import static io.pollen.Async.joinAll;
import static io.pollen.Async.joinSettled;
import static io.pollen.Async.lazy;
import static io.pollen.Async.pending;
import static io.pollen.Async.pollFn;
import static io.pollen.Async.race;
import static io.pollen.Async.raceBiased;
import static io.pollen.Async.ready;
import static io.pollen.Async.select;
import static io.pollen.Async.selectAll;
import static io.pollen.Async.selectBiased;
import static io.pollen.Async.unconstrained;
import static io.pollen.Async.using;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pollen.AsyncFunction;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.TaskLocal;
import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.PollHarness;
import io.pollen.conformance.Probe;
import io.pollen.conformance.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

class CombinatorLawsTest {
  private static final TaskLocal<String> KEY = TaskLocal.named("key");
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

  @TestFactory
  Stream<DynamicContainer> everyFutureOfTheLibraryKeepsTheLaws() {
    return FutureLaws.check(
        Subject.over(
            "with scoped values",
            probes -> ScopedCapture.of(probes.next(), ScopedValue.where(SCOPED, "value"))),
        Subject.over("map", probes -> probes.next().map(value -> value)),
        Subject.over("flatMap, in its first stage", p -> p.next().flatMap(value -> ready(value))),
        Subject.over(
            "flatMap, in its second stage",
            probes -> {
              Probe<Object> probe = probes.next();
              return adopted(probe, ready("first").flatMap(value -> probe));
            }),
        Subject.over("recover", probes -> probes.next().recover(e -> "recovered"))
            .absorbingFailure(),
        Subject.over(
            "recover, another type",
            probes -> probes.next().recover(ArithmeticException.class, e -> "recovered")),
        Subject.over("recoverWith", probes -> probes.next().recoverWith(e -> ready("recovered")))
            .absorbingFailure(),
        Subject.over("mapError", probes -> probes.next().mapError(e -> e)),
        Subject.over("inspect", probes -> probes.next().inspect(value -> {})),
        Subject.over("inspectError", probes -> probes.next().inspectError(failure -> {})),
        Subject.over("catching", probes -> probes.next().catching()).absorbingFailure(),
        Subject.over("shared", probes -> probes.next().shared()),
        Subject.over("shared, a copy", CombinatorLawsTest::sharedCopy),
        Subject.over("abortable", probes -> probes.next().abortable()),
        Subject.over("pollFn", probes -> pollFn(probes.next())),
        Subject.over("unconstrained", probes -> unconstrained(probes.next())),
        Subject.over("using", CombinatorLawsTest::usingProbe),
        Subject.over("TaskLocal.where", probes -> TaskLocal.where(KEY, "value", probes.next())),
        Subject.over("join of 2", probes -> join(probes.next(), probes.next())),
        Subject.over("join of 3", p -> join(p.next(), p.next(), p.next())),
        Subject.over(
            "join of 6", p -> join(p.next(), p.next(), p.next(), p.next(), p.next(), p.next())),
        Subject.over("joinAll of 4", probes -> joinAll(many(probes, 4))),
        Subject.over("joinAll of 20", probes -> joinAll(many(probes, 20))),
        Subject.over("joinSettled", probes -> joinSettled(many(probes, 4))).absorbingFailure(),
        Subject.over("race", probes -> race(probes.next(), probes.next())),
        Subject.over("raceBiased", probes -> raceBiased(probes.next(), probes.next())),
        Subject.over("race of 20", probes -> race(many(probes, 20))),
        Subject.over("select of 2", probes -> select(probes.next(), probes.next())),
        Subject.over("select of 3", p -> select(p.next(), p.next(), p.next())),
        Subject.over("select of 4", p -> select(p.next(), p.next(), p.next(), p.next())),
        Subject.over("selectBiased", probes -> selectBiased(probes.next(), probes.next())),
        Subject.over(
            "select with named branches",
            probes ->
                select(Object.class)
                    .on(probes.next(), value -> value)
                    .onIf(true, probes::next, value -> value)
                    .future()),
        Subject.over("firstSuccess of 3", probes -> firstSuccess(many(probes, 3)))
            .absorbingFailure(),
        Subject.over("selectAll of one", probes -> selectAll(many(probes, 1))),
        Subject.leaf("create", CombinatorLawsTest::created),
        Subject.leaf("from a CompletionStage", CombinatorLawsTest::stage),
        Subject.leaf("FutureSet.next", CombinatorLawsTest::next));
  }

  /// Futures without anything to wait for: what of the laws is left for them.
  @TestFactory
  Stream<DynamicContainer> futuresThatWaitForNothingKeepTheLaws() {
    List<String> calls = new ArrayList<>();
    var failure = new IOException("no");
    return Stream.of(
        constant(
            "ready",
            () -> ready("value"),
            harness -> assertThat((Object) harness.assertReady()).isEqualTo("value")),
        constant(
            "failed",
            () -> failed(failure),
            harness -> assertThat(harness.assertFails()).isSameAs(failure)),
        constant(
            "lazy",
            () -> {
              calls.clear();
              return lazy(() -> {
                calls.add("called");
                return "value";
              });
            },
            harness -> {
              assertThat(calls).as("before its first poll").isEmpty();
              assertThat((Object) harness.assertReady()).isEqualTo("value");
              assertThat(calls).containsExactly("called");
            }),
        constant(
            "lazy that fails",
            () ->
                lazy(() -> {
                  throw failure;
                }),
            harness -> assertThat(harness.assertFails()).isSameAs(failure)),
        constant(
            "pending",
            () -> pending(),
            harness -> {
              harness.assertPending().assertPending();
              assertThat(harness.isWoken()).isFalse();
              harness.future().drop();
            }));
  }

  private interface Ending {
    void of(PollHarness<?> harness) throws Exception;
  }

  private static DynamicContainer constant(String name, Supplier<Future<?>> fresh, Ending ending) {
    return dynamicContainer(
        name,
        List.of(
            dynamicTest(
                "it ends, refuses further polls, and a late drop has no effect",
                () -> {
                  var harness = PollHarness.of(fresh.get());
                  ending.of(harness);
                  harness.assertRefusesPoll();
                  harness.future().drop();
                  assertThat(harness.future().pollCancel(harness.context()).isReady()).isTrue();
                  harness.assertRefusesPoll();
                }),
            dynamicTest(
                "a drop before the first poll ends it",
                () -> {
                  var harness = PollHarness.of(fresh.get());
                  harness.future().drop();
                  harness.future().drop();
                  harness.assertRefusesPoll();
                }),
            dynamicTest(
                "a patient cancel before the first poll ends it",
                () -> {
                  var harness = PollHarness.of(fresh.get());
                  assertThat(harness.future().pollCancel(harness.context()).isReady()).isTrue();
                  harness.assertRefusesPoll();
                })));
  }

  private static List<Future<Object>> many(Subject.Probes probes, int count) {
    List<Future<Object>> futures = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      futures.add(probes.next());
    }
    return futures;
  }

  /// The second future of a flatMap exists only in its function: before the first poll it is
  /// nobody's but the test's, which drops it then.
  private static Future<Object> adopted(Probe<Object> probe, Future<Object> flatMap) {
    return new Future<>() {
      @Override
      public Poll<Object> poll(Context cx) throws Exception {
        return flatMap.poll(cx);
      }

      @Override
      public void drop() {
        flatMap.drop();
        if (probe.polls() == 0 && probe.drops() == 0) {
          probe.drop();
        }
      }

      @Override
      public Poll<Void> pollCancel(Context cx) {
        var answer = flatMap.pollCancel(cx);
        if (probe.polls() == 0 && probe.drops() == 0) {
          probe.drop();
        }
        return answer;
      }
    };
  }

  private static Future<Object> sharedCopy(Subject.Probes probes) {
    Shared<Object> first = probes.next().shared();
    Shared<Object> copy = first.copy();
    first.drop();
    return copy;
  }

  /// The body of `using` is a function whose future is the probe itself; before the first poll the
  /// probe is nobody's, and its end is shown by the resource.
  private static Future<Object> usingProbe(Subject.Probes probes) {
    Probe<Object> probe = probes.next();
    AsyncFunction<AutoCloseable, Object> body =
        new AsyncFunction<>() {
          @Override
          public Object apply(AutoCloseable resource) {
            throw new AssertionError("start is overridden");
          }

          @Override
          public Future<Object> start(AutoCloseable resource) {
            return probe;
          }
        };
    AutoCloseable resource =
        () -> {
          if (probe.polls() == 0) {
            probe.drop();
          }
        };
    return using(resource, body);
  }

  private static Subject.Case created() {
    AtomicReference<Completer<String>> completer = new AtomicReference<>();
    return Subject.leafCase(create(completer::set), () -> completer.get().complete("value"));
  }

  private static Subject.Case stage() {
    var stage = new CompletableFuture<String>();
    return Subject.leafCase(from(stage), () -> stage.complete("value"));
  }

  private static Subject.Case next() {
    var set = new FutureSet<Object>();
    var probe = new Probe<>("in a set");
    set.add(probe);
    return Subject.leafCase(set.next(), () -> probe.complete("value"));
  }
}
