package io.pollen.runtime.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(30)
class RingTest {
  private static final long RECEIVE = 1;
  private static final long CANCEL = 2;
  private static final int BYTES = 4096;

  @Test
  void aWaitEndsWithItsTime() throws Exception {
    try (Ring ring = Ring.open(8, 16)) {
      long start = System.nanoTime();
      assertThat(ring.enter(0, TimeUnit.MILLISECONDS.toNanos(20))).isEqualTo(-Errno.ETIME);
      assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(20));
      assertThat(ring.completions()).isZero();
    }
  }

  @Test
  void aFullRingHasNoRoomUntilItIsHandedIn() throws Exception {
    try (Ring ring = Ring.open(8, 16)) {
      for (int i = 0; i < 8; i++) {
        assertThat(ring.hasRoom()).isTrue();
        ring.cancel(99, i);
      }
      assertThat(ring.hasRoom()).isFalse();
      assertThat(ring.submit()).isEqualTo(8);
      assertThat(ring.hasRoom()).isTrue();
      assertThat(ring.completions()).as("there is nothing to cancel").isEqualTo(8);
      assertThat(ring.userData(3)).isEqualTo(3);
      assertThat(ring.result(3)).isEqualTo(-Errno.ENOENT);
      ring.advance(8);
      assertThat(ring.completions()).isZero();
    }
  }

  /// The kernel has let go of its buffers when the last completion is there: what arrives later
  /// leaves memory alone that is somebody else's by then.
  @Test
  void noByteIsWrittenAfterTheLastCompletion() throws Exception {
    try (Arena arena = Arena.ofShared()) {
      int[] pair = new int[2];
      assertThat(SocketCalls.pair(SocketCalls.SOCK_STREAM, pair)).isZero();
      MemorySegment memory;
      try (Ring ring = Ring.open(8, 16)) {
        BufferRing buffers = BufferRing.register(ring, arena, 1, 4, BYTES);
        for (int buffer = 0; buffer < 4; buffer++) {
          buffers.give(buffer);
        }
        buffers.publish();
        memory = buffers.buffer(0);
        ring.recvMultishot(pair[0], 1, RECEIVE);
        ring.submit();
        send(pair[1], (byte) 1);
        ring.enter(0, -1);
        assertThat(ring.result(0)).isEqualTo(BYTES);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, BYTES - 1)).isOne();
        ring.cancelAll(CANCEL);
        ring.submit();
        while (last(ring) < 0) {
          ring.enter(0, -1);
        }
        assertThat(ring.result(last(ring))).isEqualTo(-Errno.ECANCELED);
      }
      MemorySegment all = memory.reinterpret(4 * BYTES).fill((byte) 0x5A);
      send(pair[1], (byte) 2);
      send(pair[1], (byte) 3);
      assertThat(all.mismatch(arena.allocate(4 * BYTES).fill((byte) 0x5A))).isEqualTo(-1);
      StreamCalls.close(pair[0]);
      StreamCalls.close(pair[1]);
    }
  }

  /// The index of the receive's last completion; negative when it is not there.
  private static int last(Ring ring) {
    for (int i = 0; i < ring.completions(); i++) {
      if (ring.userData(i) == RECEIVE && (ring.flags(i) & Ring.MORE) == 0) {
        return i;
      }
    }
    return -1;
  }

  private static void send(int fd, byte value) {
    byte[] bytes = new byte[BYTES];
    java.util.Arrays.fill(bytes, value);
    assertThat(StreamCalls.send(fd, java.nio.ByteBuffer.wrap(bytes))).isEqualTo(BYTES);
  }
}
