package io.pollen.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.task.Task.Ran;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The task alone, under a queue and nothing else.
@Timeout(30)
class TaskTest {
  private final List<String> reported = new ArrayList<>();
  private final Queue queue = new Queue();

  private final class Queue implements Submit {
    private final ArrayDeque<Task<?>> tasks = new ArrayDeque<>();
    private final Failures failures =
        new Failures((task, failure) -> reported.add(task.name() + ": " + failure.getMessage()));

    @Override
    public void submit(Task<?> task) {
      assertThat(tasks).as("a task is in one queue once").doesNotContain(task);
      tasks.add(task);
    }

    @Override
    public void finished(Task<?> task) {
      assertThat(task.isFinished()).as("told before it is visible").isFalse();
    }

    @Override
    public Failures failures() {
      return failures;
    }

    Ran runNext() {
      Task<?> task = tasks.remove();
      Ran ran = task.run(Context.of(task));
      if (ran != Ran.DONE && task.suspend()) {
        tasks.add(task);
      }
      return ran;
    }
  }

  private <T> Task<T> spawn(Future<T> future) {
    Task<T> task = Task.create(queue, future, "t");
    queue.submit(task);
    return task;
  }

  private static <T> Poll<T> join(Task<T> task, Waker waker) throws Exception {
    return task.poll(Context.of(waker));
  }

  private static <T> Poll<T> join(Task<T> task) throws Exception {
    return join(task, Waker.noop());
  }

  @Test
  void wakeDuringPollRunsTheTaskExactlyOnceMore() {
    AtomicInteger polls = new AtomicInteger();
    spawn(cx -> {
      if (polls.incrementAndGet() == 1) {
        cx.waker().wake();
        cx.waker().wake();
      }
      return Poll.pending();
    });
    queue.runNext();
    queue.runNext();
    assertThat(polls).hasValue(2);
    assertThat(queue.tasks).isEmpty();
  }

  @Test
  void manyWakesOfAnIdleTaskScheduleItOnce() {
    Task<Void> task = spawn(cx -> Poll.pending());
    queue.runNext();
    task.wake();
    task.wake();
    assertThat(queue.tasks).containsExactly(task);
  }

  @Test
  void wakesAfterTheEndDoNothing() throws Exception {
    Task<Integer> task = spawn(cx -> Poll.ready(1));
    queue.runNext();
    task.wake();
    task.abort();
    assertThat(queue.tasks).isEmpty();
    assertThat(join(task)).isEqualTo(Poll.ready(1));
  }

  @Test
  void theAwaiterIsWokenOnceAndTakesTheValue() throws Exception {
    AtomicInteger wakes = new AtomicInteger();
    Task<Integer> task = spawn(cx -> Poll.ready(7));
    Waker waker = wakes::incrementAndGet;
    assertThat(join(task, waker)).isEqualTo(Poll.pending());
    assertThat(join(task, waker)).isEqualTo(Poll.pending());
    queue.runNext();
    assertThat(wakes).hasValue(1);
    assertThat(join(task, waker)).isEqualTo(Poll.ready(7));
    assertThatThrownBy(() -> join(task)).hasMessageContaining("use shared()");
  }

  @Test
  void theLatestWakerOfTheAwaiterCounts() throws Exception {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger latest = new AtomicInteger();
    Task<Integer> task = spawn(cx -> Poll.ready(7));
    join(task, first::incrementAndGet);
    join(task, latest::incrementAndGet);
    queue.runNext();
    assertThat(first).hasValue(0);
    assertThat(latest).hasValue(1);
  }

  @Test
  void aSecondTaskThatAwaitsTheSameHandleGetsAnError() throws Exception {
    Task<Void> awaited = spawn(cx -> Poll.pending());
    Task<Void> one = spawn(awaited);
    Task<Void> two = spawn(awaited);
    queue.runNext();
    queue.runNext();
    queue.runNext();
    assertThat(one.isFinished()).isFalse();
    assertThatThrownBy(() -> join(two))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("awaited by two tasks");
  }

  @Test
  void theFutureIsGoneBeforeTheCompletionIsVisible() {
    Task<Integer> task = spawn(cx -> Poll.ready(1));
    queue.runNext();
    assertThat(task.isFinished()).isTrue();
    assertThat(task.peek()).isNull();
  }

  @Test
  void whateverAPollThrowsEndsItsOwnTaskOnly() {
    Task<Void> failing =
        spawn(cx -> {
          throw new StackOverflowError("too deep");
        });
    assertThat(queue.runNext()).isEqualTo(Ran.DONE);
    assertThatThrownBy(() -> join(failing)).isInstanceOf(StackOverflowError.class);
    assertThat(reported).as("errors of the machine are reported also").hasSize(1);
  }

  @Test
  void abortOfAnIdleTaskDropsItWithoutPollingItAgain() {
    AtomicInteger polls = new AtomicInteger();
    AtomicInteger drops = new AtomicInteger();
    Task<Void> task =
        spawn(
            new Future<Void>() {
              @Override
              public Poll<Void> poll(Context cx) {
                polls.incrementAndGet();
                return Poll.pending();
              }

              @Override
              public void drop() {
                drops.incrementAndGet();
              }
            });
    queue.runNext();
    task.abort();
    assertThat(drops).as("never on the aborter's stack").hasValue(0);
    assertThat(queue.runNext()).isEqualTo(Ran.DONE);
    assertThat(polls).hasValue(1);
    assertThat(drops).hasValue(1);
    assertThatThrownBy(() -> join(task))
        .isInstanceOf(TaskCancelledException.class)
        .hasMessageContaining("\"t\" was aborted");
  }

