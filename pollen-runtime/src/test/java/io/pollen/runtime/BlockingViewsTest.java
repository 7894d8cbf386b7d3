package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.io.Duplex;
import io.pollen.io.Io;
import io.pollen.runtime.task.JoinHandle;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Blocking code and tasks read what the other one writes.
@Timeout(30)
class BlockingViewsTest {
  private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();
  private final Duplex pipe = Io.duplex(10);

  @AfterEach
  void end() {
    runtime.close();
  }

  @Test
  void aBlockingReaderGetsWhatABlockingWriterWrote() throws Exception {
    byte[] bytes = new byte[1_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    JoinHandle<byte[]> reader =
        runtime.spawnBlocking(() -> {
          try (InputStream in = runtime.inputStream(pipe.right())) {
            int first = in.read();
            byte[] rest = in.readAllBytes();
            assertThat(first).isZero();
            assertThat(in.read()).isEqualTo(-1);
            return rest;
          }
        });
    JoinHandle<Integer> writer =
        runtime.spawnBlocking(() -> {
          try (OutputStream out = runtime.outputStream(pipe.left())) {
            out.write(bytes[0]);
            out.write(bytes, 1, bytes.length - 1);
          }
          pipe.left().close();
          return 0;
        });
    assertThat(runtime.blockOn(writer)).isZero();
    assertThat(runtime.blockOn(reader)).hasSize(999).startsWith(1, 2, 3).endsWith(bytes[999]);
  }

  @Test
  void aBlockedReadIsInterruptedByTheAbortOfItsCall() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    JoinHandle<Integer> reader =
        runtime.spawnBlocking(() -> {
          begun.countDown();
          try {
            return runtime.inputStream(pipe.right()).read();
          } catch (InterruptedIOException e) {
            interrupted.countDown();
            throw e;
          }
        });
    begun.await();
    reader.abort();
    interrupted.await();
    assertThatThrownBy(() -> runtime.blockOn(reader)).isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void itemsComeInOrderAndADroppedNextLosesNone() throws Exception {
    Slow slow = new Slow();
    BlockingItems<String> items = runtime.items(slow);
    Future<Optional<String>> dropped = items.next();
    assertThat(dropped.poll(Context.of(Waker.noop())).isReady()).isFalse();
    slow.asked.await();
    dropped.drop();
    slow.go.countDown();
    assertThat(Drive.drive(items.next())).contains("a");
    assertThat(Drive.drive(items.next())).contains("b");
    assertThat(Drive.drive(items.next())).isEmpty();
    assertThat(Drive.drive(items.next())).isEmpty();
  }

  /// Waits before each item.
  private static final class Slow implements Iterator<String> {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);
    private final Iterator<String> inner = List.of("a", "b").iterator();

    @Override
    public boolean hasNext() {
      asked.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return inner.hasNext();
    }

    @Override
    public String next() {
      return inner.next();
    }
  }

  @Test
  void anItemThatIsFetchedForOneTaskMayGoToAnother() throws Exception {
    Slow slow = new Slow();
    BlockingItems<String> items = runtime.items(slow);
    Future<Void> givesUp =
        cx -> {
          Future<Optional<String>> next = items.next();
          assertThat(next.poll(cx).isReady()).isFalse();
          next.drop();
          return Poll.ready();
        };
    runtime.blockOn(runtime.spawn(givesUp));
    JoinHandle<Optional<String>> other = runtime.spawn(items.next());
    slow.go.countDown();
    assertThat(runtime.blockOn(other)).contains("a");
  }

  @Test
  void aFailureOfTheIteratorIsTheNextOnes() throws Exception {
    IllegalStateException failure = new IllegalStateException("broken");
    Iterator<String> broken =
        new Iterator<>() {
          private boolean failed;

          @Override
          public boolean hasNext() {
            if (!failed) {
              failed = true;
              throw failure;
            }
            return false;
          }

          @Override
          public String next() {
            throw new AssertionError();
          }
        };
    BlockingItems<String> items = runtime.items(broken);
    assertThatThrownBy(() -> Drive.drive(items.next())).isSameAs(failure);
    assertThat(Drive.drive(items.next())).isEmpty();
  }
}
