package io.pollen.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.conformance.ManualContext;
import io.pollen.conformance.PollHarness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the streams have in common that are made of memory only.
class StreamsInMemoryTest {
  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static ByteBuffer room(int bytes) {
    return ByteBuffer.allocate(bytes);
  }

  /// One read with room for so many bytes, as text; "end" at the end.
  private static String read(AsyncRead from, int room) throws Exception {
    ByteBuffer to = room(room);
    return Drive.drive(from.read(to)) < 0 ? "end" : text(to);
  }

  private static String text(ByteBuffer filled) {
    return StandardCharsets.US_ASCII.decode(filled.flip()).toString();
  }

  // ---------------------------------------------------------------- empty, repeat, sink

  @Test
  void anEmptySourceIsAtItsEnd() throws Exception {
    assertThat(read(Io.empty(), 1)).isEqualTo("end");
    assertThat(read(Io.empty(), 0)).isEmpty();
    assertThat(read(Io.empty().chain(Io.cursor(bytes("then"))), 9)).isEqualTo("then");
  }

  @Test
  void aRepeatingSourceFillsEveryKindOfBuffer() throws Exception {
    AsyncRead source = Io.repeat((byte) 'x');
    ByteBuffer part = ByteBuffer.allocate(10).position(2).limit(6).slice().limit(3);
    for (ByteBuffer to : List.of(part, ByteBuffer.allocateDirect(3))) {
      assertThat(Drive.drive(source.read(to))).isEqualTo(3);
      assertThat(text(to)).isEqualTo("xxx");
    }
    assertThat(part.array()).containsExactly(0, 0, 'x', 'x', 'x', 0, 0, 0, 0, 0);
    assertThat(Drive.drive(source.read(room(0)))).isZero();
    assertThat(Drive.drive(source.take(100_000).readAll(100_000))).hasSize(100_000);
    assertThatThrownBy(() -> source.read(room(1).asReadOnlyBuffer()))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void aSinkTakesEverythingUntilItIsShutDown() throws Exception {
    AsyncWrite sink = Io.sink();
    ByteBuffer from = bytes("all");
    assertThat(Drive.drive(sink.write(from))).isEqualTo(3);
    assertThat(from.hasRemaining()).isFalse();
    assertThat(Drive.drive(sink.write(bytes("a"), bytes("bc")))).isEqualTo(3);
    assertThat(Drive.drive(Io.copy(Io.repeat((byte) 1).take(1_000_000), sink)))
        .isEqualTo(1_000_000);
    Drive.drive(sink.flush());
    Drive.drive(sink.shutdown());
    assertThatThrownBy(() -> Drive.drive(sink.write(bytes("x")))).isInstanceOf(IOException.class);
  }

  @Test
  void whatNeverWaitsCostsBudgetAllTheSame() throws Exception {
    Cursor cursor = Io.cursor(room(9));
    List<Future<?>> operations =
        List.of(
            Io.empty().read(room(1)),
            Io.repeat((byte) 0).read(room(1)),
            Io.sink().write(bytes("a")),
            Io.sink().write(bytes("a"), bytes("b")),
            cursor.read(room(1)),
            cursor.write(bytes("a")),
            cursor.seek(0),
            Io.simplex(1).writer().shutdown(),
            Io.simplex(1).writer().flush());
    for (Future<?> operation : operations) {
      ManualContext cx = ManualContext.of(Waker.noop()).budget(0);
      assertThat(operation.poll(cx).isReady()).as("%s without budget", operation).isFalse();
      cx.budget(2);
      assertThat(operation.poll(cx).isReady()).as("%s", operation).isTrue();
      assertThat(cx.remainingBudget()).isEqualTo(1);
      assertThatThrownBy(() -> operation.poll(cx)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aDroppedOperationHasDoneNothing() throws Exception {
    Cursor cursor = Io.cursor(bytes("abc"));
    ByteBuffer from = bytes("x");
    List<Future<?>> operations =
        List.of(cursor.read(room(1)), cursor.write(from), cursor.seek(2), Io.sink().write(from));
    for (Future<?> operation : operations) {
      var harness = PollHarness.of(operation);
      harness.context().budget(0);
      harness.assertPending();
      operation.drop();
      harness.assertRefusesPoll();
    }
    assertThat(from.position()).isZero();
    assertThat(read(cursor, 9)).isEqualTo("abc");
  }

  // ---------------------------------------------------------------- cursor

  @Test
  void aCursorReadsWritesAndSeeksInTheBytesItWasMadeOf() throws Exception {
    ByteBuffer whole = bytes("[abcdef]");
    Cursor cursor = Io.cursor(whole.position(1).limit(7));
    assertThat(cursor.size()).isEqualTo(6);
    assertThat(read(cursor, 2)).isEqualTo("ab");
    assertThat(cursor.position()).isEqualTo(2);
    Drive.drive(cursor.writeAll(bytes("CD")));
    assertThat(Drive.drive(cursor.seek(SeekFrom.current(-3)))).isEqualTo(1);
    assertThat(read(cursor, 99)).isEqualTo("bCDef");
    assertThat(read(cursor, 99)).isEqualTo("end");
    assertThat(Drive.drive(cursor.seek(SeekFrom.end(-1)))).isEqualTo(5);
    assertThat(read(cursor, 99)).isEqualTo("f");
    assertThat(new String(whole.array(), StandardCharsets.US_ASCII)).isEqualTo("[abCDef]");
    assertThat(whole.position()).isEqualTo(1);
  }

  @Test
  void aCursorDoesNotGrowAndGoesNotBeforeItsStart() throws Exception {
    Cursor cursor = Io.cursor(bytes("abc"));
    assertThat(Drive.drive(cursor.seek(2))).isEqualTo(2);
    assertThat(Drive.drive(cursor.write(bytes("XY")))).isEqualTo(1);
    assertThat(Drive.drive(cursor.write(bytes("")))).isZero();
    assertThatThrownBy(() -> Drive.drive(cursor.write(bytes("Y"))))
        .isInstanceOf(IOException.class)
        .hasMessage("a write at position 3 of a cursor over 3 bytes: it does not grow");
    for (SeekFrom to :
        List.of(SeekFrom.current(-4), SeekFrom.end(-4), SeekFrom.current(Long.MAX_VALUE))) {
      assertThatThrownBy(() -> Drive.drive(cursor.seek(to))).isInstanceOf(IOException.class);
      assertThat(cursor.position()).isEqualTo(3);
    }
    assertThatThrownBy(() -> cursor.seek(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Drive.drive(cursor.seek(1L << 40))).isEqualTo(1L << 40);
    assertThat(read(cursor, 1)).isEqualTo("end");
    assertThat(read(cursor, 0)).isEmpty();
    assertThatThrownBy(() -> Drive.drive(cursor.write(bytes("Y")))).isInstanceOf(IOException.class);
    Drive.drive(cursor.seek(0));
    Drive.drive(cursor.shutdown());
    assertThatThrownBy(() -> Drive.drive(cursor.write(bytes("Y"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("shut down");
    assertThat(read(cursor, 9)).isEqualTo("abX");
    assertThatThrownBy(() -> Io.cursor(bytes("a").asReadOnlyBuffer()).write(bytes("b")))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  /// One that was never polled, or has not waited, has no waker there.
  @Test
  void aDropTakesNoOthersWakerAway() throws Exception {
    Simplex pipe = Io.simplex(1);
    Future<Integer> unused = pipe.reader().read(room(1));
    PollHarness<Integer> waits = PollHarness.of(pipe.reader().read(room(1)));
    waits.assertPending();
    unused.drop();
    Drive.drive(pipe.writer().writeAll(bytes("a")));
    assertThat(waits.isWoken()).isTrue();
    waits.assertReady(1);
    Future<Integer> unusedWrite = pipe.writer().write(bytes("c"));
    Drive.drive(pipe.writer().writeAll(bytes("b")));
    PollHarness<Integer> waitingWrite = PollHarness.of(pipe.writer().write(bytes("c")));
    waitingWrite.assertPending();
    unusedWrite.drop();
    assertThat(Drive.drive(pipe.reader().read(room(1)))).isEqualTo(1);
    assertThat(waitingWrite.isWoken()).isTrue();
    waitingWrite.assertReady(1);

    MockStream script = MockStream.builder().build();
    Future<Integer> neverPolled = script.read(room(1));
    MockStream.Handle handle = script.handle();
    PollHarness<Integer> reads = PollHarness.of(script.read(room(1)));
    reads.assertPending();
    neverPolled.drop();
    handle.read("x");
    assertThat(reads.isWoken()).isTrue();
    reads.assertReady(1);
  }

  // ---------------------------------------------------------------- simplex

  @Test
  void aSimplexWaitsForRoomAndForBytesAndEnds() throws Exception {
    Simplex pipe = Io.simplex(4);
    var reading = PollHarness.of(pipe.reader().read(room(9))).assertPending();
    var writing = PollHarness.of(pipe.writer().writeAll(bytes("123456"))).assertPending();
    assertThat(reading.isWoken()).isTrue();
    reading.assertReady(4);
    assertThat(writing.isWoken()).isTrue();
    writing.assertReady();
    Drive.drive(pipe.writer().shutdown());
    assertThat(read(pipe.reader(), 9)).isEqualTo("56");
    assertThat(read(pipe.reader(), 9)).isEqualTo("end");
    assertThatThrownBy(() -> Drive.drive(pipe.writer().write(bytes("7"))))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Io.simplex(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void closingOneEndOfASimplexIsSeenByTheOther() throws Exception {
    Simplex pipe = Io.simplex(2);
    Drive.drive(pipe.writer().writeAll(bytes("ab")));
    var writing = PollHarness.of(pipe.writer().write(bytes("c"))).assertPending();
    pipe.reader().close();
    assertThat(writing.isWoken()).isTrue();
    assertThat(writing.assertFails()).isInstanceOf(IOException.class);

    Simplex other = Io.simplex(2);
    var reading = PollHarness.of(other.reader().read(room(1))).assertPending();
    other.writer().close();
    assertThat(reading.isWoken()).isTrue();
    reading.assertReady(-1);
  }

  // ---------------------------------------------------------------- split and join

  @Test
  void halvesOfOneStreamReuniteAndOthersDoNot() throws Exception {
    Duplex first = Io.duplex(9);
    Duplex second = Io.duplex(9);
    Halves<PipeStream> halves = Io.split(first.left());
    Halves<PipeStream> others = Io.split(second.left());
    Drive.drive(halves.writer().writeAll(bytes("out")));
    Drive.drive(first.right().writeAll(bytes("in")));
    assertThat(read(first.right(), 9)).isEqualTo("out");
    assertThat(read(halves.reader(), 9)).isEqualTo("in");
    Drive.drive(halves.writer().shutdown());
    assertThat(read(first.right(), 9)).isEqualTo("end");
    assertThat(halves.reunite()).isSameAs(first.left());
    assertThatThrownBy(() -> new Halves<>(halves.reader(), others.writer()).reunite())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("different streams");
  }

  @Test
  void whatHasOnePositionIsNotSplit() {
    assertThatThrownBy(() -> Io.split(Io.cursor(room(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at one position");
  }

  /// A buffer below a view stays the only one.
  @Test
  void aJoinedStreamHasTheOperationsOfItsParts() throws Exception {
    Simplex out = Io.simplex(99);
    BufferedRead in = new BufferedRead(Io.cursor(bytes("line\n12 34rest")));
    try (Joined<BufferedRead, BufferedWrite> joined =
        Io.join(in, new BufferedWrite(out.writer()))) {
      assertThat(Drive.drive(joined.lines(99).next())).isEqualTo(Optional.of("line"));
      assertThat(Drive.drive(joined.source().readLine(99)).orElseThrow()).isEqualTo("12 34rest");
      Drive.drive(joined.writeAll(bytes("a"), bytes("b")));
      Drive.drive(joined.writeAll(bytes("c")));
      assertThat(PollHarness.of(out.reader().read(room(1))).poll().isReady()).isFalse();
      Drive.drive(joined.flush());
      assertThat(read(out.reader(), 9)).isEqualTo("abc");
      Drive.drive(joined.shutdown());
      assertThat(read(out.reader(), 9)).isEqualTo("end");
    }
  }

  @Test
  void theReadsOfAViewAreThoseOfItsSource() throws Exception {
    Joined<Cursor, AsyncWrite> joined = Io.join(Io.cursor(bytes("abcdefghij")), Io.sink());
    ByteBuffer to = room(2);
    Drive.drive(joined.readExactly(to));
    assertThat(text(to)).isEqualTo("ab");
    assertThat(Drive.drive(joined.read(room(0), to.clear()))).isEqualTo(2);
    assertThat(Drive.drive(joined.take(2).readString(9))).isEqualTo("ef");
    assertThat(Drive.drive(joined.chain(Io.empty()).readAll(9))).hasSize(4);
    assertThat(Drive.drive(joined.readString(9))).isEmpty();
    assertThat(Drive.drive(joined.readAll(9))).isEmpty();
    assertThat(Drive.drive(joined.write(bytes("a"), bytes("b")))).isEqualTo(2);
  }

  @Test
  void closingAJoinedStreamClosesWhatCanBeClosed() throws Exception {
    Simplex in = Io.simplex(1);
    Simplex out = Io.simplex(1);
    Joined<Simplex.Reader, Simplex.Writer> joined = Io.join(in.reader(), out.writer());
    joined.close();
    assertThat(read(out.reader(), 1)).isEqualTo("end");
    assertThatThrownBy(() -> Drive.drive(in.writer().write(bytes("a"))))
        .isInstanceOf(IOException.class);
    Io.join(Io.empty(), Io.sink()).close();
  }

  @Test
  void theTwoHalvesWaitAtOnce() throws Exception {
    Duplex pipes = Io.duplex(1);
    Drive.drive(pipes.left().write(bytes("a")));
    Halves<PipeStream> halves = Io.split(pipes.left());
    var reading = PollHarness.of(halves.reader().read(room(1))).assertPending();
    var writing = PollHarness.of(halves.writer().write(bytes("b"))).assertPending();
    Drive.drive(pipes.right().write(bytes("c")));
    assertThat(reading.isWoken()).isTrue();
    assertThat(writing.isWoken()).isFalse();
    reading.assertReady(1);
    assertThat(read(pipes.right(), 1)).isEqualTo("a");
    assertThat(writing.isWoken()).isTrue();
    writing.assertReady(1);
  }
}
