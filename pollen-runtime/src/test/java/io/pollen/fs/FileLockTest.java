package io.pollen.fs;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.time.Time.timeoutOrEmpty;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.task.JoinHandle;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FileLockTest {
  private static final Duration A_WHILE = Duration.ofMillis(100);

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("locked");
  }

  private Future<AsyncFile> open(OpenOption... options) {
    return AsyncFile.open(path(), options);
  }

  /// A process that holds a lock until it is told to give it back.
  private final class Holder implements AutoCloseable {
    final Process process;
    final BufferedReader said;

    /// @param how `LOCK_EX` or `LOCK_SH`
    Holder(String how, int size, int position) throws IOException {
      String program =
          """
          import fcntl, sys
          with open(sys.argv[1], 'r+b') as file:
            fcntl.lockf(file, getattr(fcntl, sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
            print('locked', flush=True)
            sys.stdin.readline()
            fcntl.lockf(file, fcntl.LOCK_UN)
            print('free', flush=True)
            sys.stdin.readline()
          """;
      try {
        process =
            new ProcessBuilder(
                    "python3", "-c", program, path().toString(), how, "" + size, "" + position)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
      } catch (IOException e) {
        throw new AssertionError(
            "this test needs 'python3': install it (apt-get install python3)", e);
      }
      said = process.inputReader();
      assertThat(said.readLine()).isEqualTo("locked");
    }

    void giveBack() throws IOException {
      process.outputWriter().append('\n').flush();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void aLockOfAnotherProcessIsWaitedFor() throws Exception {
    try (AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();
        AsyncFile file = runtime.blockOn(open(CREATE, READ, WRITE));
        Holder holder = new Holder("LOCK_EX", 0, 0)) {
      assertThat(runtime.blockOn(file.tryLock(0, 10, false))).isEmpty();
      assertThat(runtime.blockOn(timeoutOrEmpty(A_WHILE, file.lock()))).isEmpty();
      JoinHandle<FileLock> waits = runtime.spawn(file.lock());
      assertThat(waits.isFinished()).isFalse();
      holder.giveBack();
      try (FileLock lock = runtime.blockOn(waits)) {
        assertThat(holder.said.readLine()).isEqualTo("free");
        assertThat(lock.isValid()).isTrue();
        assertThat(lock.isShared()).isFalse();
        assertThat(lock.size()).isEqualTo(Long.MAX_VALUE);
      }
    }
  }

  @Test
  void otherProcessesAreKeptOutAndOnlyFromWhatIsLocked() throws Exception {
    try (AsyncRuntime runtime = AsyncRuntime.currentThread();
        AsyncFile file = runtime.blockOn(open(CREATE, READ, WRITE));
        FileLock lock = runtime.blockOn(file.lock(10, 5, false))) {
      new Holder("LOCK_EX", 10, 0).close();
      new Holder("LOCK_EX", 0, 15).close();
      assertThat(tryInPython(14, 1)).isEqualTo("taken");
      lock.close();
      lock.close();
      assertThat(lock.isValid()).isFalse();
      assertThat(lock).hasToString("an exclusive lock of file " + path() + ", given back");
      assertThat(tryInPython(14, 1)).isEqualTo("free");
    }
  }

  private String tryInPython(int position, int size) throws Exception {
    Process python =
        new ProcessBuilder(
                "python3",
                "-c",
                """
                import fcntl, sys
                with open(sys.argv[1], 'r+b') as file:
                  try:
                    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, int(sys.argv[3]), int(sys.argv[2]))
                    print('free')
                  except BlockingIOError:
                    print('taken')
                """,
                path().toString(),
                "" + position,
                "" + size)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      return new String(python.getInputStream().readAllBytes()).strip();
    } finally {
      python.destroyForcibly();
    }
  }

  @Test
  void sharedLocksOfTwoProcessesLiveTogether() throws Exception {
    try (AsyncRuntime runtime = AsyncRuntime.currentThread();
        AsyncFile file = runtime.blockOn(open(CREATE, READ, WRITE));
        Holder holder = new Holder("LOCK_SH", 0, 0)) {
      assertThat(runtime.blockOn(file.tryLock(0, 10, false))).isEmpty();
      try (FileLock lock = runtime.blockOn(file.lock(0, 10, true))) {
        assertThat(lock.isShared()).isTrue();
      }
    }
  }

  @Test
  void tasksTakeTurns() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    try (AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();
        AsyncFile file = runtime.blockOn(open(CREATE, WRITE))) {
      List<JoinHandle<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        tasks.add(
            runtime.spawn(
                async(() -> {
                  try (FileLock lock = await(file.lock())) {
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    assertThat(await(file.size())).isZero();
                    inside.decrementAndGet();
                  }
                })));
      }
      for (JoinHandle<Void> task : tasks) {
        runtime.blockOn(task);
      }
    }
  }

  /// With a pool that is held up: the lock comes when nobody wants it any more.
  @Test
  void aLockThatComesForADroppedFutureIsGivenBack() throws Exception {
    try (Held held = new Held();
        AsyncFile file = held.get(open(CREATE, WRITE))) {
      held.hold();
      Future<FileLock> late = file.lock();
      assertThat(held.isReady(late)).isFalse();
      late.drop();
      held.release();
      assertThat(held.get(file.tryLock(0, 1, false))).isPresent();
      assertThat(held.get(file.tryLock(0, 1, false))).isEmpty();
      assertThat(held.reported).isEmpty();
    }
  }

  /// The system gives back all locks of a process when any of its descriptors of the file is
  /// closed.
  @Test
  void aLockIsHeldUntilTheWriteHasEndedThatOutlivesTheClose() throws Exception {
    Files.createFile(path());
    try (Held held = new Held()) {
      AsyncFile file = held.get(open(READ, WRITE)); // with a second descriptor for cached reads
      FileLock lock = held.get(file.lock());
      held.hold();
      Future<Integer> write = file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      assertThat(held.isReady(write)).isFalse();
      write.drop();
      file.close();
      assertThat(lock.isValid()).isTrue();
      assertThat(tryInPython(0, 1)).isEqualTo("taken");
      held.release();
      assertThat(Files.size(path())).isEqualTo(3);
      assertThat(tryInPython(0, 1)).isEqualTo("free");
      assertThat(Descriptors.open(path())).isZero();
      assertThat(held.reported).isEmpty();
    }
  }

  @Test
  void nothingBeginsAfterTheCloseAlthoughAWriteKeepsTheChannelOpen() throws Exception {
    OpenFile file = OpenFile.open(path(), Set.of(CREATE, READ, WRITE));
    file.beginWrite();
    file.close();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> file.tryLock(0, 1, false),
            () -> file.read(1, 0),
            file::size,
            () -> file.truncate(0),
            () -> file.force(true),
            file::beginWrite)) {
      assertThatThrownBy(call).isInstanceOf(ClosedChannelException.class);
    }
    file.write(ByteBuffer.wrap(new byte[] {1}), 0);
    file.endWrite();
    assertThat(Descriptors.open(path())).isZero();
  }

  @Test
  void sizeZeroIsAllFromThePositionOn() throws Exception {
    try (Held held = new Held();
        AsyncFile file = held.get(open(CREATE, WRITE));
        FileLock lock = held.get(file.lock(10, 0, false))) {
      assertThat(lock.position()).isEqualTo(10);
      assertThat(tryInPython(0, 10)).isEqualTo("free");
      assertThat(tryInPython(1 << 30, 1)).isEqualTo("taken");
    }
  }

  @Test
  void aWaitEndsWithTheFileAndWithTheRuntime() throws Exception {
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();
    try (runtime) {
      AsyncFile file = runtime.blockOn(open(CREATE, READ, WRITE));
      try (Holder holder = new Holder("LOCK_EX", 0, 0);
          AsyncFile other = runtime.blockOn(open(WRITE))) {
        JoinHandle<FileLock> waits = runtime.spawn(file.lock());
        runtime.spawn(other.lock()).drop(); // still waits when the runtime is closed
        assertThat(runtime.blockOn(timeoutOrEmpty(A_WHILE, file.lock()))).isEmpty();
        file.close();
        assertThatThrownBy(() -> runtime.blockOn(waits)).isInstanceOf(ClosedChannelException.class);
        assertThat(holder.process.isAlive()).isTrue();
        assertThat(runtime.shutdown(Duration.ofSeconds(10))).isTrue();
      }
    }
    assertThat(Descriptors.open(path())).isZero();
  }

  @Test
  void mistakesAreTold() throws Exception {
    try (Held held = new Held();
        AsyncFile writes = held.get(open(CREATE, WRITE));
        AsyncFile reads = held.get(open(READ))) {
      assertThatThrownBy(() -> held.get(reads.lock()))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> held.get(writes.tryLock(0, 1, true)))
          .isInstanceOf(NonReadableChannelException.class);
      assertThatThrownBy(() -> writes.lock(-1, 1, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the position of a lock must not be negative: -1");
      assertThatThrownBy(() -> writes.tryLock(Long.MAX_VALUE, 1, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a lock must end before 2^63: 1 bytes from 9223372036854775807");
      try (FileLock lock = held.get(writes.lock())) {
        writes.close();
        assertThat(lock.isValid()).isFalse();
      }
      assertThat(held.reported).isEmpty();
    }
  }
}
