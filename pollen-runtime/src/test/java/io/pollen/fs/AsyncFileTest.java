package io.pollen.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.io.SeekFrom;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.task.JoinHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class AsyncFileTest {
  private final Held held = new Held();

  @TempDir Path folder;

  @AfterEach
  void end() throws Exception {
    held.close();
  }

  private Path path() {
    return folder.resolve("file");
  }

  private AsyncFile open(OpenOption... options) throws Exception {
    return held.get(AsyncFile.open(path(), options));
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private String content() throws Exception {
    return java.nio.file.Files.readString(path());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesAreWrittenAndReadAtThePosition(boolean direct) throws Exception {
    int size = 3 * OpenFile.MOST_BYTES + 5;
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    ByteBuffer from = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    from.put(bytes).flip();
    try (AsyncFile file = open(CREATE, READ, WRITE)) {
      assertThat(held.get(file.write(from))).isEqualTo(OpenFile.MOST_BYTES);
      held.get(file.writeAll(from));
      assertThat(file.position()).isEqualTo(size);
      assertThat(held.get(file.size())).isEqualTo(size);
      held.get(file.force(true));
      assertThat(held.get(file.position(0).readAll(size))).isEqualTo(bytes);
      ByteBuffer to = direct ? ByteBuffer.allocateDirect(10) : ByteBuffer.allocate(10);
      held.get(file.position(7).readExactly(to));
      assertThat(to.flip()).isEqualTo(ByteBuffer.wrap(bytes, 7, 10));
      assertThat(file.position()).isEqualTo(17);
      assertThat(held.get(file.position(size).read(to.clear()))).isEqualTo(-1);
      assertThat(held.get(file.read(ByteBuffer.allocate(0)))).isZero();
    }
  }

  @Test
  void manyTasksReadAndWriteAtTheirOffsets() throws Exception {
    int parts = 16;
    int size = 10_000;
    try (AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();
        AsyncFile file = open(CREATE, READ, WRITE)) {
      List<JoinHandle<Integer>> writes = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        ByteBuffer part = ByteBuffer.allocate(size);
        Arrays.fill(part.array(), (byte) i);
        writes.add(runtime.spawn(file.write(part, (long) i * size)));
      }
      for (JoinHandle<Integer> write : writes) {
        assertThat(runtime.blockOn(write)).isEqualTo(size);
      }
      List<ByteBuffer> buffers = new ArrayList<>();
      List<JoinHandle<Integer>> reads = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        buffers.add(ByteBuffer.allocate(size));
        reads.add(runtime.spawn(file.read(buffers.get(i), (long) i * size)));
      }
      for (int i = 0; i < parts; i++) {
        assertThat(runtime.blockOn(reads.get(i))).isEqualTo(size);
        assertThat(buffers.get(i).array()).containsOnly(i);
      }
      assertThat(file.position()).isZero();
      assertThat(held.get(file.read(ByteBuffer.allocate(1), (long) parts * size))).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDroppedReadTouchesNothingAnyMore(boolean atOffset) throws Exception {
    java.nio.file.Files.writeString(path(), "abc");
    try (AsyncFile file = open(CREATE, READ, WRITE)) { // reads by the pool
      held.hold();
      ByteBuffer buffer = ByteBuffer.allocate(3);
      Future<Integer> read = atOffset ? file.read(buffer, 0) : file.read(buffer);
      assertThat(held.isReady(read)).isFalse();
      read.drop();
      held.release();
      assertThat(buffer.position()).isZero();
      assertThat(buffer.array()).containsOnly(0);
      assertThat(file.position()).isZero();
      assertThat(held.get(file.readString(9))).isEqualTo("abc");
    }
  }

  @Test
  void aDroppedWriteIsWrittenAndWhatIsLeftOfTheBufferFollowsIt() throws Exception {
    try (AsyncFile file = open(CREATE, WRITE)) {
      ByteBuffer buffer = ByteBuffer.allocate(OpenFile.MOST_BYTES + 1);
      Arrays.fill(buffer.array(), (byte) 'a');
      held.hold();
      Future<Integer> write = file.write(buffer);
      assertThat(buffer.position()).isZero();
      assertThat(held.isReady(write)).isFalse();
      write.drop();
      assertThat(buffer.position()).isEqualTo(OpenFile.MOST_BYTES);
      assertThat(file.position()).isEqualTo(OpenFile.MOST_BYTES);
      Arrays.fill(buffer.array(), (byte) 'b');
      held.release();
      held.get(file.writeAll(buffer));
      assertThat(content()).isEqualTo("a".repeat(OpenFile.MOST_BYTES) + "b");
    }
  }

  @Test
  void aWriteThatWasDroppedBeforeItsFirstPollWritesNothing() throws Exception {
    try (AsyncFile file = open(CREATE, WRITE)) {
      ByteBuffer buffer = text("abc");
      file.write(buffer).drop();
      file.write(buffer, 0).drop();
      held.get(file.flush());
      assertThat(buffer.position()).isZero();
      assertThat(content()).isEmpty();
    }
  }

  @Test
  void aReadComesAfterAWriteThatWasDropped() throws Exception {
    try (AsyncFile file = open(CREATE, READ, WRITE)) {
      held.hold();
      Future<Integer> write = file.write(text("abc"));
      held.isReady(write);
      write.drop();
      file.position(0);
      ByteBuffer to = ByteBuffer.allocate(9);
      Future<Integer> read = file.read(to);
      assertThat(held.isReady(read)).isFalse();
      held.release();
      assertThat(held.get(read)).isEqualTo(3);
    }
  }

  @Test
  void theFailureOfADroppedWriteComesOutOfTheNextOperationOnce() throws Exception {
    java.nio.file.Files.createFile(path());
    try (AsyncFile file = open(READ)) {
      held.hold();
      Future<Integer> write = file.write(text("abc"));
      held.isReady(write);
      write.drop();
      held.release();
      assertThatThrownBy(() -> held.get(file.flush()))
          .isInstanceOf(NonWritableChannelException.class);
      held.get(file.flush());
      assertThat(held.reported).isEmpty();
    }
  }

  @Test
  void theFailureOfADroppedWriteAtAnOffsetIsReported() throws Exception {
    java.nio.file.Files.createFile(path());
    try (AsyncFile file = open(READ)) {
      held.hold();
      Future<Integer> write = file.write(text("abc"), 0);
      held.isReady(write);
      write.drop();
      held.release();
      assertThat(held.reported).singleElement().isInstanceOf(NonWritableChannelException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFailedWriteLeavesItsBytesInTheBuffer(boolean atOffset) throws Exception {
    java.nio.file.Files.createFile(path());
    try (AsyncFile file = open(READ)) {
      ByteBuffer buffer = text("abc");
      assertThatThrownBy(() -> held.get(atOffset ? file.write(buffer, 0) : file.write(buffer)))
          .isInstanceOf(NonWritableChannelException.class);
      assertThat(buffer.position()).isZero();
      assertThat(file.position()).isZero();
    }
  }

  @Test
  void appendingGoesToTheEndWhereverThePositionIs() throws Exception {
    java.nio.file.Files.writeString(path(), "abc");
    try (AsyncFile file = open(APPEND)) {
      assertThat(file.position()).isEqualTo(3);
      java.nio.file.Files.writeString(path(), "d", APPEND);
      held.get(file.position(0).writeAll(text("ef")));
      assertThat(content()).isEqualTo("abcdef");
    }
  }

  @Test
  void itSeeksFromTheStartThePositionAndTheEnd() throws Exception {
    java.nio.file.Files.writeString(path(), "abcdef");
    try (AsyncFile file = open(READ, WRITE)) {
      assertThat(held.get(file.seek(4))).isEqualTo(4);
      assertThat(held.get(file.readString(9))).isEqualTo("ef");
      assertThat(held.get(file.seek(SeekFrom.current(-3)))).isEqualTo(3);
      held.get(file.writeAll(text("D")));
      assertThat(held.get(file.seek(SeekFrom.end(-3)))).isEqualTo(3);
      assertThat(held.get(file.readString(9))).isEqualTo("Def");
      assertThat(held.get(file.seek(SeekFrom.end(2)))).isEqualTo(8);
      assertThat(held.get(file.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
      assertThatThrownBy(() -> held.get(file.seek(SeekFrom.end(-7))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("before the first byte");
      assertThat(file.position()).isEqualTo(8);
    }
  }

  @Test
  void aSeekWaitsForTheWriteThatWasDroppedAndADroppedSeekHasNotMoved() throws Exception {
    try (AsyncFile file = open(CREATE, READ, WRITE)) {
      held.hold();
      Future<Integer> write = file.write(text("abc"));
      held.isReady(write);
      write.drop();
      Future<Long> seek = file.seek(SeekFrom.end(-1));
      assertThat(held.isReady(seek)).isFalse();
      seek.drop();
      assertThat(file.position()).isEqualTo(3);
      Future<Long> again = file.seek(SeekFrom.end(-1));
      assertThat(held.isReady(again)).isFalse();
      held.release();
      assertThat(held.get(again)).isEqualTo(2);
      assertThat(file.position()).isEqualTo(2);
    }
  }

  @Test
  void aTruncationTakesThePositionAlong() throws Exception {
    java.nio.file.Files.writeString(path(), "abcdef");
    try (AsyncFile file = open(READ, WRITE)) {
      held.get(file.position(5).truncate(2));
      assertThat(file.position()).isEqualTo(2);
      held.get(file.position(1).truncate(9));
      assertThat(file.position()).isEqualTo(1);
      assertThat(content()).isEqualTo("ab");
    }
  }

  @Test
  void itIsAStreamOfBytesAsAnyOther() throws Exception {
    java.nio.file.Files.writeString(path(), "one\ntwo");
    try (AsyncFile file = open()) {
      var lines = file.lines(10);
      assertThat(held.get(lines.next())).contains("one");
      assertThat(held.get(lines.next())).contains("two");
      assertThat(held.get(lines.next())).isEqualTo(Optional.empty());
    }
  }

  @Test
  void afterTheCloseOperationsFailAndNoDescriptorIsLeft() throws Exception {
    AsyncFile file = open(CREATE, READ, WRITE);
    assertThat(Descriptors.open(path())).isEqualTo(1);
    file.close();
    file.close();
    assertThat(Descriptors.open(path())).isZero();
    assertThat(file.isOpen()).isFalse();
    ByteBuffer buffer = ByteBuffer.allocate(1);
    assertThatThrownBy(() -> held.get(file.read(buffer)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> held.get(file.write(buffer)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> held.get(file.write(buffer, 0)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> held.get(file.size())).isInstanceOf(ClosedChannelException.class);
    assertThat(buffer.position()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCloseWaitsForTheWritesThatHaveBegun(boolean atOffset) throws Exception {
    AsyncFile file = open(CREATE, WRITE);
    held.hold();
    Future<Integer> write = atOffset ? file.write(text("abc"), 0) : file.write(text("abc"));
    held.isReady(write);
    file.close();
    assertThat(Descriptors.open(path())).isEqualTo(1);
    held.release();
    assertThat(held.get(write)).isEqualTo(3);
    assertThat(content()).isEqualTo("abc");
    assertThat(Descriptors.open(path())).isZero();
  }

  @Test
  void aShutdownWaitsForTheLastWriteAndTellsOfItsFailure() throws Exception {
    AsyncFile good = open(CREATE, WRITE);
    held.hold();
    Future<Integer> write = good.write(text("abc"));
    held.isReady(write);
    write.drop();
    held.release();
    held.get(good.shutdown());
    held.get(good.shutdown());
    assertThat(content()).isEqualTo("abc");
    assertThat(Descriptors.open(path())).isZero();
  }

  @Test
  void aFileThatWasOpenedForADroppedFutureIsClosed() throws Exception {
    java.nio.file.Files.createFile(path());
    held.hold();
    Future<AsyncFile> late = AsyncFile.open(path());
    held.isReady(late);
    late.drop();
    held.release();
    assertThat(Descriptors.open(path())).isZero();
    held.hold();
    Future<AsyncFile> unheard = AsyncFile.open(path());
    held.isReady(unheard);
    held.release();
    assertThat(Descriptors.open(path())).isPositive();
    unheard.drop();
    assertThat(Descriptors.open(path())).isZero();
  }

  @Test
  void openingFailsAsInJavaNioAndTakesAttributes() throws Exception {
    assertThatThrownBy(this::open).isInstanceOf(NoSuchFileException.class);
    var permissions =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    held.get(AsyncFile.open(path(), Set.of(CREATE_NEW, WRITE), permissions)).close();
    assertThat(java.nio.file.Files.getPosixFilePermissions(path())).isEqualTo(permissions.value());
    assertThatThrownBy(() -> open(CREATE_NEW, WRITE))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void badArgumentsAreRefusedAtOnce() throws Exception {
    try (AsyncFile file = open(CREATE, READ, WRITE)) {
      ByteBuffer buffer = ByteBuffer.allocate(1);
      assertThatThrownBy(() -> file.position(-1)).hasMessageContaining("negative: -1");
      assertThatThrownBy(() -> file.read(buffer, -1)).hasMessageContaining("negative: -1");
      assertThatThrownBy(() -> file.write(buffer, -1)).hasMessageContaining("negative: -1");
      assertThatThrownBy(() -> file.seek(-1)).hasMessageContaining("negative: -1");
      assertThatThrownBy(() -> file.truncate(-1)).hasMessageContaining("negative: -1");
      assertThatThrownBy(() -> file.read(buffer.asReadOnlyBuffer()))
          .isInstanceOf(ReadOnlyBufferException.class);
      assertThatThrownBy(() -> file.read(buffer.asReadOnlyBuffer(), 0))
          .isInstanceOf(ReadOnlyBufferException.class);
    }
  }
}
