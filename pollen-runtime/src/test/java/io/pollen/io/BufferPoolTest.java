package io.pollen.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {

  @Test
  void theLatestToComeBackIsTheNextToGo() {
    BufferPool pool = BufferPool.direct(8);
    ByteBuffer first = pool.take();
    ByteBuffer second = pool.take();
    assertThat(second).isNotSameAs(first);
    assertThat(first.isDirect()).isTrue();
    second.put((byte) 1).flip().order(ByteOrder.LITTLE_ENDIAN);
    pool.give(first);
    pool.give(second);
    assertThat(pool.take()).isSameAs(second);
    assertThat(second.position()).isZero();
    assertThat(second.limit()).isEqualTo(8);
    assertThat(second.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    assertThat(pool.take()).isSameAs(first);
  }

  @Test
  void whatAnotherThreadHasGivenBackIsTaken() throws Exception {
    BufferPool pool = BufferPool.heap(8);
    ByteBuffer only = pool.take();
    for (int i = 0; i < 9; i++) {
      Thread gives = Thread.ofPlatform().start(() -> pool.give(only));
      gives.join();
      assertThat(pool.take()).isSameAs(only);
    }
  }

  @Test
  void whatIsNotOfThePoolIsRefused() {
    BufferPool pool = BufferPool.heap(8);
    for (ByteBuffer foreign :
        List.of(
            ByteBuffer.allocate(9),
            ByteBuffer.allocateDirect(8),
            ByteBuffer.allocate(8).asReadOnlyBuffer())) {
      assertThatThrownBy(() -> pool.give(foreign))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("pool of heap buffers of 8 bytes");
    }
    assertThatThrownBy(() -> BufferPool.heap(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /// A burst does not stay in memory.
  @Test
  void itKeepsNoMoreThanItsShare() {
    BufferPool pool = BufferPool.heap(1);
    List<ByteBuffer> burst = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      burst.add(pool.take());
    }
    burst.forEach(pool::give);
    int kept = 0;
    while (isOneOf(burst, pool.take())) {
      kept++;
    }
    assertThat(kept).isBetween(1, 1024);
  }

  private static boolean isOneOf(List<ByteBuffer> buffers, ByteBuffer buffer) {
    return buffers.stream().anyMatch(known -> known == buffer);
  }
}
