package io.pollen.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBufferThatIsNotGivenBackIsReportedWithItsPlace(boolean direct) throws Exception {
    BlockingQueue<Throwable> leaks = new LinkedBlockingQueue<>();
    BufferPool plain = direct ? BufferPool.direct(8) : BufferPool.heap(8);
    BufferPool pool = plain.reportingLeaks(leaks::add);
    for (int i = 0; i < 3; i++) {
      pool.give(pool.take());
    }
    forgets(pool);
    Throwable leak = null;
    for (int i = 0; leak == null && i < 200; i++) {
      System.gc();
      leak = leaks.poll(100, TimeUnit.MILLISECONDS);
    }
    assertThat(leak)
        .hasMessageContaining("buffers of 8 bytes")
        .satisfies(found ->
            assertThat(found.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("forgets")));
    assertThat(leaks).as("those that were given back").isEmpty();
    ByteBuffer inUse = pool.take();
    System.gc();
    assertThat(leaks.poll(200, TimeUnit.MILLISECONDS)).as("one in use").isNull();
    pool.give(inUse);
  }

  private static void forgets(BufferPool pool) {
    assertThat(pool.take().capacity()).isEqualTo(8);
  }

  /// Also of buffers that hold the same: it is the object that counts.
  @Test
  void aPoolThatReportsLeaksRefusesWhatIsGivenTwice() {
    BufferPool pool = BufferPool.heap(8).reportingLeaks(leak -> {});
    ByteBuffer first = pool.take();
    ByteBuffer second = pool.take();
    first.putInt(0, 42);
    pool.give(first);
    assertThatThrownBy(() -> pool.give(first))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("given before");
    assertThatThrownBy(() -> pool.give(second.duplicate()))
        .isInstanceOf(IllegalStateException.class);
    pool.give(second);
    assertThat(pool.take()).isSameAs(second);
    assertThat(pool.take()).isSameAs(first);
  }

  @Test
  void aPropertyHasEveryPoolReportToTheLog() throws Exception {
    BlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();
    Logger logger = Logger.getLogger(BufferPool.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            records.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      System.setProperty("pollen.debug.buffers", "true");
      forgets(BufferPool.heap(8));
      LogRecord record = null;
      for (int i = 0; record == null && i < 200; i++) {
        System.gc();
        record = records.poll(100, TimeUnit.MILLISECONDS);
      }
      assertThat(record.getThrown()).hasMessageContaining("heap buffers of 8 bytes");
    } finally {
      System.clearProperty("pollen.debug.buffers");
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
  }

  private static boolean isOneOf(List<ByteBuffer> buffers, ByteBuffer buffer) {
    return buffers.stream().anyMatch(known -> known == buffer);
  }
}
