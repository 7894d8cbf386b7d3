package io.pollen.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.conformance.ManualContext;
import io.pollen.io.BufferedRead;
import io.pollen.io.ByteBuilder;
import io.pollen.io.Bytes;
import io.pollen.io.Duplex;
import io.pollen.io.Io;
import io.pollen.io.LimitExceededException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FramedTest {
  private static final Context CX = Context.of(Waker.noop());

  private final Duplex pipes = Io.duplex(100_000);
  private final Framed<String, CharSequence> left = Framed.of(pipes.left(), new LinesCodec(20));
  private final Framed<String, CharSequence> right = Framed.of(pipes.right(), new LinesCodec(20));

  private void say(String bytes) throws Exception {
    Drive.drive(pipes.left().writeAll(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void framesGoBothWays() throws Exception {
    Drive.drive(left.send("question"));
    assertThat(Drive.drive(right.next())).contains("question");
    Drive.drive(right.send("answer"));
    Drive.drive(right.shutdown());
    assertThat(Drive.drive(left.next())).contains("answer");
    assertThat(Drive.drive(left.next())).isEmpty();
    assertThat(Drive.drive(left.next())).isEmpty();
  }

  /// One codec serves both directions, of two tasks: what one encodes does not disturb the other.
  @Test
  void linesThatAreTooLongToSendTearNoneThatComesIn() throws Exception {
    LinesCodec codec = new LinesCodec(60);
    DelimiterCodec delimiters = new DelimiterCodec(",", 60);
    AtomicBoolean end = new AtomicBoolean();
    Thread sender =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              ByteBuilder out = new ByteBuilder(10);
              while (!end.get()) {
                assertThatThrownBy(() -> codec.encode("x".repeat(70), out))
                    .isInstanceOf(LimitExceededException.class);
                assertThatThrownBy(() -> delimiters.encode(new byte[70], out))
                    .isInstanceOf(LimitExceededException.class);
              }
            });
    try {
      byte[] line = ("y".repeat(50) + "\n").getBytes(StandardCharsets.UTF_8);
      byte[] frame = ("y".repeat(50) + ",").getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 30_000; i++) {
        assertThat(codec.decode(ByteBuffer.wrap(line)).orElseThrow()).hasSize(50);
        assertThat(delimiters.decode(ByteBuffer.wrap(frame)).orElseThrow()).hasSize(50);
      }
    } finally {
      end.set(true);
      sender.join();
    }
  }

  @Test
  void whatIsFedWaitsForTheFlush() throws Exception {
    Drive.drive(left.feed("one"));
    Drive.drive(left.feed("two"));
    Future<Optional<String>> first = right.next();
    assertThat(first.poll(CX).isReady()).isFalse();
    Drive.drive(left.flush());
    assertThat(Drive.drive(first)).contains("one");
    assertThat(Drive.drive(right.next())).contains("two");
  }

  /// Else a task that a peer sends short frames to would not give way for a whole buffer of them.
  @Test
  void framesThatAreThereAlreadyCostBudget() throws Exception {
    say("one\ntwo\nthree\n");
    assertThat(Drive.drive(right.next())).contains("one"); // the others are in the buffer now
    ManualContext cx = ManualContext.of(Waker.noop()).budget(1);
    assertThat(right.next().poll(cx).isReady()).isTrue();
    assertThat(cx.remainingBudget()).isZero();
    Future<Optional<String>> third = right.next();
    assertThat(third.poll(cx).isReady()).isFalse();
    cx.budget(2);
    assertThat(third.poll(cx)).isEqualTo(Poll.ready(Optional.of("three")));
    assertThat(cx.remainingBudget()).isEqualTo(1);
    Future<Optional<String>> none = right.next();
    assertThat(none.poll(cx).isReady()).isFalse();
    assertThat(cx.remainingBudget()).as("a wait costs nothing").isEqualTo(1);
    none.drop();
    assertThat(left.feed("fed").poll(cx).isReady()).isTrue();
    assertThat(cx.remainingBudget()).isZero();
  }

  @Test
  void aFeedWaitsWhileTheBufferIsFullAndADroppedOneSendsNothing() throws Exception {
    Duplex small = Io.duplex(10);
    FramedWrite<byte[]> write = new FramedWrite<>(small.left(), new BytesCodec());
    Drive.drive(write.feed(new byte[9_000])); // whole, though it is more than the 8 KiB
    Future<Void> next = write.feed(new byte[] {1});
    assertThat(next.poll(CX).isReady()).isFalse();
    next.drop();
    ByteBuffer all = ByteBuffer.allocate(9_000);
    Future<Void> reading = small.right().readExactly(all);
    Future<Void> shutdown = write.shutdown();
    boolean ended = false;
    while (all.hasRemaining()) {
      ended = ended || shutdown.poll(CX).isReady();
      if (all.hasRemaining()) {
        var unused = reading.poll(CX);
      }
    }
    assertThat(ended || shutdown.poll(CX).isReady()).isTrue();
    assertThat(Drive.drive(small.right().read(ByteBuffer.allocate(1)))).isEqualTo(-1);
  }

  @Test
  void whoAsksLearnsWhetherAFeedWouldWait() throws Exception {
    Duplex small = Io.duplex(10);
    FramedWrite<byte[]> write = new FramedWrite<>(small.left(), new BytesCodec(), 20);
    FramedRead<byte[]> read = new FramedRead<>(small.left(), new BytesCodec());
    Framed<byte[], byte[]> framed = Framed.of(read, write);
    for (int i = 0; i < 20; i++) {
      assertThat(framed.isWritable()).as("%d bytes", i).isTrue();
      assertThat(write.feed(new byte[] {1}).poll(CX).isReady()).isTrue();
    }
    assertThat(framed.isWritable()).isFalse();
    assertThat(write.feed(new byte[1]).poll(CX).isReady())
        .as("what fits is written, and makes room")
        .isTrue();
    Future<Void> last = write.feed(new byte[9]); // 11 + 9: the boundary again
    assertThat(last.poll(CX).isReady()).isTrue();
    assertThat(framed.isWritable()).isFalse();
    Future<Void> waits = write.feed(new byte[1]);
    assertThat(waits.poll(CX).isReady()).isFalse();
    assertThat(framed.isWritable()).isFalse();
    Drive.drive(small.right().readExactly(ByteBuffer.allocate(5)));
    assertThat(waits.poll(CX).isReady()).isTrue();
    assertThat(framed.isWritable()).isTrue();
    assertThatThrownBy(() -> new FramedWrite<>(small.left(), new BytesCodec(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// A large frame is the very memory that it was read into.
  @Test
  void largeFramesAreNotCopied() throws Exception {
    int length = 64 * 1024;
    FramedRead<Bytes> read =
        new FramedRead<>(
            new BufferedRead(pipes.right(), 2 * length), new LengthDelimitedCodec().slices());
    ByteBuilder frame = new ByteBuilder(0);
    new LengthDelimitedCodec().encode(new byte[length], frame);
    Drive.drive(pipes.left().writeAll(frame.splitAll()));
    Future<Optional<Bytes>> next = read.next();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    var answer = next.poll(CX);
    long took = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(answer.isReady()).isTrue();
    assertThat(took).isLessThan(length / 2);
  }

  @Test
  void aDroppedNextLosesNothing() throws Exception {
    for (String part : new String[] {"a li", "ne in ", "parts"}) {
      say(part);
      Future<Optional<String>> next = right.next();
      assertThat(next.poll(CX).isReady()).isFalse();
      next.drop();
    }
    say("\n");
    assertThat(Drive.drive(right.next())).contains("a line in parts");
  }

  @Test
  void afterAFailureThereIsNothingMore() throws Exception {
    say("much too long a line for the limit\nshort\n");
    assertThatThrownBy(() -> Drive.drive(right.next()))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("20 bytes");
    assertThat(Drive.drive(right.next())).isEmpty();
  }

  @Test
  void theRestIsHandedOver() throws Exception {
    say("upgrade\n\1\2\3");
    assertThat(Drive.drive(right.next())).contains("upgrade");
    Drive.drive(right.feed("switching"));
    Framed.Parts parts = right.intoParts();
    ByteBuffer rest = ByteBuffer.allocate(3);
    Drive.drive(parts.reader().readExactly(rest));
    assertThat(rest.array()).containsExactly(1, 2, 3);
    Drive.drive(parts.writer().flush());
    assertThat(Drive.drive(left.next())).contains("switching");
  }

  @Test
  void anEndInsideOfAFrameIsAFailure() throws Exception {
    FramedRead<byte[]> read = new FramedRead<>(pipes.right(), new LengthDelimitedCodec());
    say("\0\0\0\5abc");
    Drive.drive(pipes.left().shutdown());
    assertThatThrownBy(() -> Drive.drive(read.next()))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("7 bytes are there");
    assertThat(Drive.drive(read.next())).isEmpty();
  }

  @Test
  void aFrameOfThePeersChoiceDoesNotFillTheMemory() throws Exception {
    FramedRead<byte[]> read = new FramedRead<>(pipes.right(), new LengthDelimitedCodec());
    say("\177\0\0\0");
    assertThatThrownBy(() -> Drive.drive(read.next()))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("maxFrameLength");
  }

  @Test
  void framesMayKeepTheirHeads() throws Exception {
    LengthDelimitedCodec codec =
        LengthDelimitedCodec.builder().lengthBytes(2).lengthAdjustment(2).skip(0).build();
    say("\0\3abc\0\0");
    FramedRead<byte[]> read = new FramedRead<>(pipes.right(), codec);
    assertThat(Drive.drive(read.next()).orElseThrow()).containsExactly(0, 3, 'a', 'b', 'c');
    assertThat(Drive.drive(read.next()).orElseThrow()).containsExactly(0, 0);
  }

  @Test
  void framesThatWouldBeReadDifferentlyAreRefused() {
    ByteBuilder to = new ByteBuilder(0);
    assertThatThrownBy(() -> new LinesCodec().encode("two\nlines", to))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> new DelimiterCodec().encode("a;b".getBytes(), to))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () -> LengthDelimitedCodec.builder().lengthBytes(1).build().encode(new byte[256], to))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be told in 1 bytes");
    assertThat(to.length()).as("appended by those that failed").isZero();
  }

  @Test
  void eachSeparatorEndsAFrame() throws Exception {
    say("a,b;;c\nd");
    Drive.drive(pipes.left().shutdown());
    FramedRead<byte[]> read = new FramedRead<>(pipes.right(), new DelimiterCodec());
    StringBuilder all = new StringBuilder();
    for (Optional<byte[]> frame = Drive.drive(read.next());
        frame.isPresent();
        frame = Drive.drive(read.next())) {
      all.append('[').append(new String(frame.get())).append(']');
    }
    assertThat(all).hasToString("[a][b][][c][d]");
  }
}
