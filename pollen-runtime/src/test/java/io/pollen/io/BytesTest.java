package io.pollen.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.pollen.Drive;
import java.lang.management.ManagementFactory;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BytesTest {
  private static final int MEBI = 1024 * 1024;

  @Test
  void theyAreCopiedFromWhatMayChange() {
    byte[] array = {1, 2, 3};
    Bytes all = Bytes.copyOf(array);
    Bytes some = Bytes.copyOf(array, 1, 3);
    ByteBuffer buffer = ByteBuffer.allocateDirect(4).put(array).flip().position(1);
    Bytes viewed = Bytes.copyOf(buffer);
    array[1] = 9;
    buffer.put(1, (byte) 9);
    assertThat(all.toByteArray()).containsExactly(1, 2, 3);
    assertThat(some.toByteArray()).containsExactly(2, 3);
    assertThat(viewed).isEqualTo(some);
    assertThat(buffer.position()).as("stays").isEqualTo(1);
    all.toByteArray()[0] = 9;
    assertThat(all.get(0)).isEqualTo((byte) 1);
    assertThat(all.asByteBuffers()[0].hasArray()).isFalse();
  }

  @Test
  void noneAreOneObject() {
    assertThat(Bytes.copyOf()).isSameAs(Bytes.empty());
    assertThat(Bytes.utf8("")).isSameAs(Bytes.concat()).isSameAs(Bytes.utf8("ab").slice(1, 1));
    assertThat(Bytes.empty().asByteBuffers()).isEmpty();
    assertThat(Bytes.empty().isEmpty()).isTrue();
    assertThat(Bytes.empty()).hasToString("Bytes[0]");
  }

  /// Of 64 MiB that are cut, joined and cut again less than one is allocated.
  @Test
  void cuttingAndJoiningCopiesNoBytes() {
    Bytes whole = Bytes.copyOf(new byte[64 * MEBI]);
    long before = allocated();
    List<Bytes> pieces = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      pieces.add(whole.slice(i * MEBI, (i + 1) * MEBI));
    }
    Collections.reverse(pieces);
    Bytes joined = Bytes.concat(pieces);
    Bytes twice = Bytes.concat(joined, joined.slice(MEBI / 2));
    int views = twice.asByteBuffers().length;
    long took = allocated() - before;
    assertThat(twice.length()).isEqualTo(127 * MEBI + MEBI / 2);
    assertThat(views).isEqualTo(128);
    assertThat(took).isLessThan(MEBI);
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  @Test
  void compactedOnesKeepNothingElseAlive() {
    Bytes part = Bytes.copyOf(new byte[1_000]).slice(10, 12);
    Bytes own = part.compact();
    assertThat(own).isEqualTo(part).isNotSameAs(part);
    assertThat(own.compact()).isSameAs(own);
  }

  /// A chain of joins is one list of parts, of which small ones have become few.
  @Test
  void aRopeOfManyJoinsIsNoDeeperThanAnyOther() {
    Bytes rope = Bytes.empty();
    Bytes piece = Bytes.utf8("0123456789");
    for (int i = 0; i < 10_000; i++) {
      rope = Bytes.concat(rope, piece);
    }
    assertThat(rope.length()).isEqualTo(100_000);
    assertThat(rope.asByteBuffers().length).isLessThan(500);
    assertThat(rope.get(99_999)).isEqualTo((byte) '9');
    assertThat(rope.slice(49_995, 50_005).toString(StandardCharsets.UTF_8)).isEqualTo("5678901234");
  }

  @Test
  void aCharacterMayLieInTwoParts() {
    byte[] half = new byte[300];
    half[299] = (byte) 0xC3;
    byte[] rest = new byte[300];
    rest[0] = (byte) 0xA4;
    Bytes rope = Bytes.concat(Bytes.copyOf(half), Bytes.copyOf(rest));
    assertThat(rope.asByteBuffers()).hasSize(2);
    assertThat(rope.slice(299, 301).toString(StandardCharsets.UTF_8)).isEqualTo("\u00e4");
    assertThat(rope.slice(299, 301).asByteBuffers()).hasSize(2);
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    Bytes three = Bytes.utf8("abc");
    assertThatThrownBy(() -> three.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> three.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> three.slice(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> three.slice(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> three.indexOf((byte) 0, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    ByteBuffer small = ByteBuffer.allocate(2);
    assertThatThrownBy(() -> three.copyTo(small)).isInstanceOf(BufferOverflowException.class);
    assertThat(small.position()).as("nothing was copied").isZero();
    Bytes large = Bytes.copyOf(new byte[1 << 20]);
    assertThatThrownBy(() -> Bytes.concat(Collections.nCopies(2048, large)))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void theyShowTheirBeginning() {
    assertThat(Bytes.copyOf((byte) 1, (byte) 255)).hasToString("Bytes[2: 01 ff]");
    assertThat(Bytes.copyOf(new byte[17]).toString()).endsWith(" 00 ...]").startsWith("Bytes[17: ");
  }

  @Test
  void allOfARopeIsWritten() throws Exception {
    Duplex pipes = Io.duplex(10_000);
    byte[] first = new byte[400];
    byte[] second = new byte[500];
    second[499] = 7;
    Bytes rope = Bytes.concat(Bytes.copyOf(first), Bytes.copyOf(second));
    Drive.drive(pipes.left().writeAll(rope));
    Drive.drive(pipes.left().writeAll(Bytes.empty()));
    Drive.drive(pipes.left().shutdown());
    assertThat(Drive.drive(pipes.right().readAll(1_000))).isEqualTo(rope.toByteArray());
  }
}
