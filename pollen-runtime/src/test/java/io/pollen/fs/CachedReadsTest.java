package io.pollen.fs;

import static io.pollen.runtime.Pollen.timeout;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CachedReadsTest {
  private static final String TEXT = "what was written just now is in memory";

  @TempDir private Path folder;

  private final AsyncRuntime runtime =
      AsyncRuntime.builder().workerThreads(1).maxBlockingThreads(1).build();

  @AfterEach
  void close() {
    runtime.close();
  }

  private Path file() throws Exception {
    return Files.writeString(folder.resolve("file"), TEXT);
  }

  private static String text(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.flip().remaining()];
    bytes.get(copy);
    return new String(copy);
  }

  private <T> T get(Future<T> future) throws Exception {
    return runtime.blockOn(timeout(Duration.ofSeconds(20), future));
  }

  /// Whether the file system of the folder can tell what is in memory.
  private static boolean canTell(Path file) {
    CachedReads reads = CachedReads.open(file, Set.of());
    if (reads == null) {
      return false;
    }
    try {
      return reads.read(ByteBuffer.allocate(1), 1, 0) == 1;
    } finally {
      reads.close();
    }
  }

  @Test
  void whatIsInMemoryIsReadWhileThePoolIsBusy() throws Exception {
    Path path = file();
    assumeThat(canTell(path)).as("a file system with RWF_NOWAIT").isTrue();
    AsyncFile file = get(AsyncFile.open(path));
    var leave = new CountDownLatch(1);
    var call =
        runtime.spawnBlocking(() -> {
          leave.await();
          return 0;
        });
    for (ByteBuffer to :
        new ByteBuffer[] {ByteBuffer.allocate(99), ByteBuffer.allocateDirect(99)}) {
      assertThat(get(file.read(to, 5))).isEqualTo(TEXT.length() - 5);
      assertThat(text(to)).isEqualTo(TEXT.substring(5));
      assertThat(get(file.read(to.clear(), TEXT.length()))).isEqualTo(-1);
      assertThat(to.limit()).isEqualTo(99);
    }
    assertThat(get(file.read(ByteBuffer.allocate(4)))).isEqualTo(4);
    assertThat(file.position()).isEqualTo(4);
    leave.countDown();
    get(call);
    file.close();
  }

  @Test
  void aFileSystemThatCannotTellIsReadByThePool() throws Exception {
    AsyncFile file = get(AsyncFile.open(Path.of("/proc/self/status")));
    var to = ByteBuffer.allocate(5);
    for (int i = 0; i < 2; i++) {
      assertThat(get(file.read(to.clear(), 0))).isEqualTo(5);
      assertThat(text(to)).isEqualTo("Name:");
    }
    file.close();
  }

  @Test
  void whatIsWrittenIsReadAndAnotherFileAtThePathIsNot() throws Exception {
    Path path = file();
    AsyncFile file = get(AsyncFile.open(path, READ, WRITE));
    Path other =
        Files.writeString(folder.resolve("other"), "something else, and longer than the other");
    Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
    assertThat(get(file.write(ByteBuffer.wrap("WHAT".getBytes()), 0))).isEqualTo(4);
    var to = ByteBuffer.allocate(99);
    assertThat(get(file.read(to, 0))).isEqualTo(TEXT.length());
    assertThat(text(to)).isEqualTo("WHAT" + TEXT.substring(4));
    assertThat(get(file.size())).isEqualTo(TEXT.length());
    file.close();
  }

  @Test
  void aClosedFileIsReadNoMoreAndHasNoDescriptor() throws Exception {
    Path path = file();
    for (int i = 0; i < 10; i++) {
      AsyncFile file = get(AsyncFile.open(path));
      assertThat(get(file.read(ByteBuffer.allocate(4), 0))).isEqualTo(4);
      file.close();
      assertThatThrownBy(() -> get(file.read(ByteBuffer.allocate(4), 0)))
          .isInstanceOf(ClosedChannelException.class);
    }
    assertThat(Descriptors.open(path)).isZero();
  }
}
