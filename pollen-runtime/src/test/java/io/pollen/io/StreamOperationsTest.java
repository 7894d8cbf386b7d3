package io.pollen.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamOperationsTest {
  private static final Context CX = Context.of(Waker.noop());

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isPending(Future<?> future) throws Exception {
    return !future.poll(CX).isReady();
  }

  @Test
  void readExactlyWaitsForTheLastByteAndFailsAtAnEarlyEnd() throws Exception {
    Duplex pipe = Io.duplex(100);
    ByteBuffer to = ByteBuffer.allocate(6);
    Future<Void> read = pipe.left().readExactly(to);
    assertThat(isPending(read)).isTrue();
    Drive.drive(pipe.right().writeAll(bytes("abc")));
    assertThat(isPending(read)).isTrue();
    Drive.drive(pipe.right().writeAll(bytes("def+")));
    Drive.drive(read);
    assertThat(to.array()).asString().isEqualTo("abcdef");
    Drive.drive(pipe.right().shutdown());
    assertThatThrownBy(() -> Drive.drive(pipe.left().readExactly(ByteBuffer.allocate(3))))
        .isInstanceOf(EOFException.class)
        .hasMessage("the stream ended after 1 of 3 bytes");
  }

  @Test
  void readAllTakesExactlyItsLimitAndNotOneByteMore() throws Exception {
    byte[] ten = "0123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(Drive.drive(source(ten).readAll(10))).isEqualTo(ten);
    assertThat(Drive.drive(source(new byte[0]).readAll(0))).isEmpty();
    assertThatThrownBy(() -> Drive.drive(source(ten).readAll(9)))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("9 bytes");
    byte[] large = new byte[100_000];
    large[99_999] = 7;
    assertThat(Drive.drive(source(large).readAll(1 << 20))).isEqualTo(large);
    assertThat(Drive.drive(source("grün".getBytes(StandardCharsets.UTF_8)).readString(100)))
        .isEqualTo("grün");
  }

  private static AsyncRead source(byte[] bytes) {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    return to ->
        cx -> {
          if (!left.hasRemaining()) {
            return Poll.ready(-1);
          }
          int count = Math.min(to.remaining(), left.remaining());
          to.put(left.slice(left.position(), count));
          left.position(left.position() + count);
          return Poll.ready(count);
        };
  }

  @Test
  void aDroppedReadOfAPipeTakesNoByteAndAWriteWaitsForRoom() throws Exception {
    Duplex pipe = Io.duplex(4);
    Future<Integer> read = pipe.left().read(ByteBuffer.allocate(4));
    assertThat(isPending(read)).isTrue();
    read.drop();
    assertThatThrownBy(() -> read.poll(CX)).isInstanceOf(IllegalStateException.class);
    Future<Void> write = pipe.right().writeAll(bytes("123456"));
    assertThat(isPending(write)).isTrue();
    ByteBuffer to = ByteBuffer.allocate(6);
    assertThat(Drive.drive(pipe.left().read(to))).isEqualTo(4);
    Drive.drive(write);
    assertThat(Drive.drive(pipe.left().read(to))).isEqualTo(2);
    assertThat(to.array()).asString().isEqualTo("123456");
  }

  @Test
  void closingAPipeEndsThePeersReadsAndFailsItsWrites() throws Exception {
    Duplex pipe = Io.duplex(10);
    Drive.drive(pipe.left().writeAll(bytes("rest")));
    pipe.left().close();
    assertThat(Drive.drive(pipe.right().readString(10))).isEqualTo("rest");
    assertThatThrownBy(() -> Drive.drive(pipe.right().write(bytes("x"))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void linesEndWithLfOrCrLfOrTheStream() throws Exception {
    Lines lines = source("one\r\n\ntwo\r\r\nlast".getBytes(StandardCharsets.UTF_8)).lines(10);
    assertThat(Drive.drive(lines.next())).contains("one");
    assertThat(Drive.drive(lines.next())).contains("");
    assertThat(Drive.drive(lines.next())).contains("two\r");
    assertThat(Drive.drive(lines.next())).contains("last");
    assertThat(Drive.drive(lines.next())).isEmpty();
    assertThat(Drive.drive(lines.next())).isEmpty();
  }

  @Test
  void aLineOfTheGreatestLengthPassesAndALongerOneDoesNot() throws Exception {
    Lines fits = source("12345\r\n12345\n".getBytes(StandardCharsets.UTF_8)).lines(5);
    assertThat(Drive.drive(fits.next())).contains("12345");
    assertThat(Drive.drive(fits.next())).contains("12345");
    for (String text : new String[] {"123456\n", "123456\r\n", "1234567890"}) {
      Lines tooLong = source(text.getBytes(StandardCharsets.UTF_8)).lines(5);
      assertThatThrownBy(() -> Drive.drive(tooLong.next()))
          .isInstanceOf(LimitExceededException.class);
      assertThatThrownBy(() -> Drive.drive(tooLong.next()))
          .isInstanceOf(LimitExceededException.class);
    }
    String longer = "x".repeat(100_000);
    Lines grows = source((longer + "\nrest").getBytes(StandardCharsets.UTF_8)).lines(100_000);
    assertThat(Drive.drive(grows.next())).contains(longer);
    assertThat(Drive.drive(grows.next())).contains("rest");
  }

  @Test
  void aLineReadInPartSurvivesTheDropOfItsFuture() throws Exception {
    Duplex pipe = Io.duplex(100);
    Lines lines = pipe.left().lines(100);
    for (String part : new String[] {"a pa", "rt ", "and the rest"}) {
      Future<Optional<String>> next = lines.next();
      Drive.drive(pipe.right().writeAll(bytes(part)));
      assertThat(isPending(next)).isTrue();
      next.drop();
    }
    Drive.drive(pipe.right().writeAll(bytes("\nmore\n")));
    assertThat(Drive.drive(lines.next())).contains("a part and the rest");
    assertThat(Drive.drive(lines.next())).contains("more");
  }

  @Test
  void linesAndCountedBytesTakeTurnsOnOneBuffer() throws Exception {
    BufferedRead in =
        new BufferedRead(source("length 5\n12345next\n".getBytes(StandardCharsets.UTF_8)), 3);
    assertThat(Drive.drive(in.readLine(20))).contains("length 5");
    ByteBuffer body = ByteBuffer.allocate(5);
    Drive.drive(in.readExactly(body));
    assertThat(body.array()).asString().isEqualTo("12345");
    assertThat(Drive.drive(in.readLine(20))).contains("next");
    assertThat(Drive.drive(in.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
  }
}
