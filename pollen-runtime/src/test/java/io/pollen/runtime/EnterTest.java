package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.net.TcpListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The runtime that a thread is inside of, and the worker that it is.
@Timeout(30)
class EnterTest {

  @Test
  void aThreadThatHasEnteredSpawnsOntoTheRuntime() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      assertThatThrownBy(() -> Pollen.spawn(Futures.yields(1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no Pollen runtime here");
      assertThat(AsyncRuntime.currentOrEmpty()).isEmpty();
      try (var inside = runtime.enter()) {
        assertThat(AsyncRuntime.currentOrEmpty()).contains(runtime);
        assertThat(runtime.blockOn(Pollen.spawn(Futures.yields(2)))).isEqualTo(2);
        assertThat(AsyncRuntime.current()).as("after a blockOn").isSameAs(runtime);
      }
      assertThat(AsyncRuntime.currentOrEmpty()).isEmpty();
    }
  }

  @Test
  void enteringNestsAndIsLeftInTheReverseOrder() throws Exception {
    try (var one = AsyncRuntime.builder().workerThreads(1).name("one").build();
        var two = AsyncRuntime.currentThread()) {
      Entered outer = one.enter();
      Entered inner = two.enter();
      assertThat(AsyncRuntime.current()).isSameAs(two);
      assertThatThrownBy(outer::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("before one that was entered later");
      assertThat(AsyncRuntime.current()).isSameAs(two);
      FutureTask<Void> elsewhere = new FutureTask<>(inner::close, null);
      Thread.ofPlatform().start(elsewhere);
      assertThatThrownBy(elsewhere::get).hasCauseInstanceOf(IllegalStateException.class);
      inner.close();
      assertThat(AsyncRuntime.current()).isSameAs(one);
      assertThatCode(inner::close).as("closed twice").doesNotThrowAnyException();
      outer.close();
      assertThat(AsyncRuntime.currentOrEmpty()).isEmpty();
    }
  }

  @Test
  void whatIsMadeOutsideBelongsToTheRuntimeThatPollsItFirst() throws Exception {
    Future<Void> sleep = Pollen.sleep(Duration.ofMillis(1));
    Future<TcpListener> listen = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0));
    assertThat(AsyncRuntime.currentOrEmpty()).isEmpty();
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      runtime.blockOn(sleep);
      try (var listener = runtime.blockOn(runtime.spawn(listen))) {
        assertThat(listener.localAddress().getPort()).isPositive();
      }
    }
  }

  @Test
  void aWorkerCannotEnter() {
    try (var one = AsyncRuntime.builder().workerThreads(1).name("one").build();
        var two = AsyncRuntime.currentThread()) {
      assertThatThrownBy(() ->
              one.blockOn(
                  one.spawn(cx -> {
                    two.enter();
                    return Poll.ready();
                  })))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("on a worker of runtime \"one\"");
    }
  }

  @Test
  void aTaskKnowsItsWorker() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(3).build();
        var single = AsyncRuntime.currentThread()) {
      assertThat(AsyncRuntime.workerIndex()).isEmpty();
      Set<OptionalInt> seen = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        seen.add(runtime.blockOn(runtime.spawn(index())));
      }
      assertThat(seen)
          .isNotEmpty()
          .isSubsetOf(OptionalInt.of(0), OptionalInt.of(1), OptionalInt.of(2));
      assertThat(runtime.blockOn(index())).as("in blockOn").isEmpty();
      assertThat(runtime.blockOn(runtime.spawnBlocking(AsyncRuntime::workerIndex))).isEmpty();
      assertThat(single.blockOn(index())).hasValue(0);
    }
  }

  private static Future<OptionalInt> index() {
    return cx -> Poll.ready(AsyncRuntime.workerIndex());
  }
}
