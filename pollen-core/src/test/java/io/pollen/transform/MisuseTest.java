package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.transform.Later.CX;
import static io.pollen.transform.Later.later;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pollen.Future;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/// Polls against the laws are told which block, where, and which threads.
class MisuseTest {
  private static final String HERE =
      "io.pollen.transform.MisuseTest.\\S+\\(MisuseTest.java:\\d+\\)";

  @Test
  void aPollAfterCompletionIsRefused() throws Exception {
    Future<Integer> future = async(() -> await(later(1)));
    Later.run(future);
    assertThatThrownBy(() -> future.poll(CX))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching(
            "async block "
                + HERE
                + " polled after it has completed, failed or was dropped: .*shared.*");
    Future<Integer> plain = async(() -> 1);
    Later.run(plain);
    assertThatThrownBy(() -> plain.poll(CX))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching(
            "async block "
                + HERE
                + " polled after it has completed, failed or was dropped: .*shared.*");
  }

  @Test
  void aPollAfterAFailureIsRefused() {
    IOException failure = new IOException();
    Future<Integer> future = async(() -> await(Later.<Integer>failing(failure)));
    assertThatThrownBy(() -> Later.run(future)).isSameAs(failure);
    assertThatThrownBy(() -> future.poll(CX)).isInstanceOf(IllegalStateException.class);
    Future<Integer> plain =
        async(() -> {
          throw failure;
        });
    assertThatThrownBy(() -> plain.poll(CX)).isSameAs(failure);
    assertThatThrownBy(() -> plain.poll(CX)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPollFromInsideIsRefused() throws Exception {
    Future<?>[] self = new Future<?>[1];
    self[0] =
        async(() -> {
          await(later(1));
          return catchThrowable(() -> self[0].poll(CX)).getMessage();
        });
    assertThat((String) Later.run(self[0]))
        .matches("async block " + HERE + " polled from inside its own poll, on thread '\\S+'");
  }

  @Test
  @SuppressWarnings("pollen:blockingCall") // holds its poll open
  void aConcurrentPollNamesBothThreads() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    Future<Integer> future =
        async(() -> {
          await(later(1));
          inside.countDown();
          refused.await();
          return await(later(2));
        });
    FutureTask<Integer> owner = new FutureTask<>(() -> Later.run(future));
    Thread thread = new Thread(owner, "the-owner");
    thread.start();
    inside.await();
    Throwable told = catchThrowable(() -> future.poll(CX));
    refused.countDown();
    assertThat(told)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching(
            "async block "
                + HERE
                + " polled on thread '\\S+' while it is being polled on thread 'the-owner': a"
                + " future has one owner at a time");
    assertThat(owner.get()).isEqualTo(2);
    thread.join();
  }

  @Test
  void awaitingNullIsAClearFailure() {
    Future<String> nothing = null;
    assertThatThrownBy(() -> Later.run(async(() -> await(nothing))))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("await(null)");
  }
}
