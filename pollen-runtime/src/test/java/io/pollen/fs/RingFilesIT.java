package io.pollen.fs;

import static io.pollen.runtime.Pollen.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.conformance.Serving;
import io.pollen.net.Pages;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.RuntimeBuilder;
import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.Drivers;
import io.pollen.runtime.driver.FileRead;
import io.pollen.runtime.driver.FileReads;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.time.TestClock;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is not in memory is read by io_uring, without the pool, where that is the driver.
@Timeout(120)
class RingFilesIT {
  private static final int BYTES = (8 << 20) + 123;
  private static final int SMALL = 4096;

  @TempDir private static Path folder;
  private static Path path;
  private static byte[] content;

  enum Kind {
    CURRENT_THREAD,
    MULTI_THREAD;

    AsyncRuntime open() {
      return open(builder());
    }

    AsyncRuntime open(RuntimeBuilder builder) {
      return (this == CURRENT_THREAD ? builder.currentThread() : builder.workerThreads(2))
          .driver(DriverKind.URING)
          .build();
    }
  }

  private static RuntimeBuilder builder() {
    return AsyncRuntime.builder().maxBlockingThreads(1);
  }

  @BeforeAll
  static void prepare() throws Exception {
    try (Driver driver = Drivers.open(DriverKind.URING)) {
      assumeThat(driver.fileReads()).as("io_uring").isNotNull();
    }
    path = Pages.write(folder.resolve("file"), 0, BYTES);
    content = Files.readAllBytes(path);
  }

  @BeforeEach
  void forget() {
    Pages.evict(path, 0);
    assumeThat(Pages.inMemory(path, BYTES / 2, SMALL)).as("what is in memory").isZero();
  }

  private static <T> T get(AsyncRuntime runtime, Future<T> future) throws Exception {
    return runtime.blockOn(timeout(Duration.ofSeconds(60), future));
  }

  /// Has the only thread of the pool wait.
  private static CountDownLatch hold(AsyncRuntime runtime) {
    var leave = new CountDownLatch(1);
    runtime
        .spawnBlocking(() -> {
          leave.await();
          return 0;
        })
        .drop();
    return leave;
  }

  private static BlockingPool pool(AsyncRuntime runtime) throws Exception {
    return runtime.blockOn(cx -> Poll.ready(cx.find(BlockingPool.class)));
  }

  private record Part(int offset, ByteBuffer to, JoinHandle<Integer> read) {}

  private static Part read(AsyncRuntime runtime, AsyncFile file, int offset, int bytes) {
    ByteBuffer to = offset % 2 == 0 ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
    return new Part(offset, to, runtime.spawn(file.read(to, offset)));
  }