  @Test
  void aTaskThatAbortsItselfAndCompletesKeepsItsValue() throws Exception {
    Task<?>[] self = new Task<?>[1];
    Task<Integer> task =
        spawn(cx -> {
          self[0].abort();
          return Poll.ready(3);
        });
    self[0] = task;
    queue.runNext();
    assertThat(join(task)).isEqualTo(Poll.ready(3));
  }

  @Test
  void anAbortedTaskIsCancelledPatientlyThenDroppedWhenTheGraceIsOver() {
    AtomicInteger cancels = new AtomicInteger();
    AtomicInteger drops = new AtomicInteger();
    Task<Void> task =
        spawn(
            new Future<Void>() {
              @Override
              public Poll<Void> poll(Context cx) {
                return Poll.pending();
              }

              @Override
              public Poll<Void> pollCancel(Context cx) {
                cancels.incrementAndGet();
                return Poll.pending();
              }

              @Override
              public void drop() {
                drops.incrementAndGet();
              }
            });
    task.abort();
    assertThat(queue.runNext()).isEqualTo(Ran.CANCELLING);
    task.wake();
    assertThat(queue.runNext()).isEqualTo(Ran.PENDING);
    assertThat(cancels).hasValue(2);
    task.dropNow();
    assertThat(queue.runNext()).isEqualTo(Ran.DONE);
    assertThat(drops).hasValue(1);
  }

  @Test
  void aFailureOfADetachedTaskIsReportedAtOnce() {
    Task<Void> task =
        spawn(cx -> {
          throw new IOException("lost");
        });
    task.drop();
    queue.runNext();
    assertThat(reported).containsExactly("t: lost");
  }

  @Test
  void aFailureIsReportedWhenItsHandleIsDroppedLater() {
    Task<Void> task =
        spawn(cx -> {
          throw new IOException("lost");
        });
    queue.runNext();
    assertThat(reported).isEmpty();
    task.drop();
    task.drop();
    assertThat(reported).containsExactly("t: lost");
  }

  @Test
  void aFailureThatWasAwaitedIsNotReported() {
    Task<Void> task =
        spawn(cx -> {
          throw new IOException("seen");
        });
    queue.runNext();
    assertThatThrownBy(() -> join(task)).hasMessage("seen");
    queue.failures.reportAll();
    assertThat(reported).isEmpty();
  }

  @Test
  void anUnobservedFailureIsReportedWhenTheRuntimeCloses() {
    Task<Void> task =
        spawn(cx -> {
          throw new IOException("forgotten");
        });
    queue.runNext();
    queue.failures.reportAll();
    queue.failures.reportAll();
    assertThat(reported).containsExactly("t: forgotten");
    assertThat(task.isFinished()).isTrue();
  }

  @Test
  void anUnobservedFailureIsReportedWhenItsTaskBecomesUnreachable() throws Exception {
    List<String> told = java.util.Collections.synchronizedList(new ArrayList<>());
    Failures failures = new Failures((task, failure) -> told.add(failure.getMessage()));
    failAndForget(failures);
    for (int i = 0; i < 200 && told.isEmpty(); i++) {
      System.gc();
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
    assertThat(told).containsExactly("unreachable");
  }

  private static void failAndForget(Failures failures) {
    Submit alone =
        new Submit() {
          @Override
          public void submit(Task<?> task) {}

          @Override
          public void finished(Task<?> task) {}

          @Override
          public Failures failures() {
            return failures;
          }
        };
    Task.create(
            alone,
            cx -> {
              throw new IOException("unreachable");
            },
            null)
        .run(Context.of(Waker.noop()));
  }

  @Test
  void idsAreUniqueAndNamesStay() {
    Task<Void> one = spawn(cx -> Poll.pending());
    Task<Void> two = spawn(cx -> Poll.pending());
    assertThat(one.id()).isEqualTo(one.id()).isNotEqualTo(two.id()).isPositive();
    assertThat(one.name()).isEqualTo("t");
    assertThat(Task.create(queue, cx -> Poll.pending(), null).name()).isNull();
  }

  @Test
  void aFutureWhoseCancellationThrowsIsDropped() {
    AtomicInteger drops = new AtomicInteger();
    Task<Void> task =
        spawn(
            new Future<>() {
              @Override
              public Poll<Void> poll(Context cx) {
                return Poll.pending();
              }

              @Override
              public Poll<Void> pollCancel(Context cx) {
                throw new IllegalStateException("cannot");
              }

              @Override
              public void drop() {
                drops.incrementAndGet();
              }
            });
    queue.runNext();
    task.abort();
    assertThat(queue.runNext()).isEqualTo(Ran.DONE);
    assertThat(reported).containsExactly("t: cannot");
    assertThat(drops).hasValue(1);
  }

  @Test
  void aFailureThatCannotBeRecordedIsReported() {
    AtomicInteger asked = new AtomicInteger();
    Submit poor =
        new Submit() {
          @Override
          public void submit(Task<?> task) {}

          @Override
          public void finished(Task<?> task) {}

          @Override
          public Failures failures() {
            if (asked.getAndIncrement() == 0) {
              throw new OutOfMemoryError("seeded");
            }
            return queue.failures();
          }
        };
    Task<Void> task =
        Task.create(
            poor,
            cx -> {
              throw new IOException("lost");
            },
            "t");
    assertThat(task.run(Context.of(task))).isEqualTo(Ran.DONE);
    assertThat(task.isFinished()).isTrue();
    assertThat(reported).containsExactly("t: lost");
  }
}
