package io.pollen.group;

import static io.pollen.group.JoinSetTest.failureOf;
import static io.pollen.group.JoinSetTest.inTask;
import static io.pollen.group.TaskScope.scope;
import static io.pollen.group.TaskScope.supervised;
import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.pending;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.timeout;
import static io.pollen.runtime.Pollen.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.Poll;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.Pollen;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.time.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskScopeTest {
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  @SuppressWarnings("pollen:awaitInFinally") // what a drop skips, an abort waits for
  private Future<String> work(int seconds, String name) {
    return async(() -> {
      try {
        await(sleep(Duration.ofSeconds(seconds)));
        seen.add(name);
        return name;
      } finally {
        await(sleep(Duration.ofSeconds(1)));
        seen.add(name + " cleaned up");
      }
    });
  }

  private static <T> Future<T> failing(int seconds, Exception failure) {
    return async(() -> {
      await(sleep(Duration.ofSeconds(seconds)));
      throw failure;
    });
  }

  @Test
  void theScopeEndsWhenAllHaveEnded() throws Exception {
    inTask(() -> {
      String joined =
          await(
              scope(s -> {
                var a = s.fork(work(2, "a"));
                var b = s.fork(work(1, "b"));
                s.fork(work(9, "nobody waits"));
                return await(a) + await(b);
              }));
      assertThat(joined).isEqualTo("ab");
      assertThat(seen).endsWith("nobody waits", "nobody waits cleaned up").hasSize(6);
    });
  }

  @Test
  void theFirstFailureCancelsTheOthersAndWaitsForTheirCleanup() throws Exception {
    inTask(() -> {
      IOException first = new IOException("first");
      assertThat(
              await(
                  failureOf(
                      scope(s -> {
                        s.fork(work(9, "sibling"));
                        s.fork(failing(1, first));
                        try {
                          return await(pending());
                        } finally {
                          seen.add("body");
                        }
                      }))))
          .isSameAs(first);
      assertThat(seen).containsExactly("body", "sibling cleaned up");
    });
  }

  @Test
  void laterFailuresAreSuppressed() throws Exception {
    inTask(() -> {
      IOException first = new IOException("first");
      assertThat(
              await(
                  failureOf(
                      scope(s -> {
                        s.fork(
                            async(() -> {
                              try {
                                return await(pending());
                              } finally {
                                s.fork(failing(0, new IOException("never started")));
                              }
                            }));
                        s.fork(failing(1, new IOException("same moment")));
                        s.fork(failing(1, first));
                        return await(s.fork(failing(0, first)));
                      }))))
          .isSameAs(first);
      assertThat(first.getSuppressed()).isEmpty();
      IOException earlier = new IOException("earlier");
      assertThat(
              await(
                  failureOf(
                      scope(s -> {
                        Subtask<Integer> fails = s.fork(failing(1, earlier));
                        try {
                          return await(fails);
                        } catch (IOException e) {
                          throw new IOException("later");
                        }
                      }))))
          .isSameAs(earlier);
      assertThat(earlier.getSuppressed()).hasSize(1);
      assertThat(earlier.getSuppressed()[0]).hasMessage("later");
    });
  }

  @Test
  void aFailureOfTheBodyCancelsTheSubtasks() throws Exception {
    inTask(() -> {
      assertThat(
              await(
                  failureOf(
                      scope(s -> {
                        s.fork(work(9, "subtask"));
                        await(sleep(Duration.ofSeconds(1)));
                        throw new IllegalStateException("body");
                      }))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("body");
      assertThat(seen).containsExactly("subtask cleaned up");
    });
  }

  @Test
  void aSupervisedFailureDisturbsNobody() throws Exception {
    inTask(() -> {
      List<Subtask.State> states =
          await(
              supervised(s -> {
                var fails = s.fork(failing(1, new IOException("alone")));
                var works = s.fork(work(2, "other"));
                assertThat(await(failureOf(fails))).hasMessage("alone");
                await(works);
                return List.of(fails.state(), works.state());
              }));
      assertThat(states).containsExactly(Subtask.State.FAILED, Subtask.State.SUCCESS);
    });
  }

  @Test
  void aSupervisedFailureThatNobodyLooksAtIsReported() throws Exception {
    List<String> reported = new ArrayList<>();
    try (var runtime =
        AsyncRuntime.builder()
            .currentThread()
            .clock(new TestClock())
            .onTaskFailure((task, failure) -> reported.add(failure.getMessage()))
            .build()) {
      runtime.blockOn(
          runtime.spawn(
              supervised(s -> {
                var looked = s.fork(failing(1, new IOException("looked at")));
                s.fork(failing(1, new IOException("forgotten")));
                await(sleep(Duration.ofSeconds(2)));
                return looked.exception().getMessage();
              })));
    }
    assertThat(reported).containsExactly("forgotten");
  }

  @Test
  void abortingTheTaskOfAScopeWaitsForTheSubtasks() throws Exception {
    inTask(() -> {
      var task =
          spawn(
              scope(s -> {
                s.fork(work(9, "subtask"));
                return await(pending());
              }));
      await(sleep(Duration.ofSeconds(1)));
      assertThat(await(failureOf(task.abortAndJoin().map(Outcome::get))))
          .isInstanceOf(TaskCancelledException.class);
      assertThat(seen).containsExactly("subtask cleaned up");
    });
  }

  @Test
  void aDroppedScopeAsksItsSubtasksToEnd() throws Exception {
    inTask(() -> {
      assertThat(
              await(
                  failureOf(
                      timeout(
                          Duration.ofSeconds(1),
                          scope(s -> {
                            s.fork(work(9, "subtask"));
                            return await(pending());
                          })))))
          .isInstanceOf(TimeoutException.class);
      assertThat(seen).isEmpty();
      await(sleep(Duration.ofSeconds(2)));
      assertThat(seen).containsExactly("subtask cleaned up");
    });
  }

  @Test
  void theLimitOfAScopeWaitsForTheCleanupAndIsSeenInside() throws Exception {
    inTask(() -> {
      List<Boolean> deadlines = new ArrayList<>();
      assertThat(
              await(
                  failureOf(
                      scope(
                          Duration.ofSeconds(3),
                          s -> {
                            var outer = TaskScope.deadline().orElseThrow();
                            s.fork(
                                async(() -> {
                                  deadlines.add(TaskScope.deadline().orElseThrow().equals(outer));
                                  return await(
                                      scope(
                                          Duration.ofSeconds(1_000),
                                          inner -> {
                                            deadlines.add(
                                                TaskScope.deadline().orElseThrow().equals(outer));
                                            return await(work(1_000, "inner"));
                                          }));
                                }));
                            return await(pending());
                          }))))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("PT3S");
      assertThat(deadlines).containsExactly(true, true);
      assertThat(seen).containsExactly("inner cleaned up");
      assertThat(TaskScope.deadline()).isEmpty();
    });
  }

  @Test
  void aCancelledScopeStartsNothingAndFails() throws Exception {
    inTask(() -> {
      assertThat(
              await(
                  failureOf(
                      scope(s -> {
                        s.cancel();
                        var never = s.fork(work(0, "never"));
                        assertThat(never.state()).isEqualTo(Subtask.State.UNAVAILABLE);
                        assertThat(never.isFinished()).isTrue();
                        assertThat(s.isCancelled()).isTrue();
                        return await(pending());
                      }))))
          .isInstanceOf(CancellationException.class);
      assertThat(seen).isEmpty();
    });
  }

  @Test
  void theCauseOfACancelIsThatOfItsException() throws Exception {
    inTask(() -> {
      var why = new IOException("the client has gone");
      var failure =
          await(
              failureOf(
                  scope(s -> {
                    s.cancel(why);
                    s.cancel(new IOException("too late"));
                    return await(pending());
                  })));
      assertThat(failure).isInstanceOf(CancellationException.class).hasCause(why);
    });
  }

  @Test
  void aScopeThatHasEndedTakesNoMore() throws Exception {
    inTask(() -> {
      AtomicReference<TaskScope<Object>> kept = new AtomicReference<>();
      await(
          scope(s -> {
            kept.set(s);
            return s.fork(() -> 1);
          }));
      boolean[] dropped = {false};
      assertThatIllegalStateException()
          .isThrownBy(() -> kept.get().fork(new Dropping(dropped)))
          .withMessageContaining("after the end of the scope");
      assertThat(dropped[0]).isTrue();
    });
  }

  private record Dropping(boolean[] dropped) implements Future<Integer> {
    @Override
    public Poll<Integer> poll(Context cx) {
      throw new AssertionError();
    }

    @Override
    public void drop() {
      dropped[0] = true;
    }
  }

  @Test
  void joinersDoWhatTheirNamesSay() throws Exception {
    inTask(() -> {
      List<Subtask<String>> all =
          await(
              scope(
                  Joiner.<String>allSuccessfulOrThrow(),
                  s -> {
                    s.fork(work(2, "a"));
                    s.fork(work(1, "b"));
                  }));
      assertThat(all.stream().map(Subtask::get)).containsExactly("a", "b");
      seen.clear();
      String any =
          await(
              scope(
                  Joiner.<String>anySuccessfulResultOrThrow(),
                  s -> {
                    s.fork(failing(1, new IOException("not this one")));
                    s.fork(work(9, "slow"));
                    s.fork(work(2, "winner"));
                  }));
      assertThat(any).isEqualTo("winner");
      assertThat(seen).contains("slow cleaned up").doesNotContain("slow");
      assertThat(
              await(
                  failureOf(
                      scope(
                          Joiner.<String>anySuccessfulResultOrThrow(),
                          s -> {
                            s.fork(failing(2, new IOException("later")));
                            s.fork(failing(1, new IOException("first")));
                          }))))
          .hasMessage("first");
      assertThat(await(failureOf(scope(Joiner.<String>anySuccessfulResultOrThrow(), s -> {}))))
          .isInstanceOf(NoSuchElementException.class);
      assertThat(
              await(
                  failureOf(
                      scope(
                          Joiner.awaitAllSuccessfulOrThrow(),
                          s -> {
                            s.fork(pending());
                            s.fork(failing(1, new IOException("one")));
                          }))))
          .hasMessage("one");
      await(
          scope(
              Joiner.awaitAll(),
              s -> {
                s.fork(failing(1, new IOException("ignored")));
                s.fork(work(2, "waited for"));
              }));
      assertThat(seen).contains("waited for");
      List<Subtask<String>> until =
          await(
              scope(
                  Joiner.<String>allUntil(end -> end.state() == Subtask.State.SUCCESS),
                  s -> {
                    s.fork(work(9, "unavailable"));
                    s.fork(work(1, "enough"));
                  }));
      assertThat(until.stream().map(Subtask::state))
          .containsExactly(Subtask.State.UNAVAILABLE, Subtask.State.SUCCESS);
    });
  }

  @RepeatedTest(20)
  void manySubtasksOnManyThreads() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(3).build()) {
      int sum =
          runtime.blockOn(
              scope(s -> {
                var parts =
                    IntStream.range(0, 200)
                        .mapToObj(i -> s.fork(yieldNow().map(none -> i)))
                        .toList();
                int total = 0;
                for (Subtask<Integer> part : parts) {
                  total += await(part);
                }
                return total;
              }));
      assertThat(sum).isEqualTo(199 * 100);
      assertThatThrownBy(() ->
              runtime.blockOn(
                  scope(s -> {
                    for (int i = 0; i < 100; i++) {
                      int number = i;
                      s.fork(
                          yieldNow()
                              .map(none -> {
                                if (number % 10 == 3) {
                                  throw new IllegalStateException("fails");
                                }
                                return number;
                              }));
                    }
                    return await(Pollen.<Integer>pending());
                  })))
          .hasMessage("fails");
    }
  }

  @Test
  void outsideOfARuntimeTheErrorSaysWhatToDo() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Drive.drive(scope(s -> 1)))
        .withMessageContaining("no Pollen runtime here");
  }

  @Test
  void aJoinerThatThrowsFailsTheScopeAndCancelsTheOthers() throws Exception {
    inTask(() -> {
      assertThat(
              await(
                  failureOf(
                      scope(
                          Joiner.<String>allUntil(end -> {
                            throw new IllegalArgumentException("the predicate");
                          }),
                          s -> {
                            s.fork(work(9, "slow"));
                            s.fork(work(1, "quick"));
                          }))))
          .hasMessage("the predicate");
      assertThat(seen).contains("slow cleaned up").doesNotContain("slow");
    });
  }

  @Test
  void whatAJoinerThrowsAfterTheDropOfItsScopeIsReported() throws Exception {
    List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
    Future<?>[] dropped = new Future<?>[1];
    inTask(() -> {
      var before = FailureHook.install((source, failure) -> reported.add(failure));
      try {
        dropped[0] =
            scope(
                Joiner.<Integer>allUntil(end -> {
                  throw new IllegalArgumentException("the predicate");
                }),
                s ->
                    s.fork(cx -> {
                      dropped[0].drop();
                      return Poll.ready(1);
                    }));
        assertThat(dropped[0].poll(Context.of(() -> {})).isReady()).isFalse();
        await(sleep(Duration.ofSeconds(1)));
      } finally {
        FailureHook.install(before);
      }
    });
    assertThat(reported).extracting(Throwable::getMessage).containsExactly("the predicate");
  }

  @Test
  void aJoinerThatThrowsAtAForkDropsItsFuture() throws Exception {
    inTask(() -> {
      boolean[] dropped = {false};
      Joiner<Integer, Integer> refuses =
          new Joiner<>() {
            @Override
            public boolean onFork(Subtask<? extends Integer> subtask) {
              throw new IllegalArgumentException("no forks");
            }

            @Override
            public Integer result() {
              return 1;
            }
          };
      assertThat(await(failureOf(scope(refuses, s -> s.fork(new Dropping(dropped))))))
          .hasMessage("no forks");
      assertThat(dropped[0]).isTrue();
    });
  }

  @Test
  void aWakerThatThrowsLetsTheScopeEnd() throws Exception {
    try (var runtime = AsyncRuntime.builder().currentThread().build()) {
      var result =
          runtime.blockOn(
              scope(s -> {
                var subtask = s.fork(yieldNow().map(none -> 1));
                var unused =
                    subtask.poll(
                        Context.of(() -> {
                          throw new IllegalArgumentException("a waker that breaks the law");
                        }));
                return 2;
              }));
      assertThat(result).isEqualTo(2);
    }
  }

  @Test
  void failuresOfADroppedScopeAreReported() throws Exception {
    List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
    Future<?>[] dropped = new Future<?>[1];
    inTask(() -> {
      var before = FailureHook.install((source, failure) -> reported.add(failure));
      try {
        dropped[0] =
            supervised(s -> {
              s.fork(cx -> {
                throw new IOException("before");
              });
              s.fork(cx -> {
                dropped[0].drop();
                throw new IOException("after");
              });
              return await(pending());
            });
        assertThat(dropped[0].poll(Context.of(() -> {})).isReady()).isFalse();
        await(sleep(Duration.ofSeconds(1)));
      } finally {
        FailureHook.install(before);
      }
    });
    assertThat(reported).extracting(Throwable::getMessage).containsExactly("before", "after");
  }

  @Test
  void aScopeThatWasRefusedIsOver() throws Exception {
    var refused = scope(s -> 1);
    assertThatIllegalStateException().isThrownBy(() -> Drive.drive(refused));
    assertThatIllegalStateException()
        .isThrownBy(() -> refused.poll(Context.of(() -> {})))
        .withMessageContaining("after its end");
  }
}
