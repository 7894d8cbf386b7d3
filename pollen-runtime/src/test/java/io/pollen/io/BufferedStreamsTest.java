package io.pollen.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Waker;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BufferedStreamsTest {
  private static final Context CX = Context.of(Waker.noop());

  private final Duplex pipes = Io.duplex(1_000);
  private final BufferedWrite out = new BufferedWrite(pipes.left(), 10);
  private final BufferedRead in = new BufferedRead(pipes.right(), 4);

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private boolean nothingArrives() throws Exception {
    Future<Integer> read = pipes.right().read(ByteBuffer.allocate(1));
    boolean nothing = !read.poll(CX).isReady();
    read.drop();
    return nothing;
  }

  @Test
  void smallWritesWaitForTheFlush() throws Exception {
    Drive.drive(out.writeAll(bytes("abc")));
    Drive.drive(out.writeAll(bytes("defghij")));
    assertThat(nothingArrives()).isTrue();
    Drive.drive(out.flush());
    ByteBuffer to = ByteBuffer.allocate(100);
    assertThat(Drive.drive(pipes.right().read(to))).isEqualTo(10);
  }

  @Test
  void aFullBufferIsWrittenAndLargeWritesGoPast() throws Exception {
    assertThat(Drive.drive(out.write(bytes("123456789")))).isEqualTo(9);
    assertThat(Drive.drive(out.write(bytes("abc")))).as("what fits").isEqualTo(1);
    assertThat(Drive.drive(out.write(bytes("bc")))).as("after the full one").isEqualTo(2);
    Drive.drive(out.flush());
    assertThat(Drive.drive(out.write(bytes("longer than the buffer")))).isEqualTo(22);
    Drive.drive(out.shutdown());
    assertThat(Drive.drive(in.readString(100))).isEqualTo("123456789abclonger than the buffer");
  }

  @Test
  void aDroppedFlushLosesAndDoublesNothing() throws Exception {
    Duplex narrow = Io.duplex(3);
    BufferedWrite writer = new BufferedWrite(narrow.left(), 100);
    Drive.drive(writer.writeAll(bytes("0123456789")));
    StringBuilder arrived = new StringBuilder();
    while (arrived.length() < 10) {
      Future<Void> flush = writer.flush();
      var unused = flush.poll(CX);
      flush.drop();
      ByteBuffer to = ByteBuffer.allocate(2);
      Drive.drive(narrow.right().read(to));
      arrived.append(StandardCharsets.UTF_8.decode(to.flip()));
    }
    assertThat(arrived).hasToString("0123456789");
    Drive.drive(writer.flush());
    assertThat(writer.buffer().length()).isZero();
  }

  @Test
  void numbersAreReadAsTheyWereWritten() throws Exception {
    BufferedWrite writer = new BufferedWrite(pipes.left());
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      writer
          .buffer()
          .append(-7)
          .appendShort(-300, order)
          .appendInt(0x12345678, order)
          .appendLong(0x123456789ABCDEF0L, order)
          .appendFloat(1.5f, order)
          .appendDouble(-2.25, order)
          .appendUnsigned(0xABCDEF, 3, order);
    }
    Drive.drive(writer.shutdown());
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      assertThat(Drive.drive(in.readByte())).isEqualTo((byte) -7);
      assertThat(Drive.drive(in.readShort(order))).isEqualTo((short) -300);
      assertThat(Drive.drive(in.readInt(order))).isEqualTo(0x12345678);
      assertThat(Drive.drive(in.readLong(order))).isEqualTo(0x123456789ABCDEF0L);
      assertThat(Drive.drive(in.readFloat(order))).isEqualTo(1.5f);
      assertThat(Drive.drive(in.readDouble(order))).isEqualTo(-2.25);
      ByteBuffer three = ByteBuffer.allocate(3);
      Drive.drive(in.readExactly(three));
      byte[] big = {(byte) 0xAB, (byte) 0xCD, (byte) 0xEF};
      byte[] little = {(byte) 0xEF, (byte) 0xCD, (byte) 0xAB};
      assertThat(three.array()).isEqualTo(order == ByteOrder.BIG_ENDIAN ? big : little);
    }
    assertThatThrownBy(() -> Drive.drive(in.readInt(ByteOrder.BIG_ENDIAN)))
        .isInstanceOf(EOFException.class)
        .hasMessage("the stream ended after 0 of 4 bytes");
  }

  @Test
  void aNumberThatIsDroppedHalfWayIsReadWhole() throws Exception {
    Drive.drive(pipes.left().writeAll(ByteBuffer.wrap(new byte[] {0, 0})));
    Future<Integer> number = in.readInt(ByteOrder.BIG_ENDIAN);
    assertThat(number.poll(CX).isReady()).isFalse();
    number.drop();
    Drive.drive(pipes.left().writeAll(ByteBuffer.wrap(new byte[] {1, 2})));
    assertThat(Drive.drive(in.readInt(ByteOrder.BIG_ENDIAN))).isEqualTo(0x102);
  }

  @Test
  void numbersOfEverySizeAreReadAsTheyWereWritten() throws Exception {
    BufferedWrite writer = new BufferedWrite(pipes.left());
    long[] values = {0, 1, -1, 0x0123456789ABCDEFL, Long.MIN_VALUE, 0x8081828384858687L};
    ByteOrder[] orders = {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN};
    for (int count = 1; count <= 8; count++) {
      for (ByteOrder order : orders) {
        for (long value : values) {
          writer.buffer().appendUnsigned(value, count, order);
          writer.buffer().appendUnsigned(value, count, order);
        }
        Drive.drive(writer.flush());
        int unused = 64 - 8 * count;
        for (long value : values) {
          assertThat(Drive.drive(in.readUnsigned(count, order)))
              .isEqualTo(value << unused >>> unused);
          assertThat(Drive.drive(in.readSigned(count, order))).isEqualTo(value << unused >> unused);
        }
      }
    }
    writer.buffer().append(new byte[] {1, 2, (byte) 0xFF});
    Drive.drive(writer.shutdown());
    assertThat(Drive.drive(in.readUnsigned(3, ByteOrder.LITTLE_ENDIAN))).isEqualTo(0xFF0201);
    for (int wrong : new int[] {0, 9, -1}) {
      assertThatThrownBy(() -> in.readUnsigned(wrong, ByteOrder.BIG_ENDIAN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a number of %d bytes: it has 1 to 8", wrong);
      assertThatThrownBy(() -> in.readSigned(wrong, ByteOrder.BIG_ENDIAN))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aNumberOfOddSizeThatIsDroppedHalfWayIsReadWhole() throws Exception {
    Drive.drive(pipes.left().writeAll(ByteBuffer.wrap(new byte[] {(byte) 0x80, 0})));
    Future<Long> number = in.readUnsigned(3, ByteOrder.BIG_ENDIAN);
    assertThat(number.poll(CX).isReady()).isFalse();
    number.drop();
    Drive.drive(pipes.left().writeAll(ByteBuffer.wrap(new byte[] {1, 7})));
    assertThat(Drive.drive(in.readUnsigned(3, ByteOrder.BIG_ENDIAN))).isEqualTo(0x800001);
    Drive.drive(pipes.left().shutdown());
    assertThatThrownBy(() -> Drive.drive(in.readSigned(2, ByteOrder.BIG_ENDIAN)))
        .isInstanceOf(EOFException.class)
        .hasMessage("the stream ended after 1 of 2 bytes");
  }

  /// More than the buffer holds at first, and nothing of it changes when the buffer is used again.
  @Test
  void countedBytesAreReadWholeAndStayAsTheyAre() throws Exception {
    Drive.drive(pipes.left().writeAll(bytes("0123456789")));
    Future<Bytes> part = in.readBytes(12);
    assertThat(part.poll(CX).isReady()).isFalse();
    part.drop();
    Drive.drive(pipes.left().writeAll(bytes("abcdefgh\nline\n")));
    Bytes first = Drive.drive(in.readBytes(12));
    Bytes second = Drive.drive(in.readBytes(6));
    assertThat(Drive.drive(in.readBytes(0))).isSameAs(Bytes.empty());
    assertThat(Drive.drive(in.readLine(10))).contains("");
    assertThat(Drive.drive(in.readLine(10))).contains("line");
    Drive.drive(pipes.left().writeAll(bytes("x".repeat(100))));
    Drive.drive(pipes.left().shutdown());
    assertThatThrownBy(() -> Drive.drive(in.readBytes(101)))
        .isInstanceOf(EOFException.class)
        .hasMessage("the stream ended after 100 of 101 bytes");
    assertThat(first).isEqualTo(Bytes.utf8("0123456789ab"));
    assertThat(second).isEqualTo(Bytes.utf8("cdefgh"));
    assertThatThrownBy(() -> in.readBytes(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  /// What a line's reader has looked at does not count any more when it was taken.
  @Test
  void whatIsTakenFromTheBufferIsNotLookedAtAgain() throws Exception {
    Drive.drive(pipes.left().writeAll(bytes("head")));
    Future<Optional<String>> line = in.readLine(100);
    assertThat(line.poll(CX).isReady()).isFalse();
    line.drop();
    assertThat(in.buffer().split(4)).isEqualTo(Bytes.utf8("head"));
    Drive.drive(pipes.left().writeAll(bytes("a\nb\n")));
    assertThat(Drive.drive(in.readLine(100))).contains("a");
    assertThat(Drive.drive(in.readLine(100))).contains("b");
    assertThatThrownBy(() -> in.view().put((byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
  }

  /// Asks its source for as much as there may be: more while reads are full, less when they stay
  /// small.
  @Test
  void theSizeOfReadsFollowsWhatComes() throws Exception {
    int[] there = {1_000_000};
    List<Integer> asked = new ArrayList<>();
    AsyncRead source =
        to -> {
          asked.add(to.remaining());
          int count = Math.min(there[0], to.remaining());
          to.position(to.position() + count);
          return Async.ready(count);
        };
    BufferedRead adapting = new BufferedRead(source);
    read(adapting, 5);
    assertThat(asked).containsExactly(8_192, 16_384, 32_768, 65_536, 65_536);
    asked.clear();
    there[0] = 100;
    read(adapting, 9);
    assertThat(asked)
        .containsExactly(65_536, 65_536, 32_768, 32_768, 16_384, 16_384, 8_192, 8_192, 8_192);
    asked.clear();
    there[0] = 1_000_000;
    read(new BufferedRead(source, 8_192), 3);
    assertThat(asked).as("of a size that was chosen").containsExactly(8_192, 8_192, 8_192);
  }

  /// What is left of the memory behind bytes that were handed over may be a crumb.
  @Test
  void noReadIsOfTheCrumbsBehindWhatWasHandedOver() throws Exception {
    for (int there : new int[] {4_000, 8_150, 8_191, 100}) {
      List<Integer> asked = new ArrayList<>();
      BufferedRead in =
          new BufferedRead(to -> {
            asked.add(to.remaining());
            int count = Math.min(there, to.remaining());
            to.position(to.position() + count);
            return Async.ready(count);
          });
      for (int i = 0; i < 200; i++) {
        Drive.drive(in.fill());
        in.buffer().splitAll();
      }
      assertThat(asked).as("%d bytes there each time", there).allMatch(room -> room >= 2_048);
    }
  }

  /// A search that was given up goes on where it was, and one for another byte does not.
  @Test
  void aSearchForAnotherDelimiterBeginsAnew() throws Exception {
    Simplex pipe = Io.simplex(100);
    BufferedRead in = new BufferedRead(pipe.reader());
    Drive.drive(pipe.writer().writeAll(ByteBuffer.wrap("a;bc".getBytes())));
    Context cx = Context.of(Waker.noop());
    Future<Optional<byte[]>> comma = in.readUntil((byte) ',', 50);
    assertThat(comma.poll(cx).isReady()).isFalse();
    comma.drop();
    assertThat(Drive.drive(in.readUntil((byte) ';', 50))).contains("a".getBytes());
    comma = in.readUntil((byte) ',', 50);
    assertThat(comma.poll(cx).isReady()).isFalse();
    comma.drop();
    Drive.drive(pipe.writer().writeAll(ByteBuffer.wrap("d,e,".getBytes())));
    assertThat(Drive.drive(in.readUntil((byte) ',', 50))).contains("bcd".getBytes());
    assertThat(Drive.drive(in.readUntil((byte) ',', 50))).contains("e".getBytes());
  }

  private static void read(BufferedRead from, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      Drive.drive(from.fill());
      from.skip(from.buffered());
    }
  }

  /// A part of a frame that waits for the rest moves with the buffer.
  @Test
  void nothingIsLostWhenTheSizeChanges() throws Exception {
    Random random = new Random(77);
    byte[] all = new byte[3_000_000];
    random.nextBytes(all);
    ByteBuffer left = ByteBuffer.wrap(all);
    BufferedRead adapting =
        new BufferedRead(to -> {
          int burst = left.position() / 200_000 % 2 == 0 ? 1_000_000 : 300;
          int count = Math.min(burst, Math.min(to.remaining(), left.remaining()));
          to.put(left.slice(left.position(), count));
          left.position(left.position() + count);
          return Async.ready(count > 0 ? count : -1);
        });
    List<Bytes> pieces = new ArrayList<>();
    for (int at = 0; at < all.length; at += pieces.getLast().length()) {
      int most = random.nextInt(20) == 0 ? 30_000 : 700;
      pieces.add(
          Drive.drive(adapting.readBytes(Math.min(1 + random.nextInt(most), all.length - at))));
    }
    assertThat(Bytes.concat(pieces)).isEqualTo(Bytes.copyOf(all));
  }

  @Test
  void aFullBufferSaysSo() throws Exception {
    Drive.drive(out.writeAll(bytes("123456789")));
    assertThat(out.isFull()).isFalse();
    out.buffer().append('0');
    assertThat(out.isFull()).isTrue();
    Drive.drive(out.ready());
    assertThat(out.isFull()).isFalse();
  }

  @Test
  void readUntilTakesTheDelimiterAndKeepsALimit() throws Exception {
    Drive.drive(pipes.left().writeAll(bytes("one;;two;rest")));
    Drive.drive(pipes.left().shutdown());
    StringBuilder all = new StringBuilder();
    for (Optional<byte[]> part = Drive.drive(in.readUntil((byte) ';', 4));
        part.isPresent();
        part = Drive.drive(in.readUntil((byte) ';', 4))) {
      all.append('[').append(new String(part.get())).append(']');
    }
    assertThat(all).hasToString("[one][][two][rest]");
  }

  @Test
  void readUntilRefusesWhatIsLonger() throws Exception {
    Drive.drive(pipes.left().writeAll(bytes("12345;")));
    assertThatThrownBy(() -> Drive.drive(in.readUntil((byte) ';', 4)))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("4 bytes");
    assertThat(Drive.drive(in.readUntil((byte) ';', 5)).orElseThrow()).hasSize(5);
  }

  @Test
  void takeEndsAfterItsLimitAndTheSourceGoesOn() throws Exception {
    Drive.drive(pipes.left().writeAll(bytes("bodynext")));
    AsyncRead body = in.take(4);
    assertThat(Drive.drive(body.readString(100))).isEqualTo("body");
    assertThat(Drive.drive(body.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
    assertThat(Drive.drive(body.read(ByteBuffer.allocate(0)))).isZero();
    ByteBuffer rest = ByteBuffer.allocate(4);
    Drive.drive(in.readExactly(rest));
    assertThat(rest.flip()).isEqualTo(bytes("next"));
    Drive.drive(pipes.left().shutdown());
    assertThat(Drive.drive(in.take(9).readAll(9))).isEmpty();
  }

  @Test
  void chainedSourcesAreReadOneAfterTheOther() throws Exception {
    Duplex more = Io.duplex(100);
    Drive.drive(pipes.left().writeAll(bytes("first ")));
    Drive.drive(pipes.left().shutdown());
    Drive.drive(more.left().writeAll(bytes("second")));
    Drive.drive(more.left().shutdown());
    AsyncRead both = pipes.right().chain(more.right());
    assertThat(Drive.drive(both.readString(100))).isEqualTo("first second");
    assertThat(Drive.drive(both.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
  }

  @Test
  void aBuilderGivesBackTheRoomOfWhatWasRemoved() {
    ByteBuilder bytes = new ByteBuilder(8);
    for (int i = 0; i < 1_000; i++) {
      bytes.append("abcde", StandardCharsets.UTF_8).remove(3).append(bytes("xy")).remove(4);
    }
    assertThat(bytes.length()).isZero();
    assertThat(bytes.append(1).append(new byte[] {2, 3}).toByteArray()).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> bytes.remove(4)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
