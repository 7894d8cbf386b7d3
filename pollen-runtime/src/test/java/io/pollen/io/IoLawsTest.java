package io.pollen.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.Serving;
import io.pollen.conformance.Subject;
import io.pollen.runtime.driver.TimerWheel;
import io.pollen.time.TestClock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// The laws of polling and dropping, for every future of this package that waits.
class IoLawsTest {
  private static final int CAPACITY = 8;
  private static final Duration HOUR = Duration.ofHours(1);

  @TestFactory
  Stream<DynamicContainer> laws() {
    return FutureLaws.check(
        reading("read", left -> left.read(room(4)), right -> now(right.write(room(1)))),
        reading(
            "readExactly", left -> left.readExactly(room(4)), right -> now(right.write(room(4)))),
        reading("readAll", left -> left.readAll(99), PipeStream::close),
        reading("readString", left -> left.readString(99), PipeStream::close),
        reading(
            "lines",
            left -> left.lines(99).next(),
            right -> now(right.write(ByteBuffer.wrap(new byte[] {'a', '\n'})))),
        reading("copy", left -> Io.copy(left, Io.duplex(CAPACITY).left()), PipeStream::close),
        bidirectional(),
        reading("take", left -> left.take(3).read(room(4)), right -> now(right.write(room(1)))),
        reading(
            "chain", left -> left.chain(left).read(room(4)), right -> now(right.write(room(1)))),
        reading("fill", left -> new BufferedRead(left).fill(), right -> now(right.write(room(1)))),
        reading(
            "readUntil",
            left -> new BufferedRead(left).readUntil((byte) 0, 9),
            right -> now(right.write(room(1)))),
        reading(
            "readInt",
            left -> new BufferedRead(left).readInt(ByteOrder.BIG_ENDIAN),
            right -> now(right.write(room(4)))),
        reading(
            "readUnsigned",
            left -> new BufferedRead(left).readUnsigned(3, ByteOrder.LITTLE_ENDIAN),
            right -> now(right.write(room(3)))),
        reading(
            "readBytes",
            left -> new BufferedRead(left, 1).readBytes(5),
            right -> now(right.write(room(5)))),
        writing("write of a full buffer", left -> full(left).write(room(1))),
        writing("ready", left -> full(left).ready()),
        writing("flush of a buffer", left -> full(left).flush()),
        writing("shutdown of a buffer", left -> full(left).shutdown()),
        reading(
            "read with an idle timeout",
            left -> timed(Io.withIdleTimeout(left, HOUR).read(room(4))),
            right -> now(right.write(room(1)))),
        writing(
            "writeAll with an idle timeout",
            left -> timed(Io.withIdleTimeout(left, HOUR).writeAll(room(3)))),
        mocked("read of a MockStream", stream -> stream.read(room(1)), handle -> handle.read("a")),
        mocked(
            "write to a MockStream",
            stream -> stream.write(ByteBuffer.wrap(new byte[] {'a'})),
            handle -> handle.write("a")),
        pausing(),
        writing("write", left -> left.write(room(1))),
        writing("writeAll", left -> left.writeAll(room(3))),
        writing("writeAll of bytes", left -> left.writeAll(rope())));
  }

  private static Subject reading(
      String name, Function<PipeStream, Future<?>> make, Consumer<PipeStream> complete) {
    return Subject.leaf(
        name,
        () -> {
          Duplex pipes = Io.duplex(CAPACITY);
          return Subject.leafCase(make.apply(pipes.left()), () -> complete.accept(pipes.right()));
        });
  }

  /// Of two parts.
  private static Bytes rope() {
    Bytes tooLongToBeMerged = Bytes.copyOf(new byte[1_000]);
    return Bytes.concat(tooLongToBeMerged, tooLongToBeMerged).slice(996, 1_004);
  }

  private static BufferedWrite full(PipeStream sink) {
    BufferedWrite buffered = new BufferedWrite(sink, 1);
    buffered.buffer().append(1);
    return buffered;
  }

  private static Subject bidirectional() {
    return Subject.leaf(
        "copyBidirectional",
        () -> {
          Duplex first = Io.duplex(CAPACITY);
          Duplex second = Io.duplex(CAPACITY);
          return Subject.leafCase(
              Io.copyBidirectional(first.left(), second.left()),
              () -> {
                now(first.right().shutdown());
                now(second.right().shutdown());
              });
        });
  }

  private static Subject writing(String name, Function<PipeStream, Future<?>> make) {
    return Subject.leaf(
        name,
        () -> {
          Duplex pipes = Io.duplex(CAPACITY);
          now(pipes.left().write(room(CAPACITY)));
          return Subject.leafCase(
              make.apply(pipes.left()), () -> now(pipes.right().read(room(CAPACITY))));
        });
  }

  private static Subject mocked(
      String name, Function<MockStream, Future<?>> make, Consumer<MockStream.Handle> complete) {
    return Subject.leaf(
        name,
        () -> {
          MockStream stream = MockStream.builder().build();
          MockStream.Handle handle = stream.handle();
          return Subject.leafCase(make.apply(stream), () -> complete.accept(handle));
        });
  }

  private static Subject pausing() {
    return Subject.leaf(
        "a pause of a MockStream",
        () -> {
          TestClock clock = new TestClock();
          TimerWheel wheel = new TimerWheel(clock, () -> {});
          MockStream stream = MockStream.builder().pause(HOUR).read("a").build();
          return Subject.leafCase(
              timed(stream.read(room(1)), wheel),
              () -> {
                clock.advance(HOUR);
                wheel.advance(clock.nanos());
              });
        });
  }

  private static Future<?> timed(Future<?> operation) {
    return timed(operation, new TimerWheel(new TestClock(), () -> {}));
  }

  /// Hands the kit's contexts on with timers added.
  private static Future<?> timed(Future<?> operation, TimerWheel wheel) {
    Serving.Services timers =
        new Serving.Services() {
          @Override
          public <S> S find(Class<S> service) {
            return service.isInstance(wheel) ? service.cast(wheel) : null;
          }
        };
    return new Future<Object>() {
      @Override
      public Poll<Object> poll(Context cx) throws Exception {
        return operation.poll(new Serving(cx, timers)) instanceof Poll.Ready<?>(var value)
            ? Poll.ready(value)
            : Poll.pending();
      }

      @Override
      public void drop() {
        operation.drop();
      }

      @Override
      public Poll<Void> pollCancel(Context cx) {
        return operation.pollCancel(new Serving(cx, timers));
      }
    };
  }

  /// A step of the other side that need not wait.
  private static void now(Future<?> step) {
    try {
      assertThat(step.poll(Context.of(Waker.noop())).isReady()).isTrue();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteBuffer room(int bytes) {
    return ByteBuffer.allocate(bytes);
  }
}
