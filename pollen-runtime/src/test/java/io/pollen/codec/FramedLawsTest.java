package io.pollen.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.Subject;
import io.pollen.io.Duplex;
import io.pollen.io.Io;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// The laws of polling and dropping, for reading and writing frames.
class FramedLawsTest {
  private static final int CAPACITY = 8;

  @TestFactory
  Stream<DynamicContainer> laws() {
    return FutureLaws.check(
        Subject.leaf(
            "next",
            () -> {
              Duplex pipes = Io.duplex(CAPACITY);
              return Subject.leafCase(
                  new FramedRead<>(pipes.left(), new LengthDelimitedCodec()).next(),
                  () -> now(pipes.right().write(ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 42}))));
            }),
        writing("feed", write -> write.feed(new byte[] {2})),
        writing("flush", FramedWrite::flush),
        writing("shutdown", FramedWrite::shutdown),
        Subject.leaf(
            "send",
            () -> {
              Duplex pipes = Io.duplex(CAPACITY);
              FramedWrite<byte[]> write = new FramedWrite<>(pipes.left(), new BytesCodec());
              return Subject.leafCase(
                  write.send(new byte[CAPACITY + 1]),
                  () -> now(pipes.right().read(ByteBuffer.allocate(CAPACITY))));
            }));
  }

  /// An operation behind a buffer that is full, as its sink is.
  private static Subject writing(String name, Function<FramedWrite<byte[]>, Future<?>> make) {
    return Subject.leaf(
        name,
        () -> {
          int buffered = 8 * 1024;
          Duplex pipes = Io.duplex(buffered);
          FramedWrite<byte[]> write = new FramedWrite<>(pipes.left(), new BytesCodec());
          now(write.feed(new byte[buffered]));
          now(pipes.left().write(ByteBuffer.allocate(buffered)));
          return Subject.leafCase(
              make.apply(write), () -> now(pipes.right().read(ByteBuffer.allocate(buffered))));
        });
  }

  private static void now(Future<?> step) {
    try {
      assertThat(step.poll(Context.of(Waker.noop())).isReady()).isTrue();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
