package io.pollen.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.io.AsyncWrite;
import io.pollen.io.Io;
import io.pollen.io.step.Passage;
import io.pollen.net.Pages;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.StreamSocket;
import io.pollen.runtime.sys.FileCalls;
import io.pollen.runtime.sys.StreamCalls;
import io.pollen.woven.RawFuture;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Copies of files to descriptors that behave in other ways than a socket.
@Timeout(60)
class FilePassageTest {
  private static final int BYTES = 32 << 20;
  private static final int FIRST = 8 << 10;
  private static final int O_APPEND = 0x400;

  @TempDir private Path folder;
  private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();
  private Path path;
  private AsyncFile file;

  @BeforeEach
  void open() throws Exception {
    path = Pages.write(folder.resolve("file"), 0, BYTES);
    file = runtime.blockOn(AsyncFile.open(path));
    assumeThat(Pages.inMemory(path, 0, FIRST)).as("a system that tells").isEqualTo(1);
  }

  @AfterEach
  void close() {
    file.close();
    runtime.close();
  }

  /// What is written is counted, what goes by the passage goes to `fd`.
  private static class Sink implements AsyncWrite, Passage.Sink {
    private final int fd;
    private int written;

    Sink(int fd) {
      this.fd = fd;
    }

    void beforeCall() {}

    @Override
    public Passage.Outlet outlet() {
      return call -> new Call(call);
    }

    private class Call extends RawFuture<Integer> {
      private final StreamSocket.Transfer call;

      Call(StreamSocket.Transfer call) {
        this.call = call;
      }

      @Override
      public Object pollRaw(Context cx) {
        if (!cx.proceed()) {
          return PENDING;
        }
        beforeCall();
        return call.on(fd);
      }

      @Override
      public void drop() {}
    }

    @Override
    public Future<Integer> write(ByteBuffer from) {
      return cx -> {
        int count = from.remaining();
        from.position(from.limit());
        written += count;
        return Poll.ready(count);
      };
    }

    @Override
    public Future<Void> flush() {
      return Async.ready(null);
    }

    @Override
    public Future<Void> shutdown() {
      return Async.ready(null);
    }
  }

  /// A descriptor that always has room takes no more from a poll than reads would.
  @Test
  void aPollSendsNoMoreThanItsBudget() throws Exception {
    int nowhere = FileCalls.open("/dev/null", FileCalls.O_WRONLY);
    Sink sink = new Sink(nowhere);
    Future<Long> copy = Io.copy(file, sink);
    long[] most = {0};
    try {
      long sum =
          runtime.blockOn(
              runtime.spawn(
                  new RawFuture<Long>() {
                    @Override
                    public Object pollRaw(Context cx) throws Exception {
                      long before = file.position();
                      Object answer = RawFuture.poll(copy, cx);
                      most[0] = Math.max(most[0], file.position() - before);
                      return answer;
                    }

                    @Override
                    public void drop() {
                      copy.drop();
                    }
                  }));
      assertThat(sum).isEqualTo(BYTES);
      assertThat(sink.written).isEqualTo(FIRST);
      assertThat(most[0]).isGreaterThan(1 << 20).isLessThan(8 << 20);
    } finally {
      StreamCalls.close(nowhere);
    }
  }

  /// `sendfile` refuses a file that is only added to.
  @Test
  void whereTheCallIsRefusedTheCopyGoesOnWithItsBuffer() throws Exception {
    Path target = Files.createFile(folder.resolve("target"));
    int fd = FileCalls.open(target.toString(), FileCalls.O_WRONLY | O_APPEND);
    try {
      Sink sink = new Sink(fd);
      assertThat(runtime.blockOn(Io.copy(file, sink))).isEqualTo(BYTES);
      assertThat(sink.written).isEqualTo(BYTES);
      assertThat(file.position()).isEqualTo(BYTES);
      assertThat(target).isEmptyFile();
    } finally {
      StreamCalls.close(fd);
    }
  }

  /// A system that gives up at once what was brought in is not asked again and again.
  @Test
  void whereNothingStaysInMemoryTheCopyGoesOnWithItsBuffer() throws Exception {
    int nowhere = FileCalls.open("/dev/null", FileCalls.O_WRONLY);
    int[] calls = {0};
    try {
      Sink sink =
          new Sink(nowhere) {
            @Override
            void beforeCall() {
              calls[0]++;
              Pages.evict(path, 0);
            }
          };
      Pages.evict(path, 0);
      assumeThat(Pages.inMemory(path, 0, FIRST)).as("a system that forgets").isZero();
      assertThat(runtime.blockOn(Io.copy(file, sink))).isEqualTo(BYTES);
      assertThat(sink.written).isEqualTo(BYTES);
      assertThat(calls[0]).isEqualTo(2);
    } finally {
      StreamCalls.close(nowhere);
    }
  }
}
