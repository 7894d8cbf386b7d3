package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.transform.Later.later;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.AsyncFunction;
import io.pollen.Context;
import io.pollen.Dropped;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.transform.Later.Never;
import io.pollen.transform.Later.Res;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The laws of dropping, for async blocks.
class DropTest {
  private final List<String> log = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();

  @BeforeEach
  void collectFailures() {
    FailureHook.install((source, failure) -> failures.add(failure));
  }

  @AfterEach
  void noMoreFailures() {
    FailureHook.install(null);
  }

  private <T> Never<T> never() {
    return new Never<>(log, "inner");
  }

  private static void suspend(Future<?> future) throws Exception {
    assertThat(future.poll(Later.CX).isReady()).isFalse();
  }

  private void dropSuspended(Future<?> future) throws Exception {
    suspend(future);
    future.drop();
    assertThatThrownBy(() -> future.poll(Later.CX)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void finallyRunsAfterTheInnerFutureWasDropped() throws Exception {
    dropSuspended(
        async(() -> {
          try {
            return await(never());
          } finally {
            log.add("finally");
          }
        }));
    assertThat(log).containsExactly("drop inner", "finally");
    assertThat(failures).isEmpty();
  }

  @Test
  void resourcesCloseInnermostFirst() throws Exception {
    dropSuspended(
        async(() -> {
          try (Res a = new Res(log, "a");
              Res b = new Res(log, "b")) {
            return await(this.<String>never()) + a + b;
          }
        }));
    assertThat(log).containsExactly("open a", "open b", "drop inner", "close b", "close a");
  }

  private Future<Integer> child(String name) {
    return async(() -> {
      try (Res r = new Res(log, name)) {
        return await(this.<Integer>never()) + r.name().length();
      }
    });
  }

  @Test
  void nestedBlocksDropInnermostFirst() throws Exception {
    dropSuspended(
        async(() -> {
          try {
            return await(async(() -> await(child("c"))));
          } finally {
            log.add("outer");
          }
        }));
    assertThat(log).containsExactly("open c", "drop inner", "close c", "outer");
  }

  @Test
  void catchExceptionAndCatchErrorDoNotSeeIt() throws Exception {
    dropSuspended(
        async(() -> {
          try {
            return await(never());
          } catch (Exception | Error e) {
            log.add("wrong");
            return 1;
          }
        }));
    assertThat(log).containsExactly("drop inner");
  }

  @Test
  void eachDropThrowsAFreshSignalWithSuppression() throws Exception {
    List<Throwable> signals = new ArrayList<>();
    AsyncFunction<String, Object> body =
        name -> {
          try (AutoCloseable failing =
              () -> {
                throw new IllegalStateException("close " + name);
              }) {
            return await(never());
          } catch (Throwable t) {
            signals.add(t);
            if (t instanceof Dropped) throw t;
            throw t;
          }
        };
    dropSuspended(body.start("a"));
    dropSuspended(body.start("b"));
    assertThat(signals).hasSize(2).allMatch(t -> t instanceof Dropped);
    assertThat(signals.get(0)).isNotSameAs(signals.get(1));
    assertThat(signals.get(0).getSuppressed()).hasSize(1);
    assertThat(failures).extracting(Throwable::getMessage).containsExactly("close a", "close b");
  }

  @Test
  void aBlockThatIsNotStartedOnlyReleasesItsCaptures() throws Exception {
    Object[] captured = {new Object()};
    WeakReference<Object> reference = new WeakReference<>(captured[0]);
    Future<Object> future = capturing(captured[0]);
    captured[0] = null;
    future.drop();
    for (int i = 0; i < 50 && reference.get() != null; i++) {
      System.gc();
    }
    assertThat(reference.get()).isNull();
    assertThat(log).isEmpty();
    assertThatThrownBy(() -> future.poll(Later.CX)).isInstanceOf(IllegalStateException.class);
  }

  private Future<Object> capturing(Object value) {
    return async(() -> {
      log.add("ran");
      return await(later(value));
    });
  }

  @Test
  void droppingTwiceOrAfterCompletionDoesNothing() throws Exception {
    Future<Integer> suspended = child("a");
    dropSuspended(suspended);
    suspended.drop();
    Future<Integer> done =
        async(() -> {
          try {
            return await(later(1));
          } finally {
            log.add("finally");
          }
        });
    Later.run(done);
    done.drop();
    assertThat(log).containsExactly("open a", "drop inner", "close a", "finally");
  }

  @Test
  @SuppressWarnings("pollen:awaitInFinally")
  void anAwaitInFinallyGoesOnWhenReadyAndEndsTheBlockWhenPending() throws Exception {
    dropSuspended(
        async(() -> {
          try {
            return await(never());
          } finally {
            Later.pendings = 0;
            log.add("ready " + await(later(1)));
            Later.pendings = 1;
            log.add("pending");
            await(new Never<>(log, "second"));
            log.add("wrong");
          }
        }));
    assertThat(log).containsExactly("drop inner", "ready 1", "pending", "drop second");
    assertThat(failures).isEmpty();
  }

  @SuppressWarnings("pollen:awaitInFinally")
  private Future<Integer> cleaning(int number, Future<Integer> inner) {
    return async(() -> {
      try {
        return await(inner) + await(later(number));
      } finally {
        Later.pendings = 0;
        log.add("cleaned " + await(later(number)));
        Later.pendings = 1;
      }
    });
  }

  @Test
  void eachAwaitOfABlockRunsTheSameFinallyWhenItIsDroppedThere() throws Exception {
    for (int polls = 1; polls <= 3; polls++) {
      log.clear();
      Later.pendings = 1;
      Future<Integer> future = cleaning(2, async(() -> await(later(1)) + await(later(1))));
      for (int i = 0; i < polls; i++) {
        suspend(future);
      }
      future.drop();
      assertThat(log).as("dropped after poll %s", polls).containsExactly("cleaned 2");
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void anAwaitInTheFinallyOfEachOfNestedBlocksRunsInnermostFirst() throws Exception {
    dropSuspended(cleaning(3, cleaning(2, cleaning(1, never()))));
    assertThat(log).containsExactly("drop inner", "cleaned 1", "cleaned 2", "cleaned 3");
    assertThat(failures).isEmpty();
  }

  @Test
  void aPendingFinallyStillRunsTheOuterFinally() throws Exception {
    dropSuspended(
        async(() -> {
          try {
            try {
              return await(never());
            } finally {
              await(new Never<>(log, "second"));
            }
          } finally {
            log.add("outer");
          }
        }));
    assertThat(log).containsExactly("drop inner", "drop second", "outer");
  }

  @Test
  @SuppressWarnings("pollen:swallowsDropped")
  void aBodyThatSwallowsTheSignalAndReturnsIsDone() throws Exception {
    dropSuspended(
        async(() -> {
          try {
            return await(this.<Integer>never());
          } catch (Throwable t) {
            return 1;
          }
        }));
    assertThat(failures).isEmpty();
  }

  @Test
  @SuppressWarnings("pollen:swallowsDropped")
  void aBodyThatSwallowsTheSignalForEverIsStoppedAndReported() throws Exception {
    int[] swallowed = {0};
    dropSuspended(
        async(() -> {
          while (true) {
            try {
              await(never());
            } catch (Throwable t) {
              swallowed[0]++;
            }
          }
        }));
    assertThat(swallowed[0]).isEqualTo(8);
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst())
        .hasMessageMatching(
            "(?s).*caught its Dropped signal 8 times and awaited again, last at"
                + " .*DropTest\\.java:\\d+.*if \\(t instanceof Dropped\\) throw t;");
  }

  @Test
  void whatAFinallyThrowsGoesToTheHookAndNeverOutOfDrop() throws Exception {
    dropSuspended(
        async(() -> {
          try {
            return await(
                async(() -> {
                  try {
                    return await(never());
                  } finally {
                    throwing("inner");
                  }
                }));
          } finally {
            log.add("outer");
            throwing("outer");
          }
        }));
    assertThat(log).containsExactly("drop inner", "outer");
    assertThat(failures).extracting(Throwable::getMessage).containsExactly("inner", "outer");
  }

  private static void throwing(String message) {
    throw new IllegalStateException(message);
  }

  @Test
  void anInnerFutureThatThrowsFromDropDoesNotStopTheRest() throws Exception {
    Future<Integer> bad =
        new Future<>() {
          @Override
          public Poll<Integer> poll(io.pollen.Context cx) {
            return Poll.pending();
          }

          @Override
          public void drop() {
            throw new IllegalStateException("bad drop");
          }
        };
    dropSuspended(
        async(() -> {
          try {
            return await(bad);
          } finally {
            log.add("finally");
          }
        }));
    assertThat(log).containsExactly("finally");
    assertThat(failures).extracting(Throwable::getMessage).containsExactly("bad drop");
  }

  @Test
  void aDropFromInsideItsOwnPollTakesEffectAtTheNextPending() throws Exception {
    Future<?>[] self = new Future<?>[1];
    self[0] =
        async(() -> {
          try {
            self[0].drop();
            log.add("still running");
            return await(never());
          } finally {
            log.add("finally");
          }
        });
    suspend(self[0]);
    assertThat(log).containsExactly("still running", "drop inner", "finally");
    assertThatThrownBy(() -> self[0].poll(Later.CX)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aValueAfterADropFromInsideIsDiscarded() throws Exception {
    Future<?>[] self = new Future<?>[2];
    self[0] =
        async(() -> {
          await(later(1));
          self[0].drop();
          return 7;
        });
    suspend(self[0]);
    assertThat(self[0].poll(Later.CX).isReady()).isFalse();
    assertThatThrownBy(() -> self[0].poll(Later.CX)).isInstanceOf(IllegalStateException.class);
    self[1] =
        async(() -> {
          self[1].drop();
          return 7;
        });
    suspend(self[1]);
    assertThatThrownBy(() -> self[1].poll(Later.CX)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void droppedSpillsAreForgotten() throws Exception {
    Object[] big = {new Object()};
    WeakReference<Object> reference = new WeakReference<>(big[0]);
    Future<Object> future = holding(big[0]);
    big[0] = null;
    suspend(future);
    future.drop();
    for (int i = 0; i < 50 && reference.get() != null; i++) {
      System.gc();
    }
    assertThat(reference.get()).isNull();
    assertThat(future.toString()).contains("done");
  }

  private Future<Object> holding(Object value) {
    return ((AsyncFunction<Object, Object>)
            held -> {
              await(never());
              return held;
            })
        .start(value);
  }

  @Test
  void deadValuesAreForgottenWhileSuspended() throws Exception {
    Object[] big = {new Object()};
    WeakReference<Object> reference = new WeakReference<>(big[0]);
    Future<Object> future = dying(big[0]);
    big[0] = null;
    suspend(future);
    suspend(future);
    for (int i = 0; i < 50 && reference.get() != null; i++) {
      System.gc();
    }
    assertThat(reference.get()).isNull();
    assertThat(future.toString()).contains("suspended");
    future.drop();
  }

  private Future<Object> dying(Object value) {
    return ((AsyncFunction<Object, Object>)
            held -> {
              int hash = await(later(1)) + held.hashCode();
              return hash + await(this.<Integer>never());
            })
        .start(value);
  }

  /// A user's future whose drop, or patient cancel, has a callback.
  private static final class Calling implements Future<String> {
    private Runnable onDrop = () -> {};
    private boolean dropped;

    @Override
    public Poll<String> poll(Context cx) {
      return Poll.pending();
    }

    @Override
    public void drop() {
      if (!dropped) {
        dropped = true;
        onDrop.run();
      }
    }
  }

  @Test
  void aFutureWhoseDropDropsItsAwaiterDoesNotMakeTheDropThrow() throws Exception {
    var calling = new Calling();
    Future<String> block =
        async(() -> {
          try {
            return await(calling);
          } finally {
            log.add("finally");
          }
        });
    calling.onDrop = block::drop;
    dropSuspended(block);
    assertThat(log).containsExactly("finally");
    assertThat(failures).isEmpty();
  }

  @Test
  void aFutureWhosePatientCancelDropsItsAwaiterEndsTheBlockOnce() throws Exception {
    var calling = new Calling();
    Future<String> block =
        async(() -> {
          log.add("body");
          try {
            return await(calling);
          } finally {
            log.add("finally");
          }
        });
    calling.onDrop = block::drop;
    suspend(block);
    assertThat(block.pollCancel(Later.CX).isReady()).isTrue();
    assertThat(log).containsExactly("body", "finally");
    assertThat(failures).isEmpty();
  }

  /// Two blocks, the inner one's `finally` dropping the outer one; returns the outer one.
  private Future<Integer> innerFinallyDropsOuter() {
    List<Future<?>> root = new ArrayList<>();
    Future<Integer> inner =
        async(() -> {
          try {
            return await(this.<Integer>never());
          } finally {
            root.getFirst().drop();
            log.add("inner finally");
          }
        });
    Future<Integer> outer =
        async(() -> {
          try {
            return await(inner);
          } finally {
            log.add("outer finally");
          }
        });
    root.add(outer);
    return outer;
  }

  @Test
  void aFinallyThatDropsTheOutermostBlockLetsEachFinallyRunOnceInnermostFirst() throws Exception {
    dropSuspended(innerFinallyDropsOuter());
    assertThat(log).containsExactly("drop inner", "inner finally", "outer finally");
    assertThat(failures).isEmpty();
  }

  @Test
  void aFinallyThatDropsTheOutermostBlockUnderPatientCancelKeepsTheOrder() throws Exception {
    Future<Integer> outer = innerFinallyDropsOuter();
    suspend(outer);
    assertThat(outer.pollCancel(Later.CX).isReady()).isTrue();
    assertThat(log).containsExactly("drop inner", "inner finally", "outer finally");
    assertThat(failures).isEmpty();
  }
}
