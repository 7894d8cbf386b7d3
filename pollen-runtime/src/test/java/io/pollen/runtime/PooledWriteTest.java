package io.pollen.runtime;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.io.AsyncWrite;
import io.pollen.runtime.views.PooledWrite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PooledWriteTest {
  private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();
  private final Recorder recorder = new Recorder();

  @AfterEach
  void end() {
    recorder.gate.release(1_000);
    runtime.close();
  }

  /// Notes what is done to it, one step for each permit, and whether two threads do it at once.
  private static final class Recorder extends OutputStream {
    final Semaphore gate = new Semaphore(0);
    final Semaphore begun = new Semaphore(0);
    final AtomicInteger inside = new AtomicInteger();
    final List<String> steps = new ArrayList<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    IOException failure;

    private void step(String what) throws IOException {
      begun.release();
      if (inside.incrementAndGet() > 1) {
        throw new AssertionError("two threads at once");
      }
      gate.acquireUninterruptibly();
      steps.add(what);
      inside.decrementAndGet();
      if (failure != null) {
        IOException now = failure;
        failure = null;
        throw now;
      }
    }

    @Override
    public void write(int b) {
      throw new AssertionError("one byte at a time");
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      step("write " + length);
      bytes.write(from, offset, length);
    }

    @Override
    public void flush() throws IOException {
      step("flush");
    }

    @Override
    public void close() throws IOException {
      step("close");
    }
  }

  private AsyncWrite write(int capacity) {
    return new PooledWrite(runtime, recorder, capacity);
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length);
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.flip();
  }

  private static boolean isPending(Future<?> future) throws Exception {
    return !future.poll(Context.of(Waker.noop())).isReady();
  }

  @Test
  void bytesArriveInOrderAndShutdownClosesAfterAFlushOnce() throws Exception {
    recorder.gate.release(1_000);
    byte[] all = new byte[100_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i * 7);
    }
    AsyncWrite out = runtime.asyncWrite(recorder);
    runtime.blockOn(
        runtime.spawn(
            async(() -> {
              await(out.writeAll(ByteBuffer.wrap(all)));
              await(out.shutdown());
              await(out.shutdown());
            })));
    assertThat(recorder.bytes.toByteArray()).isEqualTo(all);
    assertThat(recorder.steps).last().isEqualTo("close");
    assertThat(recorder.steps).containsOnlyOnce("close");
    assertThatThrownBy(() -> Drive.drive(out.write(bytes(1))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was shut down for writing");
  }

  @Test
  void aWriteIsReadyAtOnceAndItsBytesAreWrittenWithoutAFlush() throws Exception {
    AsyncWrite out = write(4);
    ByteBuffer from = bytes(1, 2, 3, 4, 5);
    assertThat(Drive.drive(out.write(from))).isEqualTo(4);
    assertThat(from.position()).isEqualTo(4);
    recorder.begun.acquire();
    assertThat(Drive.drive(out.write(from))).isEqualTo(1);
    assertThat(Drive.drive(out.write(bytes(6)))).isEqualTo(1);
    recorder.gate.release();
    recorder.begun.acquire();
    recorder.gate.release();
    Drive.drive(out.write(bytes()));
    awaitQuiet();
    assertThat(recorder.steps).containsExactly("write 4", "write 2");
    assertThat(recorder.bytes.toByteArray()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  private void awaitQuiet() {
    while (!runtime.dump().tasks().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aWriteWaitsWhileBothBuffersAreFullAndADroppedOneHasWrittenNothing() throws Exception {
    AsyncWrite out = write(2);
    Drive.drive(out.write(bytes(1, 2)));
    recorder.begun.acquire();
    Drive.drive(out.write(bytes(3, 4)));
    ByteBuffer dropped = bytes(9);
    Future<Integer> third = out.write(dropped);
    assertThat(isPending(third)).isTrue();
    assertThat(isPending(third)).isTrue();
    third.drop();
    assertThat(dropped.position()).isZero();
    Future<Integer> fourth = out.write(bytes(5));
    assertThat(isPending(fourth)).isTrue();
    recorder.gate.release(1_000);
    assertThat(Drive.drive(fourth)).isEqualTo(1);
    Drive.drive(out.flush());
    assertThat(recorder.bytes.toByteArray()).containsExactly(1, 2, 3, 4, 5);
    assertThat(recorder.steps).last().isEqualTo("flush");
  }

  @Test
  void flushIsReadyWhenTheBytesAreWrittenAndTheStreamIsFlushed() throws Exception {
    AsyncWrite out = write(4);
    Drive.drive(out.write(bytes(1)));
    Future<Void> flush = out.flush();
    assertThat(isPending(flush)).isTrue();
    recorder.gate.release();
    recorder.begun.acquire(2); // it is in flush now
    assertThat(isPending(flush)).isTrue();
    recorder.gate.release();
    Drive.drive(flush);
    assertThat(recorder.steps).containsExactly("write 1", "flush");
  }

  @Test
  void aDroppedFlushAndTheWriteAfterItAreNeverInTheStreamAtOnce() throws Exception {
    AsyncWrite out = write(4);
    Future<Void> flush = out.flush();
    assertThat(isPending(flush)).isTrue();
    recorder.begun.acquire();
    flush.drop();
    Drive.drive(out.write(bytes(1)));
    Future<Void> end = out.shutdown();
    assertThat(isPending(end)).isTrue();
    recorder.gate.release(1_000);
    Drive.drive(end);
    assertThat(recorder.steps).containsExactly("flush", "write 1", "close");
  }

  @Test
  void aFailureComesOutOfTheNextOperationAndAllLaterOnesFail() throws Exception {
    IOException failure = new IOException("disk full");
    recorder.failure = failure;
    AsyncWrite out = write(4);
    Drive.drive(out.write(bytes(1)));
    recorder.begun.acquire();
    Drive.drive(out.write(bytes(2)));
    recorder.gate.release(1_000);
    assertThatThrownBy(() -> Drive.drive(out.flush())).isSameAs(failure);
    assertThatThrownBy(() -> Drive.drive(out.write(bytes(3))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("an earlier step of writing")
        .hasCause(failure);
    assertThatThrownBy(() -> Drive.drive(out.shutdown())).hasCause(failure);
    assertThat(recorder.steps).as("nothing after the gap").containsExactly("write 1", "close");
  }

  @Test
  void afterTheEndOfTheRuntimeNothingHangs() throws Exception {
    AsyncWrite out = write(4);
    runtime.close();
    Drive.drive(out.write(bytes(1)));
    assertThatThrownBy(() -> Drive.drive(out.flush())).hasMessageContaining("was aborted");
    assertThatThrownBy(() -> Drive.drive(out.write(bytes(2)))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Drive.drive(out.shutdown())).isInstanceOf(IOException.class);
  }
}