  private static void check(Part part, int count) {
    byte[] got = new byte[part.to.flip().remaining()];
    part.to.get(got);
    assertThat(got.length).isEqualTo(Math.max(count, 0));
    int end = Math.min(BYTES, part.offset + got.length);
    byte[] expected = got.length == 0 ? got : Arrays.copyOfRange(content, part.offset, end);
    assertThat(got).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void readsByManyTasksAtManyOffsetsNeedNoPool(Kind kind) throws Exception {
    var random = new Random(1);
    try (AsyncRuntime runtime = kind.open();
        AsyncFile file = get(runtime, AsyncFile.open(path))) {
      CountDownLatch leave = hold(runtime);
      for (int round = 0; round < 20; round++) {
        Pages.evict(path, 0);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
          int bytes = 1 + random.nextInt(FileReads.MOST_BYTES);
          parts.add(read(runtime, file, random.nextInt(BYTES), bytes));
        }
        for (Part part : parts) {
          int count = get(runtime, part.read);
          assertThat(count).isPositive();
          check(part, count);
        }
      }
      leave.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theEndOfTheFileIsTold(Kind kind) throws Exception {
    try (AsyncRuntime runtime = kind.open();
        AsyncFile file = get(runtime, AsyncFile.open(path))) {
      CountDownLatch leave = hold(runtime);
      Part last = read(runtime, file, BYTES - 100, SMALL);
      assertThat(get(runtime, last.read)).isEqualTo(100);
      check(last, 100);
      Pages.evict(path, 0);
      for (int beyond : new int[] {0, 1, SMALL, 1 << 20}) {
        Part none = read(runtime, file, BYTES + beyond, SMALL);
        assertThat(get(runtime, none.read)).isEqualTo(-1);
        assertThat(none.to.position()).isZero();
      }
      leave.countDown();
    }
  }

  /// As streams do it: at the position, with buffers of some kilobytes.
  @ParameterizedTest
  @EnumSource(Kind.class)
  void readsAtThePositionNeedNoPool(Kind kind) throws Exception {
    try (AsyncRuntime runtime = kind.open();
        AsyncFile file = get(runtime, AsyncFile.open(path))) {
      CountDownLatch leave = hold(runtime);
      ByteBuffer all = ByteBuffer.allocate(BYTES);
      ByteBuffer piece = ByteBuffer.allocate(10_000);
      while (get(runtime, runtime.spawn(file.read(piece.clear()))) > 0) {
        all.put(piece.flip());
        if (all.position() % 7 == 0) {
          Pages.evict(path, all.position());
        }
      }
      assertThat(all.array()).isEqualTo(content);
      assertThat(file.position()).isEqualTo(BYTES);
      leave.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void moreReadsThanThereAreSlotsAreSharedWithThePool(Kind kind) throws Exception {
    try (AsyncRuntime runtime = kind.open();
        AsyncFile file = get(runtime, AsyncFile.open(path))) {
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        parts.add(read(runtime, file, i * SMALL, SMALL));
      }
      for (Part part : parts) {
        check(part, get(runtime, part.read));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DriverKind.class)
  void largeReadsAndThoseOfOtherDriversAreForThePool(DriverKind kind) throws Exception {
    try (AsyncRuntime runtime = builder().workerThreads(1).driver(kind).build();
        AsyncFile file = get(runtime, AsyncFile.open(path))) {
      BlockingPool pool = pool(runtime);
      CountDownLatch leave = hold(runtime);
      int bytes = Drivers.readFiles(kind) ? FileReads.MOST_BYTES + 1 : SMALL;
      Part part = read(runtime, file, BYTES / 2, bytes);
      while (!pool.toString().contains("1 running, 1 queued")) {
        Thread.onSpinWait();
      }
      assertThat(part.read.isFinished()).isFalse();
      leave.countDown();
      check(part, get(runtime, part.read));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void droppedReadsLeaveNothingBehind(Kind kind) throws Exception {
    try (AsyncRuntime runtime = kind.open()) {
      for (int round = 0; round < 10; round++) {
        Pages.evict(path, 0);
        AsyncFile file = get(runtime, AsyncFile.open(path));
        ByteBuffer untouched = ByteBuffer.allocate(SMALL);
        Future<Void> drops =
            cx -> {
              for (int i = 0; i < 200; i++) {
                Future<Integer> read = file.read(untouched, i * 37L * SMALL);
                if (!read.poll(cx.withWaker(Waker.noop())).isReady()) {
                  read.drop();
                } else {
                  untouched.clear();
                }
              }
              return Poll.ready();
            };
        get(runtime, runtime.spawn(drops));
        assertThat(untouched.position()).isZero();
        file.close();
      }
      awaitNoDescriptor(runtime);
      CountDownLatch leave = hold(runtime); // and all slots are there again
      try (AsyncFile file = openHeld(path)) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
          parts.add(read(runtime, file, i * SMALL, SMALL));
        }
        for (Part part : parts) {
          check(part, get(runtime, part.read));
        }
      }
      leave.countDown();
    }
  }

  private static AsyncFile openHeld(Path path) throws Exception {
    try (AsyncRuntime opener = builder().currentThread().build()) {
      return opener.blockOn(AsyncFile.open(path));
    }
  }

  private static void awaitNoDescriptor(AsyncRuntime runtime) throws Exception {
    long start = System.nanoTime();
    while (Descriptors.open(path) > 0) {
      get(runtime, runtime.spawn(cx -> Poll.ready(0)));
      assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aFileThatIsClosedWhileItIsReadEndsItsReads(Kind kind) throws Exception {
    try (AsyncRuntime runtime = kind.open()) {
      for (int round = 0; round < 20; round++) {
        Pages.evict(path, 0);
        AsyncFile file = get(runtime, AsyncFile.open(path));
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          parts.add(read(runtime, file, i * 5 * SMALL, SMALL));
        }
        get(runtime, parts.get(round).read);
        file.close();
        for (int i = 0; i < parts.size(); i++) {
          if (i == round) {
            continue;
          }
          Part part = parts.get(i);
          switch (get(runtime, part.read.catching())) {
            case Outcome.Success<Integer>(Integer count) -> check(part, count);
            case Outcome.Failure<Integer>(var cause) -> {
              assertThat(cause).isInstanceOf(ClosedChannelException.class);
              assertThat(part.to.position()).isZero();
            }
          }
        }
        assertThatThrownBy(() -> get(runtime, file.read(ByteBuffer.allocate(1), 0)))
            .isInstanceOf(ClosedChannelException.class);
      }
      awaitNoDescriptor(runtime);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRuntimeThatIsClosedWhileItReadsEndsItsReads(Kind kind) throws Exception {
    for (int round = 0; round < 20; round++) {
      Pages.evict(path, 0);
      AsyncFile file;
      try (AsyncRuntime runtime = kind.open()) {
        file = get(runtime, AsyncFile.open(path));
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
          parts.add(read(runtime, file, i * 6 * SMALL, SMALL));
        }
        get(runtime, parts.get(round).read);
      }
      file.close();
      assertThat(Descriptors.open(path)).isZero();
    }
  }

  /// Whoever takes the worker's place hands in what it has begun, and fetches the answer.
  @ParameterizedTest
  @EnumSource(value = Kind.class, names = "MULTI_THREAD")
  void readsAreNotStrandedBehindALongPoll(Kind kind) throws Exception {
    try (AsyncRuntime runtime = kind.open();
        AsyncFile file = get(runtime, AsyncFile.open(path))) {
      CountDownLatch leave = hold(runtime);
      for (int round = 0; round < 5; round++) {
        Pages.evict(path, 0);
        List<Part> parts = new ArrayList<>();
        List<JoinHandle<Integer>> stuck = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          Part part = read(runtime, file, i * 100 * SMALL, SMALL);
          parts.add(part);
          stuck.add(
              runtime.spawn(cx -> {
                while (!part.read.isFinished()) {
                  Thread.onSpinWait();
                }
                return Poll.ready(0);
              }));
        }
        for (int i = 0; i < 4; i++) {
          get(runtime, stuck.get(i));
          check(parts.get(i), get(runtime, parts.get(i).read));
        }
      }
      leave.countDown();
    }
  }

  /// It waits for blocking calls, and would not see that the device has not answered yet.
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aVirtualClockDoesNotJumpWhileAFileIsRead(Kind kind) throws Exception {
    TestClock clock = new TestClock();
    try (AsyncRuntime runtime = kind.open(builder().clock(clock));
        AsyncFile file = runtime.blockOn(AsyncFile.open(path))) {
      for (int i = 0; i < 100; i++) {
        Future<Integer> read = file.read(ByteBuffer.allocate(SMALL), i * 17L * SMALL);
        assertThat(runtime.blockOn(runtime.spawn(timeout(Duration.ofDays(1), read))))
            .isEqualTo(SMALL);
      }
    }
    assertThat(clock.nanos()).isEqualTo(new TestClock().nanos());
  }

  /// A ring that refuses, and one that fails: the answer is the pool's.
  @ParameterizedTest
  @EnumSource(FailsAt.class)
  void whatTheRingDoesNotReadIsReadByThePool(FailsAt when) throws Exception {
    try (AsyncRuntime runtime = builder().workerThreads(1).build();
        AsyncFile file = get(runtime, AsyncFile.open(path))) {
      ByteBuffer to = ByteBuffer.allocate(SMALL);
      Future<Integer> read = file.read(to, BYTES / 2);
      assertThat(get(runtime, runtime.spawn(new Served(read, when)))).isEqualTo(SMALL);
      assertThat(to.array()).isEqualTo(Arrays.copyOfRange(content, BYTES / 2, BYTES / 2 + SMALL));
      assertThat(when.asked).isTrue();
      file.close();
      assertThat(Descriptors.open(path)).isZero();
    }
  }

  /// A future whose worker seems to have a driver that reads files.
  private record Served(Future<Integer> read, FileReads by) implements Future<Integer> {
    @Override
    public Poll<Integer> poll(Context cx) throws Exception {
      Serving.Services services =
          new Serving.Services() {
            @Override
            public <S> S find(Class<S> service) {
              return service == FileReads.class ? service.cast(by) : null;
            }
          };
      return read.poll(new Serving(cx, services));
    }

    @Override
    public void drop() {
      read.drop();
    }
  }

  enum FailsAt implements FileReads {
    THE_BEGIN,
    THE_END;

    private boolean asked;

    @Override
    public FileRead begin(int fd, long offset, int bytes, Waker atEnd) {
      asked = true;
      if (this == THE_BEGIN) {
        return null;
      }
      return new FileRead() {
        @Override
        public int poll(io.pollen.Context cx, ByteBuffer to) {
          atEnd.wake();
          return FAILED;
        }

        @Override
        public void drop() {}
      };
    }
  }
}
