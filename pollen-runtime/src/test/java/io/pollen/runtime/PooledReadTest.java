package io.pollen.runtime;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.io.AsyncRead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PooledReadTest {
  private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();

  @AfterEach
  void end() {
    runtime.close();
  }

  /// Answers one byte for each permit: 1, 2, 3, ...
  private static final class Slow extends InputStream {
    final Semaphore permits = new Semaphore(0);
    final CountDownLatch asked = new CountDownLatch(1);
    private int last;

    @Override
    public int read() throws IOException {
      asked.countDown();
      try {
        permits.acquire();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      return ++last;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      into[from] = (byte) read();
      return 1;
    }
  }

  private static boolean isPending(Future<?> future) throws Exception {
    return !future.poll(Context.of(Waker.noop())).isReady();
  }

  @Test
  void aStreamIsReadToItsEndInPiecesOfAnySize() throws Exception {
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    ByteBuffer into = ByteBuffer.allocate(bytes.length);
    AsyncRead source = runtime.asyncRead(new ByteArrayInputStream(bytes));
    runtime.blockOn(
        runtime.spawn(
            async(() -> {
              for (int size = 1; into.hasRemaining(); size = size * 2 + 1) {
                ByteBuffer piece = ByteBuffer.allocate(size);
                if (await(source.read(piece)) < 0) {
                  break;
                }
                into.put(piece.flip());
              }
              assertThat(await(source.read(ByteBuffer.allocate(0)))).isZero();
              assertThat(await(source.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
              assertThat(await(source.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
            })));
    assertThat(into.array()).isEqualTo(bytes);
  }

  @Test
  void linesComeOutAsWithAnySource() throws Exception {
    InputStream text = new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
    var lines = runtime.asyncRead(text).lines(80);
    assertThat(Drive.drive(lines.next())).contains("one");
    assertThat(Drive.drive(lines.next())).contains("two");
    assertThat(Drive.drive(lines.next())).isEmpty();
  }

  @Test
  void nothingIsReadBeforeTheFirstPoll() throws Exception {
    Slow slow = new Slow();
    Future<Integer> read = runtime.asyncRead(slow).read(ByteBuffer.allocate(1));
    read.drop();
    assertThat(runtime.dump().tasks()).isEmpty();
    assertThat(slow.asked.getCount()).isEqualTo(1);
    assertThatThrownBy(() -> isPending(read)).hasMessageContaining("was dropped");
  }

  @Test
  void whatADroppedReadHasAskedForIsTheNextOnesInAnotherTaskToo() throws Exception {
    Slow slow = new Slow();
    AsyncRead source = runtime.asyncRead(slow);
    ByteBuffer lost = ByteBuffer.allocate(1);
    Future<Void> givesUp =
        cx -> {
          Future<Integer> read = source.read(lost);
          assertThat(read.poll(cx).isReady()).isFalse();
          read.drop();
          return Poll.ready();
        };
    runtime.blockOn(runtime.spawn(givesUp));
    var second =
        runtime.spawn(
            async(() -> {
              ByteBuffer into = ByteBuffer.allocate(2);
              await(source.read(into));
              await(source.read(into));
              return into.array();
            }));
    slow.permits.release(2);
    assertThat(runtime.blockOn(second)).containsExactly(1, 2);
    assertThat(lost.position()).isZero();
  }

  @Test
  void aFailureIsTheReadsAndTheNextOneAsksAgain() throws Exception {
    IOException failure = new IOException("once");
    InputStream flaky =
        new InputStream() {
          private boolean failed;

          @Override
          public int read() throws IOException {
            if (!failed) {
              failed = true;
              throw failure;
            }
            return -1;
          }
        };
    AsyncRead source = runtime.asyncRead(flaky);
    assertThatThrownBy(() -> Drive.drive(source.read(ByteBuffer.allocate(1)))).isSameAs(failure);
    assertThat(Drive.drive(source.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
  }

  @Test
  void aStreamThatReadsNothingIsRefusedInsteadOfAskedForEver() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() {
            return -1;
          }

          @Override
          public int read(byte[] into, int from, int length) {
            return 0;
          }
        };
    assertThatThrownBy(() -> Drive.drive(runtime.asyncRead(broken).read(ByteBuffer.allocate(1))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has read nothing");
  }

  @Test
  void theEndOfTheRuntimeInterruptsTheThreadThatReads() throws Exception {
    Slow slow = new Slow();
    Future<Integer> read = runtime.asyncRead(slow).read(ByteBuffer.allocate(1));
    assertThat(isPending(read)).isTrue();
    slow.asked.await();
    runtime.close();
    assertThatThrownBy(() -> Drive.drive(read)).isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void aReadThatNobodyWaitsForIsNoFailedTaskAtTheEnd() throws Exception {
    List<Throwable> told = new CopyOnWriteArrayList<>();
    Slow slow = new Slow();
    try (var mine =
        AsyncRuntime.builder()
            .currentThread()
            .onTaskFailure((task, failure) -> told.add(failure))
            .build()) {
      Future<Integer> read = mine.asyncRead(slow).read(ByteBuffer.allocate(1));
      assertThat(isPending(read)).isTrue();
      slow.asked.await();
      read.drop();
    }
    assertThat(told).isEmpty();
  }
}
