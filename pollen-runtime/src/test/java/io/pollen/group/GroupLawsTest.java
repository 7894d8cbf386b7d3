package io.pollen.group;

import static io.pollen.Async.await;
import static io.pollen.Async.pending;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.Probe;
import io.pollen.conformance.Subject;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// The laws of polling and dropping, for every future of this package. Where a task stands between
/// the future and the probe, the probe is the task's.
class GroupLawsTest {

  @TestFactory
  Stream<DynamicContainer> laws() {
    return FutureLaws.check(
        waiting("JoinSet.next", (tasks, probe) -> set(tasks, probe).next()),
        waiting("JoinSet.joinAll", (tasks, probe) -> set(tasks, probe).joinAll()),
        waiting("JoinMap.next", (tasks, probe) -> map(tasks, probe).next()),
        ending("JoinSet.shutdown", (tasks, probe) -> set(tasks, probe).shutdown()),
        ending("JoinMap.shutdown", (tasks, probe) -> map(tasks, probe).shutdown()),
        waiting("abortOnDrop", (tasks, probe) -> tasks.spawn(probe).abortOnDrop()),
        waiting("Subtask", GroupLawsTest::subtask),
        waiting(
            "a scope that waits for a subtask",
            (tasks, probe) ->
                tasks.entering(
                    TaskScope.scope(s -> {
                      s.fork(probe);
                      return 1;
                    }))),
        Subject.over(
                "scope",
                probes -> {
                  var probe = probes.next();
                  return new InlineTasks().entering(TaskScope.scope(s -> await(probe)));
                })
            .owningOnceStarted(),
        Subject.over(
                "supervised",
                probes -> {
                  var probe = probes.next();
                  return new InlineTasks().entering(TaskScope.supervised(s -> await(probe)));
                })
            .owningOnceStarted(),
        Subject.over("TaskTracker.track", probes -> new TaskTracker().track(probes.next())),
        Subject.leaf(
            "TaskTracker.awaitAll",
            () -> {
              TaskTracker tracker = new TaskTracker();
              TaskTracker.Token token = tracker.token();
              tracker.close();
              return Subject.leafCase(tracker.awaitAll(), token::close);
            }));
  }

  /// A future that completes when the task that polls the probe does.
  private static Subject waiting(
      String name, BiFunction<InlineTasks, Probe<Object>, Future<?>> make) {
    return Subject.leaf(
        name,
        () -> {
          Probe<Object> probe = new Probe<>();
          return Subject.leafCase(
              make.apply(new InlineTasks(), probe), () -> probe.complete("value"));
        });
  }

  /// A future that completes when the task that polls the probe has cleaned up.
  private static Subject ending(
      String name, BiFunction<InlineTasks, Probe<Object>, Future<?>> make) {
    return Subject.leaf(
        name,
        () -> {
          Probe<Object> probe = new Probe<>().cleanupPolls(1);
          return Subject.leafCase(make.apply(new InlineTasks(), probe), probe::wake);
        });
  }

  private static JoinSet<Object> set(InlineTasks tasks, Probe<Object> probe) {
    JoinSet<Object> set = new JoinSet<>(tasks);
    set.spawn(probe);
    return set;
  }

  private static JoinMap<String, Object> map(InlineTasks tasks, Probe<Object> probe) {
    JoinMap<String, Object> map = new JoinMap<>(tasks);
    map.spawn("key", probe);
    return map;
  }

  private static Future<?> subtask(InlineTasks tasks, Probe<Object> probe) {
    Subtask<?>[] forked = new Subtask<?>[1];
    Future<?> scope =
        tasks.entering(
            TaskScope.scope(s -> {
              forked[0] = s.fork(probe);
              return await(pending());
            }));
    try {
      assertThat(scope.poll(Context.of(Waker.noop())).isReady()).isFalse();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return forked[0];
  }
}
