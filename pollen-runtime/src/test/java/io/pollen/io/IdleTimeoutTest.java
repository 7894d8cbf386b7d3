package io.pollen.io;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.join;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.timeoutOrEmpty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.AsyncBody;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.Waker;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.TimerWheel;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.time.TestClock;
import io.pollen.woven.RawFuture;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdleTimeoutTest {
  private static final int CAPACITY = 4;

  private final TestClock clock = new TestClock();
  private final Duplex pipes = Io.duplex(CAPACITY);
  private final PipeStream peer = pipes.right();
  private final IdleTimeout<PipeStream> stream = Io.withIdleTimeout(pipes.left(), seconds(60));

  private static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count);
  }

  private <T> T run(AsyncBody<T> body) throws Exception {
    try (var runtime = AsyncRuntime.builder().currentThread().clock(clock).build()) {
      return runtime.blockOn(body);
    }
  }

  private long secondsPassed() {
    return clock.now().getEpochSecond();
  }

  private static void assertIdle(Outcome<?> outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failure.class,
            failure ->
                assertThat(failure.cause())
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("for 60000 ms"));
  }

  @Test
  void aReadFailsWhenNothingHasMovedForTheLimit() throws Exception {
    assertIdle(run(() -> await(stream.read(bytes(1)).catching())));
    assertThat(secondsPassed()).isEqualTo(60);
  }

  /// Outside of a runtime there are no timers.
  @Test
  void anOperationThatCannotArmItsTimerIsOver() throws Exception {
    AtomicInteger drops = new AtomicInteger();
    Future<Integer> waits =
        new RawFuture<>() {
          @Override
          public Object pollRaw(Context cx) {
            return PENDING;
          }

          @Override
          public void drop() {
            drops.incrementAndGet();
          }
        };
    Future<Integer> limited =
        new IdleOperation<>(
            waits, new ByteBuffer[0], new IdleTime(seconds(60).toNanos()), seconds(60), "it");
    Context cx = Context.of(Waker.noop());
    assertThatThrownBy(() -> limited.poll(cx))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("runtime");
    assertThat(drops).hasValue(1); // it has let go of the stream
    assertThatThrownBy(() -> limited.poll(cx))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a stream operation was polled after it had completed");
    limited.drop();
    assertThat(drops).hasValue(1);
  }

  @Test
  void aWriteFailsWhenNothingHasMovedForTheLimit() throws Exception {
    run(() -> {
      await(stream.writeAll(bytes(CAPACITY)));
      assertIdle(await(stream.write(bytes(1)).catching()));
      assertIdle(await(stream.write(bytes(0), bytes(1)).catching()));
      return null;
    });
    assertThat(secondsPassed()).isEqualTo(120);
  }

  @Test
  void whatComesInTimeIsRead() throws Exception {
    run(() -> {
      JoinHandle<Void> slow =
          spawn(
              async(() -> {
                for (int i = 0; i < 5; i++) {
                  await(sleep(seconds(50)));
                  await(peer.writeAll(bytes(1)));
                }
              }));
      await(stream.readExactly(bytes(5)));
      await(slow);
      return null;
    });
    assertThat(secondsPassed()).isEqualTo(250);
  }

  @Test
  void bytesInTheOtherDirectionCount() throws Exception {
    run(() -> {
      var reading = spawn(stream.read(bytes(1)).catching());
      var takes =
          spawn(
              async(() -> {
                await(peer.readExactly(bytes(3)));
              }));
      for (int i = 0; i < 3; i++) {
        await(sleep(seconds(50)));
        await(stream.writeAll(bytes(1)));
      }
      await(takes);
      assertIdle(await(reading));
      return null;
    });
    assertThat(secondsPassed()).isEqualTo(210);
  }

  @Test
  void partOfAWriteCounts() throws Exception {
    run(() -> {
      var reading = spawn(stream.read(bytes(1)).catching());
      var writing = spawn(stream.writeAll(bytes(CAPACITY + 3)).catching());
      for (int i = 0; i < 2; i++) {
        await(sleep(seconds(50)));
        await(peer.readExactly(bytes(1)));
      }
      // One byte is still to be written: both directions wait, and both are told.
      assertIdle(await(reading));
      assertIdle(await(writing));
      return null;
    });
    assertThat(secondsPassed()).isEqualTo(160);
  }

  @Test
  void timeInWhichNobodyReadsOrWritesDoesNotCount() throws Exception {
    run(() -> {
      assertThat(await(timeoutOrEmpty(seconds(40), stream.read(bytes(1))))).isEmpty();
      await(sleep(seconds(1_000)));
      assertIdle(await(stream.read(bytes(1)).catching()));
      return null;
    });
    assertThat(secondsPassed()).isEqualTo(1_060);
  }

  @Test
  void manyShortWaitsAreOneLongOne() throws Exception {
    run(() -> {
      int waits = 0;
      Outcome<?> end = null;
      while (end == null) {
        waits++;
        end = await(timeoutOrEmpty(seconds(25), stream.read(bytes(1)).catching())).orElse(null);
      }
      assertThat(waits).isEqualTo(3);
      assertIdle(end);
      return null;
    });
    assertThat(secondsPassed()).isEqualTo(60);
  }

  @Test
  void whatMovesBetweenTwoWaitsBeginsTheTimeAnew() throws Exception {
    run(() -> {
      assertThat(await(timeoutOrEmpty(seconds(40), stream.read(bytes(1))))).isEmpty();
      await(stream.writeAll(bytes(1))); // need not wait
      assertIdle(await(stream.read(bytes(1)).catching()));
      return null;
    });
    assertThat(secondsPassed()).isEqualTo(100);
  }

  @Test
  void whoTriesAgainGetsTheWholeLimitAndLosesNoByte() throws Exception {
    run(() -> {
      assertIdle(await(stream.read(bytes(1)).catching()));
      assertIdle(await(stream.read(bytes(1)).catching()));
      await(peer.writeAll(ByteBuffer.wrap(new byte[] {7})));
      ByteBuffer to = bytes(1);
      await(stream.read(to));
      assertThat(to.get(0)).isEqualTo((byte) 7);
      return null;
    });
    assertThat(secondsPassed()).isEqualTo(120);
  }

  @Test
  void aFlushOrShutdownThatWaitsIsLimitedToo() throws Exception {
    var stuck = Io.withIdleTimeout(new Stuck(), seconds(60));
    run(() -> {
      assertIdle(await(stuck.flush().catching()));
      assertIdle(await(stuck.shutdown().catching()));
      return null;
    });
  }

  @Test
  void aFlushThatHadNothingToDoDoesNotCount() throws Exception {
    run(() -> {
      var reading = spawn(stream.read(bytes(1)).catching());
      await(sleep(seconds(50)));
      await(stream.flush());
      assertIdle(await(reading));
      return null;
    });
    assertThat(secondsPassed()).isEqualTo(60);
  }

  @Test
  void aDropTakesTheTimerAway() throws Exception {
    try (var runtime = AsyncRuntime.builder().currentThread().clock(clock).build()) {
      Future<?> read = stream.read(bytes(1));
      runtime.blockOn(
          new RawFuture<Void>() {
            @Override
            public @Nullable Object pollRaw(Context cx) throws Exception {
              TimerWheel wheel = cx.find(TimerWheel.class);
              assertThat(read.poll(cx).isReady()).isFalse();
              assertThat(wheel.nextDeadline()).isNotEqualTo(Long.MAX_VALUE);
              read.drop();
              assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
              return null;
            }
          });
    }
  }

  @Test
  void aFailureOfTheStreamBelowIsNoTimeout() throws Exception {
    run(() -> {
      var reading = spawn(stream.read(bytes(1)).catching());
      await(sleep(seconds(1)));
      stream.close();
      assertThat(await(reading).toString()).contains("this side of the pipe is closed");
      return null;
    });
  }

  @Test
  void readerAndWriterMayWaitTogether() throws Exception {
    run(() -> {
      await(stream.writeAll(bytes(CAPACITY)));
      var both = await(join(stream.read(bytes(1)).catching(), stream.write(bytes(1)).catching()));
      List.of(both.first(), both.second()).forEach(IdleTimeoutTest::assertIdle);
      return null;
    });
    assertThat(secondsPassed()).isEqualTo(60);
  }

  @Test
  void aLimitOfNothingIsRefused() {
    assertThatThrownBy(() -> Io.withIdleTimeout(peer, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than no time");
    assertThat(Io.withIdleTimeout(peer, Duration.ofSeconds(Long.MAX_VALUE)).stream())
        .isSameAs(peer);
  }

  /// Never does anything.
  private static final class Stuck implements AsyncRead, AsyncWrite {
    private static <T> Future<T> never() {
      return cx -> io.pollen.Poll.pending();
    }

    @Override
    public Future<Integer> read(ByteBuffer to) {
      return never();
    }

    @Override
    public Future<Integer> write(ByteBuffer from) {
      return never();
    }

    @Override
    public Future<Void> flush() {
      return never();
    }

    @Override
    public Future<Void> shutdown() {
      return never();
    }
  }
}
