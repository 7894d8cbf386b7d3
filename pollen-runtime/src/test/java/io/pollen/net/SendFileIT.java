package io.pollen.net;

import static io.pollen.runtime.Pollen.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.fs.AsyncFile;
import io.pollen.io.Io;
import io.pollen.net.World.Running;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.runtime.driver.DriverKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Files are copied to connections: by `sendfile` on Linux's drivers where their pages are in
/// memory, through a buffer elsewhere, and to the reader that makes no difference.
class SendFileIT extends SocketTest {
  private static final int BYTES = 64 * 1024 * 1024;
  private static final int PIECE = 256 * 1024;

  /// Far above what a copy moves through its buffer before it asks for a passage, and all else that
  /// the process writes meanwhile.
  private static final int LITTLE = 1 << 20;

  @TempDir static Path folder;
  private static Path big;
  private static AsyncRuntime opener;

  @BeforeAll
  static void prepare() throws Exception {
    opener = AsyncRuntime.builder().workerThreads(1).build();
    big = Pages.write(folder.resolve("big"), 0, BYTES);
  }

  @AfterAll
  static void end() {
    opener.close();
  }

  /// Opens a file for worlds that have no pool, too.
  private static AsyncFile open(Path path, StandardOpenOption... options) throws Exception {
    return opener.blockOn(AsyncFile.open(path, options));
  }

  /// With a connection and the file: what is left is looked at as in [#in].
  private interface Copying {
    void run(World world, Pair pair, AsyncFile file) throws Exception;
  }

