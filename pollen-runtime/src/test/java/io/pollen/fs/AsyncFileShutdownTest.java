package io.pollen.fs;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.task.TaskCancelledException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the end of a runtime does to writes.
@Timeout(30)
class AsyncFileShutdownTest {
  @TempDir Path folder;

  @SuppressWarnings("pollen:futureNoDrop") // the caller goes on with it
  private static void start(AsyncRuntime runtime, Future<?> future) throws Exception {
    runtime.blockOn(
        (Future<Void>)
            cx -> {
              future.poll(cx.withWaker(Waker.noop()));
              return Poll.ready();
            });
  }

  @Test
  void writesThatHaveBegunAreCarriedThroughAlsoFromTheQueue() throws Exception {
    Path path = folder.resolve("file");
    Path other = folder.resolve("other");
    AsyncFile file;
    try (AsyncRuntime runtime = AsyncRuntime.builder().maxBlockingThreads(1).build()) {
      file = runtime.blockOn(AsyncFile.open(path, CREATE, WRITE));
      CountDownLatch begun = new CountDownLatch(1);
      runtime
          .spawnBlocking(() -> {
            begun.countDown();
            new CountDownLatch(1).await(); // until the runtime's end interrupts it
            return null;
          })
          .drop();
      begun.await();
      start(runtime, file.write(ByteBuffer.wrap("first".getBytes())));
      start(runtime, file.write(ByteBuffer.wrap("last".getBytes()), 5));
      start(runtime, Files.writeString(other, "other"));
      file.close();
      assertThat(java.nio.file.Files.size(path)).isZero();
    }
    assertThat(java.nio.file.Files.readString(path)).isEqualTo("firstlast");
    assertThat(java.nio.file.Files.readString(other)).isEqualTo("other");
    assertThat(Descriptors.open(path)).isZero();
  }

  @Test
  void aWriteThatBeginsAfterTheEndIsCancelledAndTakesNothing() throws Exception {
    Path path = folder.resolve("file");
    try (AsyncRuntime runtime = AsyncRuntime.currentThread()) {
      AsyncFile file = runtime.blockOn(AsyncFile.open(path, CREATE, WRITE));
      ByteBuffer bytes = ByteBuffer.wrap("late".getBytes());
      runtime.blockOn(
          (Future<Void>)
              cx -> {
                runtime.close(); // begins the end
                Future<Integer> write = file.write(bytes, 0);
                assertThatThrownBy(() -> write.poll(cx)).isInstanceOf(TaskCancelledException.class);
                return Poll.ready();
              });
      assertThat(bytes.position()).isZero();
      file.close();
      assertThat(Descriptors.open(path)).isZero();
      assertThat(java.nio.file.Files.size(path)).isZero();
    }
  }
}
