package io.pollen.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Waker;
import io.pollen.conformance.CountingWaker;
import io.pollen.conformance.ManualContext;
import io.pollen.runtime.sys.FileCalls;
import io.pollen.runtime.sys.StreamCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Reads of files that are in flight for as long as the test wants: a pipe's read ends when bytes
/// are written to it.
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class RingReadsTest {
  private static final int READ_AND_WRITE = 2; // O_RDWR: it waits for nobody

  @TempDir private Path folder;

  private final AtomicInteger ends = new AtomicInteger();
  private final Waker atEnd = ends::incrementAndGet;
  private final CountingWaker waker = new CountingWaker();
  private RingDriver driver;
  private FileChannel writer;
  private int pipe;

  @BeforeEach
  void open() throws Exception {
    driver = RingDriver.open(1024);
    Path path = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    pipe = FileCalls.open(path.toString(), READ_AND_WRITE);
    assertThat(pipe).isPositive();
    writer = FileChannel.open(path, StandardOpenOption.WRITE);
  }

  @AfterEach
  void close() throws Exception {
    driver.close();
    writer.close();
    StreamCalls.close(pipe);
  }

  private FileRead begin(int bytes) {
    return driver.fileReads().begin(pipe, 0, bytes, atEnd);
  }

  private int poll(FileRead read, ByteBuffer to) {
    return read.poll(ManualContext.of(waker), to);
  }

  /// Polls until so many reads have ended.
  private void await(int count) {
    long start = System.nanoTime();
    while (ends.get() < count) {
      driver.poll(TimeUnit.MILLISECONDS.toNanos(100));
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(30));
    }
    assertThat(ends.get()).isEqualTo(count);
  }

  @Test
  void aReadWakesItsTaskAndHandsOverWhatCame() throws Exception {
    FileRead read = begin(100);
    ByteBuffer to = ByteBuffer.allocate(200).position(50);
    assertThat(poll(read, to)).isEqualTo(FileRead.PENDING);
    assertThat(driver.registered()).as("a reason to wait in the driver").isOne();
    driver.poll(0);
    assertThat(waker.isWoken()).isFalse();
    writer.write(ByteBuffer.wrap("bytes".getBytes()));
    await(1);
    assertThat(waker.isWoken()).isTrue();
    assertThat(driver.registered()).isZero();
    assertThat(poll(read, to)).isEqualTo(5);
    assertThat(to.position()).isEqualTo(55);
    assertThat(new String(to.array(), 50, 5)).isEqualTo("bytes");
    assertThat(driver.fileReads().taken()).isOne();
    read.drop();
    assertThat(driver.fileReads().taken()).isZero();
  }

  @Test
  void theEndOfAFileIsNoBytesAndAFailureIsForThePool() throws Exception {
    Path path = Files.writeString(folder.resolve("file"), "text");
    int file = FileCalls.open(path.toString(), FileCalls.O_RDONLY);
    int directory = FileCalls.open(folder.toString(), FileCalls.O_RDONLY);
    FileRead part = driver.fileReads().begin(file, 2, 9, atEnd);
    FileRead end = driver.fileReads().begin(file, 4, 9, atEnd);
    FileRead wrong = driver.fileReads().begin(directory, 0, 9, atEnd);
    await(3);
    ByteBuffer to = ByteBuffer.allocateDirect(9);
    assertThat(poll(part, to)).isEqualTo(2);
    assertThat(poll(end, to)).isZero();
    assertThat(poll(wrong, to)).isEqualTo(FileRead.FAILED);
    assertThat(to.flip().remaining()).isEqualTo(2);
    assertThat(to.get(0)).isEqualTo((byte) 'x');
    part.drop();
    end.drop();
    wrong.drop();
    assertThat(driver.fileReads().taken()).isZero();
    StreamCalls.close(file);
    StreamCalls.close(directory);
  }

  /// One in flight belongs to the kernel, whatever its future does: its slot is nobody else's.
  @Test
  void droppedReadsGiveTheirSlotsBackWhenTheyEndAndNotBefore() throws Exception {
    List<FileRead> reads = new ArrayList<>();
    for (int i = 0; i < RingReads.COUNT; i++) {
      reads.add(begin(1));
      assertThat(poll(reads.get(i), ByteBuffer.allocate(1))).isEqualTo(FileRead.PENDING);
    }
    assertThat(begin(1)).as("no slot").isNull();
    driver.poll(0);
    for (int i = 0; i < RingReads.COUNT; i += 2) {
      reads.get(i).drop();
    }
    assertThat(begin(1)).as("no slot").isNull();
    assertThat(ends.get()).isZero();
    writer.write(ByteBuffer.allocate(RingReads.COUNT));
    await(RingReads.COUNT);
    assertThat(driver.fileReads().taken()).isEqualTo(RingReads.COUNT / 2);
    for (int i = 1; i < RingReads.COUNT; i += 2) {
      if (i % 4 == 1) {
        assertThat(poll(reads.get(i), ByteBuffer.allocate(1))).isOne();
      }
      reads.get(i).drop();
    }
    assertThat(driver.fileReads().taken()).isZero();
    assertThat(driver.registered()).isZero();
    assertThat(begin(1)).isNotNull();
  }

  /// Requests of a thread that has ended get no further when what they wait for comes.
  @Test
  void aReadOfAThreadThatHasEndedIsForThePool() throws Exception {
    List<FileRead> reads = new ArrayList<>();
    List<Path> threads = new ArrayList<>();
    Thread thread =
        new Thread(() -> {
          reads.add(begin(1));
          try {
            threads.add(Path.of("/proc/thread-self").toRealPath());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    thread.start();
    thread.join();
    while (Files.exists(threads.getFirst())) { // for Java it ends earlier than for the system
      Thread.onSpinWait();
    }
    writer.write(ByteBuffer.allocate(1));
    await(1);
    assertThat(poll(reads.getFirst(), ByteBuffer.allocate(1))).isEqualTo(FileRead.FAILED);
    reads.getFirst().drop();
    assertThat(driver.fileReads().taken()).isZero();
  }

  @Test
  void theEndOfTheDriverEndsReadsAndWakesThem() throws Exception {
    FileRead done = begin(1);
    writer.write(ByteBuffer.allocate(1));
    await(1);
    FileRead waits = begin(1);
    assertThat(poll(waits, ByteBuffer.allocate(1))).isEqualTo(FileRead.PENDING);
    FileRead dropped = begin(1);
    dropped.drop();
    driver.close();
    assertThat(ends.get()).isEqualTo(3);
    assertThat(waker.isWoken()).isTrue();
    for (FileRead read : List.of(done, waits)) {
      assertThat(poll(read, ByteBuffer.allocate(1))).isEqualTo(FileRead.FAILED);
      read.drop();
    }
    assertThat(driver.fileReads().taken()).isZero();
    assertThat(begin(1)).isNull();
    writer.write(ByteBuffer.allocate(1)); // for whoever would read it
  }
}
