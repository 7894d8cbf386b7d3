package io.pollen;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.create;
import static io.pollen.Async.failed;
import static io.pollen.Async.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pollen.combine.Completer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What is told of the awaits that a failure has passed.
class AsyncTraceTest {
  private static final Context CX = Context.of(Waker.noop());

  /// Made once, without a stack trace.
  private static final Exception STACKLESS =
      new Exception("stackless", null, false, false) {
        private static final long serialVersionUID = 1;
      };

  private int middleLine;
  private int outerLine;

  private static int line() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  private Future<Object> middle(Future<?> leaf) {
    return async(() -> {
      middleLine = line() + 1;
      return await(leaf);
    });
  }

  private Future<Object> outer(Future<?> leaf) {
    return async(() -> {
      outerLine = line() + 1;
      return await(middle(leaf)).toString() + leaf;
    });
  }

  private static Throwable failure(Future<?> future) {
    return catchThrowable(() -> {
      while (!future.poll(CX).isReady()) {
        Thread.onSpinWait();
      }
    });
  }

  private void assertBothAwaitsOf(Throwable failure) {
    assertThat(AsyncTrace.of(failure).orElseThrow().text())
        .isEqualTo(
            """
            here:
                AsyncTraceTest.middle (AsyncTraceTest.java:%d)
                AsyncTraceTest.outer (AsyncTraceTest.java:%d)
            """
                .formatted(middleLine, outerLine));
  }

  @Test
  void aStoredFailureTellsTheAwaitsThatItIsThrownAt() {
    assertThat(failure(outer(failed(STACKLESS)))).isSameAs(STACKLESS);
    assertBothAwaitsOf(STACKLESS);
    assertThat(STACKLESS.getSuppressed()).isEmpty();
    assertThat(STACKLESS.getStackTrace()).isEmpty();
  }

  @Test
  void soDoesOneThatComesLater() throws Exception {
    var completer = new AtomicReference<Completer<String>>();
    Future<Object> future = outer(create(completer::set));
    assertThat(future.poll(CX).isReady()).isFalse();
    var late = new IOException("late");
    completer.get().fail(late);
    assertThat(failure(future)).isSameAs(late);
    assertBothAwaitsOf(late);
    assertThat(AsyncTrace.of(late).orElseThrow().addsTo(late)).isTrue();

    var stage = new CompletableFuture<String>();
    Future<Object> other = outer(from(stage));
    assertThat(other.poll(CX).isReady()).isFalse();
    stage.completeExceptionally(late);
    assertThat(failure(other)).isSameAs(late);
    assertBothAwaitsOf(late);
  }

  @Test
  void soDoesThatOfAUsersOwnFuture() {
    Future<String> own =
        cx -> {
          throw STACKLESS;
        };
    assertThat(failure(outer(own))).isSameAs(STACKLESS);
    assertBothAwaitsOf(STACKLESS);
  }

  @Test
  void aBlockThatThrowsShowsItsLineAndAddsNothingToTheStackTrace() {
    int[] thrown = new int[1];
    Future<Object> leaf =
        async(() -> {
          await(Async.ready(1));
          thrown[0] = line() + 1;
          throw new IOException("fresh");
        });
    Throwable failure = failure(outer(leaf));
    AsyncTrace trace = AsyncTrace.of(failure).orElseThrow();
    assertThat(trace.awaits())
        .extracting(StackTraceElement::getLineNumber)
        .containsExactly(thrown[0], middleLine, outerLine);
    assertThat(trace.awaits().getFirst().getMethodName())
        .isEqualTo("aBlockThatThrowsShowsItsLineAndAddsNothingToTheStackTrace");
    assertThat(trace.addsTo(failure)).isFalse();
  }

  @Test
  void aFailureThatABlockWrapsShowsWhereItCameFrom() {
    Future<Object> wraps =
        async(() -> {
          try {
            return await(middle(failed(STACKLESS)));
          } catch (Exception e) {
            throw new IllegalStateException("wrapped", e);
          }
        });
    Throwable failure = failure(wraps);
    AsyncTrace trace = AsyncTrace.of(failure).orElseThrow();
    assertThat(trace.awaits()).hasSize(1);
    assertThat(trace.origin().orElseThrow().awaits()).hasSize(2);
    assertThat(trace.text()).contains("middle").contains("awaited here:");
  }

  @Test
  void theCauseOfAFailureThatIsNotKnownAnswersForIt() {
    failure(outer(failed(STACKLESS)));
    assertBothAwaitsOf(new RuntimeException(new RuntimeException(STACKLESS)));
    assertThat(AsyncTrace.of(new RuntimeException())).isEmpty();
  }

  /// A handler of a driver that has two tasks.
  private record TwoTasks(Object[] now) implements FailureHook.Handler {
    @Override
    public void failed(Object source, Throwable failure) {}

    @Override
    public Object driven() {
      return now[0];
    }
  }

  @Test
  void anObjectThatSeveralTasksFailByIsNotGivenTheAwaitsOfAnother() {
    var driven = new TwoTasks(new Object[] {"first"});
    FailureHook.Handler before = FailureHook.install(driven);
    try {
      Future<Object> handles =
          async(() -> {
            try {
              return await(outer(failed(STACKLESS)));
            } catch (Exception handled) {
              return 1;
            }
          });
      assertThat(failure(handles)).isNull();
      driven.now[0] = "second";
      assertThat(AsyncTrace.leaving(STACKLESS, "task 2")).isNull();
      failure(
          async(() -> {
            await(Async.ready(1));
            throw STACKLESS;
          }));
      AsyncTrace trace = AsyncTrace.leaving(STACKLESS, "task 2");
      assertThat(trace).isNotNull();
      assertThat(trace.awaits()).hasSize(1);
      assertThat(trace.awaits().getFirst().getLineNumber()).isNegative(); // nobody knows
      assertThat(AsyncTrace.of(STACKLESS)).isEmpty();
    } finally {
      FailureHook.install(before);
    }
  }

  private static Future<Integer> nested(int depth) {
    return async(() -> depth == 0 ? await(failed(STACKLESS)) : await(nested(depth - 1)) + 1);
  }

  @Test
  void ofADeepChainTheInnermostAreTold() {
    failure(nested(500));
    assertThat(AsyncTrace.of(STACKLESS).orElseThrow().awaits()).hasSize(64);
  }

  @Test
  void droppingCollectsNothing() throws Exception {
    failure(outer(failed(STACKLESS)));
    List<String> log = new ArrayList<>();
    Future<Object> dropped =
        async(() -> {
          try {
            return await(Async.pending());
          } finally {
            log.add("dropped");
          }
        });
    dropped.poll(CX);
    dropped.drop();
    assertThat(log).containsExactly("dropped");
    assertBothAwaitsOf(STACKLESS);
  }
}
