package io.pollen.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteBuilderTest {

  @Test
  void largeFrontsAreHandedOverWithoutACopy() {
    int kibi = 1024;
    ByteBuilder builder = new ByteBuilder(1024 * kibi).append(new byte[1024 * kibi]);
    List<Bytes> pieces = new ArrayList<>();
    long before = allocated();
    for (int i = 0; i < 4; i++) {
      pieces.add(builder.split(256 * kibi));
    }
    assertThat(allocated() - before).isLessThan(256 * kibi);
    assertThat(pieces).allMatch(piece -> piece.length() == 256 * kibi);
  }

  /// A message of 100 bytes must not keep 8 KiB alive, nor cost its builder the memory.
  @Test
  void smallFrontsAreCopiedAndTheMemoryStaysTheBuilders() {
    ByteBuilder builder = new ByteBuilder(8192);
    byte[] memory = builder.array();
    for (int i = 0; i < 1_000; i++) {
      Bytes small = builder.append(new byte[100]).splitAll();
      assertThat(small.compact()).as("in memory of its own").isSameAs(small);
    }
    assertThat(builder.array()).isSameAs(memory);
  }

  @Test
  void afterALargePieceTheMemoryHasItsFirstSizeAgain() {
    ByteBuilder builder = new ByteBuilder(64).append(new byte[100_000]);
    assertThat(builder.splitAll().length()).isEqualTo(100_000);
    builder.append(new byte[60]);
    assertThat(builder.capacity()).isBetween(60, 128);
  }

  @Test
  void aViewIsForReading() {
    ByteBuilder builder = new ByteBuilder(8).append(1);
    assertThatThrownBy(() -> builder.view().put((byte) 2))
        .isInstanceOf(ReadOnlyBufferException.class);
    assertThat(builder.view().hasArray()).isFalse();
  }

  /// What a length counts is written before the length is known.
  @Test
  void bytesAreReplaced() {
    ByteBuilder builder = new ByteBuilder(0).append(0).append(new byte[3]);
    builder.append("text", StandardCharsets.UTF_8);
    builder.remove(1).setUnsigned(0, builder.length() - 3, 3, ByteOrder.BIG_ENDIAN);
    assertThat(builder.toByteArray()).containsExactly(0, 0, 4, 't', 'e', 'x', 't');
    builder.setUnsigned(1, 0x0102, 2, ByteOrder.LITTLE_ENDIAN).set(0, 300);
    assertThat(builder.getUnsigned(1, 2, ByteOrder.LITTLE_ENDIAN)).isEqualTo(0x0102);
    assertThat(builder.truncate(3).toByteArray()).containsExactly(44, 2, 1);
    assertThat(builder.get(2)).isEqualTo((byte) 1);
    assertThat(builder.isEmpty()).isFalse();
    assertThat(builder.clear().isEmpty()).isTrue();
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    ByteBuilder builder =
        new ByteBuilder(8).append(new byte[] {1, 2}).remove(1).append(new byte[] {3, 4});
    for (Runnable wrong :
        List.<Runnable>of(
            () -> builder.get(3),
            () -> builder.get(-1),
            () -> builder.set(3, 0),
            () -> builder.setUnsigned(2, 0, 2, ByteOrder.BIG_ENDIAN),
            () -> builder.getUnsigned(2, 2, ByteOrder.BIG_ENDIAN),
            () -> builder.truncate(4),
            () -> builder.split(4),
            () -> builder.split(-1),
            () -> builder.remove(4))) {
      assertThatThrownBy(wrong::run).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> builder.setUnsigned(0, 0, 9, ByteOrder.BIG_ENDIAN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.getUnsigned(0, 0, ByteOrder.BIG_ENDIAN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.getUnsigned(0, 2, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> builder.reserve(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(builder.length()).isEqualTo(3);
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }
}
