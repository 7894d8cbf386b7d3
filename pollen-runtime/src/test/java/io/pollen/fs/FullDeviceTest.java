package io.pollen.fs;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk without room (ENOSPC): `/dev/full` takes no byte.
@Timeout(30)
class FullDeviceTest {
  private static final Path FULL = Path.of("/dev/full");
  private static final String SAYS = "No space left on device";

  private final Held held = new Held();

  @TempDir Path folder;

  @AfterEach
  void end() throws Exception {
    held.close();
  }

  @Test
  void aWriteFailsInWordsAndItsBytesStayInTheBuffer() throws Exception {
    try (AsyncFile file = held.get(AsyncFile.open(FULL, WRITE))) {
      ByteBuffer buffer = ByteBuffer.allocate(100).position(10);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> held.get(file.write(buffer)))
            .isInstanceOf(IOException.class)
            .hasMessage(SAYS);
        assertThatThrownBy(() -> held.get(file.write(buffer, 7))).hasMessage(SAYS);
        assertThatThrownBy(() -> held.get(file.writeAll(buffer))).hasMessage(SAYS);
        assertThat(buffer.position()).isEqualTo(10);
        assertThat(file.position()).isZero();
      }
    }
    assertThat(Descriptors.open(FULL)).isZero();
    assertThat(held.reported).isEmpty();
  }

  @Test
  void aDroppedWriteFailsTheNextOperationOrTheClosingThatTells() throws Exception {
    for (boolean shutdown : new boolean[] {false, true}) {
      try (AsyncFile file = held.get(AsyncFile.open(FULL, WRITE))) {
        Future<Integer> write = file.write(ByteBuffer.allocate(100));
        held.hold();
        assertThat(held.isReady(write)).isFalse();
        write.drop();
        held.release();
        assertThatThrownBy(() -> held.get(shutdown ? file.shutdown() : file.flush()))
            .hasMessage(SAYS);
        assertThat(held.reported).isEmpty();
      }
    }
    assertThat(Descriptors.open(FULL)).isZero();
  }

  @Test
  void wholeFilesFailTooAndOthersAreWrittenAfterwards() throws Exception {
    assertThatThrownBy(() -> held.get(Files.write(FULL, new byte[10]))).hasMessage(SAYS);
    assertThatThrownBy(() -> held.get(Files.writeString(FULL, "text"))).hasMessage(SAYS);
    Path there = folder.resolve("file");
    try (AsyncFile file = held.get(AsyncFile.open(there, CREATE, WRITE))) {
      held.get(file.writeAll(ByteBuffer.wrap("room".getBytes())));
      held.get(file.shutdown());
    }
    assertThat(there).hasContent("room");
    assertThat(Descriptors.open(FULL)).isZero();
  }
}