  private static void to(World.Kind kind, Callable<AsyncFile> opens, Copying scenario)
      throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world);
              AsyncFile file = opens.call()) {
            scenario.run(world, pair, file);
          }
        });
  }

  private static boolean sends(World.Kind kind) {
    return !kind.isNio() && Pages.inMemory(big, 0, PIECE) >= 0;
  }

  /// How many bytes this process has written by `write` and its like, `sendfile` among them; a
  /// `send` is not.
  private static long written() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith("wchar: "))
        .mapToLong(line -> Long.parseLong(line.substring(7)))
        .findFirst()
        .orElseThrow();
  }

  private static void warm() throws IOException {
    try (FileChannel file = FileChannel.open(big)) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      while (file.read(piece.clear()) > 0) {}
    }
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void everyByteArrivesInOrderAndNoneByWayOfTheProgram(World.Kind kind) throws Exception {
    warm();
    to(
        kind,
        () -> open(big),
        (world, pair, file) -> {
          file.position(5);
          long before = written();
          Running<Long> copy = world.start(Io.copy(file, pair.client()));
          PassageIT.assertArrives(world, pair.server(), 5, BYTES);
          assertThat(copy.get()).isEqualTo(BYTES - 5);
          assertThat(file.position()).isEqualTo(BYTES);
          long sent = written() - before;
          if (sends(kind)) {
            assertThat(sent).isGreaterThan(BYTES - LITTLE);
          }
          world.get(pair.client().writeAll(bytes("more"))); // the connection is as it was
          ByteBuffer more = ByteBuffer.allocate(4);
          world.get(pair.server().readExactly(more));
          assertThat(text(more)).isEqualTo("more");
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void smallFilesArriveBehindWhatWasWrittenBefore(World.Kind kind) throws Exception {
    for (int size : new int[] {0, 1, 8191, 8192, 8193, 65_536, 300_001}) {
      Path path = Pages.write(folder.resolve("small-" + kind + size), 0, size);
      to(
          kind,
          () -> open(path),
          (world, pair, file) -> {
            world.get(pair.client().writeAll(bytes("head")));
            Running<Long> copy = world.start(Io.copy(file, pair.client()));
            ByteBuffer head = ByteBuffer.allocate(4);
            world.get(pair.server().readExactly(head));
            assertThat(text(head)).isEqualTo("head");
            PassageIT.assertArrives(world, pair.server(), 0, size);
            assertThat(copy.get()).isEqualTo(size);
            assertThat(file.position()).isEqualTo(size);
          });
    }
  }

  /// What waits for room in the socket has not moved the position. A second copy goes on there.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aCopyThatIsDroppedHasMovedThePositionByWhatItHasSent(World.Kind kind) throws Exception {
    warm();
    to(
        kind,
        () -> open(big),
        (world, pair, file) -> {
          Running<Long> first = world.start(Io.copy(file, pair.client()));
          PassageIT.assertArrives(world, pair.server(), 0, 3 * PIECE + 7);
          assertWaits(pair.client());
          first.drop();
          first.settle();
          int position = (int) file.position();
          assertThat(position).isGreaterThan(3 * PIECE).isLessThan(BYTES);
          if (sends(kind)) {
            PassageIT.assertArrives(world, pair.server(), 3 * PIECE + 7, position);
            Running<Long> second = world.start(Io.copy(file, pair.client()));
            PassageIT.assertArrives(world, pair.server(), position, BYTES);
            assertThat(second.get()).isEqualTo(BYTES - position);
          }
        });
  }

  private static void assertWaits(SocketStream stream) {
    assertReaches(1, () -> stream.writing.isFree() ? 0 : 1, "a write that waits");
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aPeerThatGoesAwayFailsTheCopyAsAWrite(World.Kind kind) throws Exception {
    to(
        kind,
        () -> open(big),
        (world, pair, file) -> {
          Running<Long> copy = world.start(Io.copy(file, pair.client()));
          PassageIT.assertArrives(world, pair.server(), 0, PIECE);
          pair.server().close();
          assertThatThrownBy(copy::get)
              .isInstanceOf(kind.isNio() ? IOException.class : SocketException.class);
          file.position(0); // now it has ended for good: a broken pipe, and no signal
          Running<Long> again = world.start(Io.copy(file, pair.client()));
          assertThatThrownBy(again::get).isInstanceOf(IOException.class);
        });
  }

  @ParameterizedTest
  @EnumSource(value = World.Kind.class, names = "TINY_.*", mode = EnumSource.Mode.MATCH_NONE)
  void whatIsNotInMemoryIsBroughtIn(World.Kind kind) throws Exception {
    to(
        kind,
        () -> open(big),
        (world, pair, file) -> {
          Pages.evict(big, 0);
          assumeThat(Pages.inMemory(big, BYTES / 2, PIECE)).isZero();
          long before = written();
          Running<Long> copy = world.start(Io.copy(file, pair.client()));
          PassageIT.assertArrives(world, pair.server(), 0, BYTES / 2);
          Pages.evict(big, BYTES / 2); // also what was read ahead
          PassageIT.assertArrives(world, pair.server(), BYTES / 2, BYTES);
          assertThat(copy.get()).isEqualTo(BYTES);
          if (sends(kind)) {
            assertThat(written() - before).isGreaterThan(BYTES / 2);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(value = World.Kind.class, names = "TINY_.*", mode = EnumSource.Mode.MATCH_NONE)
  void aFileMayGrowAndShrinkMeanwhile(World.Kind kind) throws Exception {
    Path path = Pages.write(folder.resolve("changing-" + kind), 0, BYTES / 4);
    to(
        kind,
        () -> open(path),
        (world, pair, file) -> {
          Running<Long> copy = world.start(Io.copy(file, pair.client()));
          PassageIT.assertArrives(world, pair.server(), 0, PIECE);
          Pages.write(path, BYTES / 4, BYTES / 2);
          PassageIT.assertArrives(world, pair.server(), PIECE, BYTES / 4 + PIECE);
          assertWaits(pair.client());
          try (FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
            other.truncate(PIECE);
          }
          Running<Void> reads = world.start(new Draining(pair.server()));
          long sent = copy.get();
          world.get(pair.client().shutdownOutput());
          reads.get();
          assertThat(sent).isBetween(BYTES / 4L + PIECE, BYTES / 2L - 1);
          if (sends(kind)) {
            assertThat(file.position()).isEqualTo(sent);
          }
        });
  }

  /// Reads to the end.
  private static final class Draining extends io.pollen.woven.RawFuture<Void> {
    private final SocketStream from;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
    private Future<Integer> read;

    Draining(SocketStream from) {
      this.from = from;
    }

    @Override
    public Object pollRaw(io.pollen.Context cx) throws Exception {
      while (true) {
        if (read == null) {
          read = from.read(piece.clear());
        }
        if (!(read.poll(cx) instanceof Poll.Ready<Integer>(var count))) {
          return PENDING;
        }
        read = null;
        if (count < 0) {
          return null;
        }
      }
    }

    @Override
    public void drop() {
      if (read != null) {
        read.drop();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = World.Kind.class, names = "TINY_.*", mode = EnumSource.Mode.MATCH_NONE)
  void aFileThatIsClosedMeanwhileFailsTheCopy(World.Kind kind) throws Exception {
    to(
        kind,
        () -> open(big),
        (world, pair, file) -> {
          Running<Long> copy = world.start(Io.copy(file, pair.client()));
          PassageIT.assertArrives(world, pair.server(), 0, PIECE);
          assertWaits(pair.client());
          file.close();
          Running<Void> reads = world.start(new Draining(pair.server()));
          assertThatThrownBy(copy::get).isInstanceOf(ClosedChannelException.class);
          world.get(pair.client().shutdownOutput());
          reads.get();
        });
  }

  /// Whoever may write to a file could change what is on the way to the peer.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aFileThatMayBeWrittenIsReadBeforeItIsSent(World.Kind kind) throws Exception {
    Path path = Pages.write(folder.resolve("writable-" + kind), 0, 4 * LITTLE);
    to(
        kind,
        () -> open(path, StandardOpenOption.READ, StandardOpenOption.WRITE),
        (world, pair, file) -> {
          long before = written();
          Running<Long> copy = world.start(Io.copy(file, pair.client()));
          PassageIT.assertArrives(world, pair.server(), 0, 4 * LITTLE);
          assertThat(copy.get()).isEqualTo(4 * LITTLE);
          if (!kind.isNio()) { // which writes by write
            assertThat(written() - before).isLessThan(LITTLE);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(value = World.Kind.class, names = "TINY_.*", mode = EnumSource.Mode.MATCH_NONE)
  void aFileOfWhichTheSystemCannotTellIsReadByThePool(World.Kind kind) throws Exception {
    Path inMemory = Path.of("/dev/shm");
    assumeThat(inMemory).isDirectory().isWritable();
    Path path = Files.createTempFile(inMemory, "pollen", "");
    try {
      Pages.write(path, 0, BYTES / 8);
      assumeThat(Pages.inMemory(path, 0, PIECE)).isNegative();
      to(
          kind,
          () -> open(path),
          (world, pair, file) -> {
            Running<Long> copy = world.start(Io.copy(file, pair.client()));
            PassageIT.assertArrives(world, pair.server(), 0, BYTES / 8);
            assertThat(copy.get()).isEqualTo(BYTES / 8);
          });
    } finally {
      Files.delete(path);
    }
  }

  @ParameterizedTest
  @EnumSource(value = World.Kind.class, names = "TINY_.*", mode = EnumSource.Mode.MATCH_NONE)
  void unixStreamsAreSentToToo(World.Kind kind) throws Exception {
    warm();
    in(
        kind,
        world -> {
          UnixStream.Pair pair = world.get(UnixStream.pair());
          try (UnixStream left = pair.left();
              UnixStream right = pair.right();
              AsyncFile file = open(big)) {
            Running<Long> copy = world.start(Io.copy(file, left));
            PassageIT.assertArrives(world, right, 0, BYTES);
            assertThat(copy.get()).isEqualTo(BYTES);
          }
        });
  }

  /// The only thread of the pool is busy, and so the copy stands still where the pages end: the
  /// worker does not read, for it serves another task, and the pages are still not in memory.
  @ParameterizedTest
  @EnumSource(DriverKind.class)
  void noWorkerReadsWhatIsNotInMemory(DriverKind kind) throws Exception {
    warm();
    Path path = Pages.write(folder.resolve("half-" + kind), 0, BYTES / 2);
    try (AsyncRuntime runtime =
        AsyncRuntime.builder().workerThreads(1).maxBlockingThreads(1).driver(kind).build()) {
      AsyncFile file = get(runtime, AsyncFile.open(path));
      TcpListener listener = get(runtime, TcpListener.bind("127.0.0.1", 0));
      InetSocketAddress address = listener.localAddress();
      try (file;
          listener;
          Socket peer = new Socket(address.getAddress(), address.getPort());
          TcpStream stream = get(runtime, listener.accept())) {
        BlockingPool pool = get(runtime, cx -> Poll.ready(cx.find(BlockingPool.class)));
        Pages.evict(path, BYTES / 4);
        int last = BYTES / 2 - PIECE;
        assumeThat(Pages.inMemory(path, 0, PIECE)).isEqualTo(1);
        assumeThat(Pages.inMemory(path, last, PIECE)).isZero();
        var leave = new CountDownLatch(1);
        var call =
            runtime.spawnBlocking(() -> {
              leave.await();
              return 0;
            });
        var copy = runtime.spawn(Io.copy(file, stream));
        var got = new CountDownLatch(1);
        Thread reader =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    byte[] some = new byte[PIECE];
                    int at = 0;
                    for (int n; at < BYTES / 2 && (n = peer.getInputStream().read(some)) > 0; ) {
                      for (int i = 0; i < n; i++) {
                        if (some[i] != PassageIT.pattern(at + i)) {
                          return;
                        }
                      }
                      at += n;
                    }
                    got.countDown();
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
        assertReaches(
            1, () -> pool.toString().contains("1 running, 1 queued") ? 1 : 0, "calls that wait");
        int seven = get(runtime, runtime.spawn(cx -> Poll.ready(7)));
        assertThat(seven).isEqualTo(7);
        if (kind != DriverKind.NIO) { // whose reads have the system read ahead
          assertThat(Pages.inMemory(path, last, PIECE)).isZero();
        }
        assertThat(copy.isFinished()).isFalse();
        leave.countDown();
        get(runtime, call);
        assertThat(get(runtime, copy)).isEqualTo(BYTES / 2);
        reader.join();
        assertThat(got.getCount()).isZero();
      }
    }
  }

  private static <T> T get(AsyncRuntime runtime, Future<T> future) throws Exception {
    return runtime.blockOn(timeout(Duration.ofSeconds(20), future));
  }
}
