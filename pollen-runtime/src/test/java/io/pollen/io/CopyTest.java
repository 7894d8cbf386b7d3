package io.pollen.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.io.step.Passage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CopyTest {
  private static final Context CX = Context.of(Waker.noop());

  private static String readNow(AsyncRead from) throws Exception {
    ByteBuffer to = ByteBuffer.allocate(100);
    Future<Integer> read = from.read(to);
    if (!read.poll(CX).isReady()) {
      read.drop();
    }
    return new String(to.array(), 0, to.position());
  }

  private static void write(AsyncWrite to, String text) throws Exception {
    Drive.drive(to.writeAll(ByteBuffer.wrap(text.getBytes())));
  }

  @Test
  void aCopyMovesEverythingAndLeavesTheSinkOpen() throws Exception {
    Duplex in = Io.duplex(50_000);
    Duplex out = Io.duplex(50_000);
    Drive.drive(in.left().writeAll(ByteBuffer.allocate(30_000)));
    in.left().close();
    assertThat(Drive.drive(Io.copy(in.right(), out.left()))).isEqualTo(30_000);
    write(out.left(), "more");
    out.left().close();
    assertThat(Drive.drive(out.right().readAll(40_000))).hasSize(30_004);
  }

  @Test
  void aCopyFlushesWhenItsSourceHasNothing() throws Exception {
    Duplex in = Io.duplex(100);
    AtomicInteger flushes = new AtomicInteger();
    StringBuilder written = new StringBuilder();
    AsyncWrite sink =
        new AsyncWrite() {
          @Override
          public Future<Integer> write(ByteBuffer from) {
            return cx -> {
              int n = from.remaining();
              while (from.hasRemaining()) {
                written.append((char) from.get());
              }
              return Poll.ready(n);
            };
          }

          @Override
          public Future<Void> flush() {
            return cx -> {
              flushes.incrementAndGet();
              return Poll.ready();
            };
          }

          @Override
          public Future<Void> shutdown() {
            throw new AssertionError("a plain copy does not shut down");
          }
        };
    Future<Long> copy = Io.copy(in.right(), sink);
    assertThat(copy.poll(CX).isReady()).isFalse();
    assertThat(flushes).as("nothing to flush").hasValue(0);
    write(in.left(), "abc");
    assertThat(copy.poll(CX).isReady()).isFalse();
    assertThat(written.toString()).isEqualTo("abc");
    assertThat(flushes).hasValue(1);
    assertThat(copy.poll(CX).isReady()).isFalse();
    assertThat(flushes).as("flushed once").hasValue(1);
    in.left().close();
    assertThat(Drive.drive(copy)).isEqualTo(3);
    assertThat(flushes).hasValue(2);
    assertThatThrownBy(() -> copy.poll(CX)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void eachDirectionOfACopyEndsByItself() throws Exception {
    Duplex client = Io.duplex(100);
    Duplex server = Io.duplex(100);
    Future<Io.Copied> copy = Io.copyBidirectional(client.right(), server.left());
    write(client.left(), "question");
    Drive.drive(client.left().shutdown());
    assertThat(copy.poll(CX).isReady()).isFalse();
    assertThat(Drive.drive(server.right().readString(100))).isEqualTo("question");
    write(server.right(), "late answer");
    assertThat(copy.poll(CX).isReady()).isFalse();
    assertThat(readNow(client.left())).isEqualTo("late answer");
    Drive.drive(server.right().shutdown());
    assertThat(Drive.drive(copy)).isEqualTo(new Io.Copied(8, 11));
    assertThat(Drive.drive(client.left().readAll(10))).isEmpty();
  }

  @Test
  void aFailureOfOneDirectionEndsTheOther() throws Exception {
    Duplex client = Io.duplex(100);
    Duplex server = Io.duplex(100);
    Future<Io.Copied> copy = Io.copyBidirectional(client.right(), server.left());
    assertThat(copy.poll(CX).isReady()).isFalse();
    server.right().close(); // its peer's writes fail
    write(client.left(), "x");
    assertThatThrownBy(() -> copy.poll(CX)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> copy.poll(CX)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDroppedCopyBorrowsItsStreamsNoLonger() throws Exception {
    Duplex in = Io.duplex(100);
    Duplex out = Io.duplex(100);
    Future<Long> copy = Io.copy(in.right(), out.left());
    assertThat(copy.poll(CX).isReady()).isFalse();
    copy.drop();
    copy.drop();
    write(in.left(), "still there");
    assertThat(readNow(in.right())).isEqualTo("still there");
  }

  /// Its first drain has nothing to give any more, and its third fill leads no further.
  @Test
  void aCopyGoesOnWithItsBufferWhereAPassageEnds() throws Exception {
    Duplex out = Io.duplex(50_000);
    Detour source = new Detour();
    assertThat(Drive.drive(Io.copy(source, out.left()))).isEqualTo(8192 + 7 + 5);
    assertThat(source.log)
        .isEqualTo("read8192 ask fill10 drain10=0 fill10 drain10=7 drain3=0 fill0 close read5 end");
    out.left().close(); // the seven have gone another way
    assertThat(Drive.drive(out.right().readAll(9_000))).hasSize(8192 + 5);
  }

  private static final class Detour implements AsyncRead, Passage.Source, Passage {
    private String log = "";
    private final Iterator<Integer> reads = List.of(8192, 5).iterator();
    private final Iterator<Integer> fills = List.of(10, 10, 0).iterator();
    private final Iterator<Integer> drains = List.of(0, 7, 0).iterator();

    @Override
    public Future<Integer> read(ByteBuffer to) {
      if (!reads.hasNext()) {
        log += "end";
        return Async.ready(-1);
      }
      int count = reads.next();
      log += "read" + count + " ";
      to.put(new byte[count]);
      return Async.ready(count);
    }

    @Override
    public int worthFrom() {
      return 8192;
    }

    @Override
    public Passage passageTo(Object sink) {
      log += "ask ";
      return this;
    }

    @Override
    public Future<Integer> fill() {
      int count = fills.next();
      log += "fill" + count + " ";
      return Async.ready(count);
    }

    @Override
    public Future<Integer> drain(int bytes) {
      int count = drains.next();
      log += "drain" + bytes + "=" + count + " ";
      return Async.ready(count);
    }

    @Override
    public void close() {
      log += "close ";
    }
  }
}
