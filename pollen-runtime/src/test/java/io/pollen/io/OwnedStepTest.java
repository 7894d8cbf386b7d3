package io.pollen.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.conformance.Probe;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What reads for its user keeps the laws towards the reads that it owns.
class OwnedStepTest {
  private final List<Probe<Integer>> reads = new ArrayList<>();
  private final Context cx = Context.of(Waker.noop());

  /// A stream whose reads are probes.
  private final class Source implements AsyncRead, AsyncWrite {
    @Override
    public Future<Integer> read(ByteBuffer to) {
      Probe<Integer> read = new Probe<>();
      reads.add(read);
      return read;
    }

    @Override
    public Future<Integer> write(ByteBuffer from) {
      return Io.duplex(1).left().write(from);
    }

    @Override
    public Future<Void> shutdown() {
      return Io.duplex(1).left().shutdown();
    }
  }

  enum Owner {
    COPY(source -> Io.copy(source, source)),
    COPY_BIDIRECTIONAL(source -> Io.copyBidirectional(source, source)),
    READ_ALL(source -> source.readAll(99)),
    READ_EXACTLY(source -> source.readExactly(ByteBuffer.allocate(4))),
    READ_LINE(source -> source.lines(99).next()),
    BUFFERED_READ(source -> new BufferedRead(source).read(ByteBuffer.allocate(4))),
    FILL(source -> new BufferedRead(source).fill()),
    READ_UNTIL(source -> new BufferedRead(source).readUntil((byte) 0, 4)),
    READ_INT(source -> new BufferedRead(source).readInt(ByteOrder.BIG_ENDIAN)),
    TAKE(source -> source.take(4).read(ByteBuffer.allocate(4))),
    CHAIN(source -> source.chain(source).read(ByteBuffer.allocate(4)));

    private final Function<Source, Future<?>> make;

    Owner(Function<Source, Future<?>> make) {
      this.make = make;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDropEndsEachReadOnceAndWhatItThrowsGoesToTheHook(Owner owner) throws Exception {
    Future<?> future = owner.make.apply(new Source());
    assertThat(future.poll(cx).isReady()).isFalse();
    IllegalStateException failure = new IllegalStateException("a drop that breaks the law");
    reads.forEach(read ->
        read.onDrop(() -> {
          throw failure;
        }));
    List<Throwable> reported = new ArrayList<>();
    var before = FailureHook.install((source, thrown) -> reported.add(thrown));
    try {
      future.drop();
      future.drop();
    } finally {
      FailureHook.install(before);
    }
    assertThat(reads).allSatisfy(read -> assertThat(read.drops()).isOne());
    assertThat(reported).hasSize(reads.size()).containsOnly(failure);
  }

  @ParameterizedTest
  @EnumSource
  void aPollFromInsideItsOwnPollIsRefused(Owner owner) throws Exception {
    Future<?> future = owner.make.apply(new Source());
    assertThat(future.poll(cx).isReady()).isFalse();
    reads
        .getFirst()
        .onPoll(() ->
            assertThatThrownBy(() -> future.poll(cx))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inside its own poll"));
    int polls = reads.getFirst().polls();
    assertThat(future.poll(cx).isReady()).isFalse();
    assertThat(reads.getFirst().polls()).isEqualTo(polls + 1);
    future.drop();
  }

  @ParameterizedTest
  @EnumSource
  void aDropFromInsideItsOwnPollTakesEffectAfterIt(Owner owner) throws Exception {
    Future<?> future = owner.make.apply(new Source());
    assertThat(future.poll(cx).isReady()).isFalse();
    Probe<Integer> first = reads.getFirst();
    first.onPoll(() -> {
      future.drop();
      assertThat(first.drops()).as("dropped inside its own poll").isZero();
    });
    assertThat(future.poll(cx).isReady()).isFalse();
    assertThat(reads).allSatisfy(read -> assertThat(read.drops()).isOne());
    assertThatThrownBy(() -> future.poll(cx)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aPatientCancelWaitsForTheCleanupOfEachRead(Owner owner) throws Exception {
    Future<?> future = owner.make.apply(new Source());
    assertThat(future.poll(cx).isReady()).isFalse();
    reads.forEach(read -> read.cleanupPolls(2));
    assertThat(future.pollCancel(cx).isReady()).isFalse();
    assertThat(future.pollCancel(cx).isReady()).isFalse();
    assertThatThrownBy(() -> future.poll(cx)).isInstanceOf(IllegalStateException.class);
    assertThat(future.pollCancel(cx).isReady()).isTrue();
    assertThat(future.pollCancel(cx).isReady()).isTrue();
    future.drop();
    assertThat(reads)
        .allSatisfy(read -> {
          assertThat(read.cancels()).isEqualTo(3);
          assertThat(read.drops()).isZero();
        });
  }

  @ParameterizedTest
  @EnumSource
  void aDropEndsAPatientCancel(Owner owner) throws Exception {
    Future<?> future = owner.make.apply(new Source());
    assertThat(future.poll(cx).isReady()).isFalse();
    reads.forEach(read -> read.cleanupPolls(9));
    assertThat(future.pollCancel(cx).isReady()).isFalse();
    future.drop();
    assertThat(future.pollCancel(cx).isReady()).isTrue();
    assertThat(reads).allSatisfy(read -> assertThat(read.drops()).isOne());
  }

  @ParameterizedTest
  @EnumSource
  void aPatientCancelFromInsideItsOwnPollTakesEffectAfterIt(Owner owner) throws Exception {
    Future<?> future = owner.make.apply(new Source());
    assertThat(future.poll(cx).isReady()).isFalse();
    reads.getFirst().onPoll(() -> assertThat(future.pollCancel(cx).isReady()).isTrue());
    assertThat(future.poll(cx).isReady()).isFalse();
    assertThat(reads).allSatisfy(read -> assertThat(read.drops()).isOne());
  }

  /// A sink that takes everything, and whose flush is a probe.
  private static final class Flushing implements AsyncWrite {
    private final Probe<Void> flush = new Probe<>();

    @Override
    public Future<Integer> write(ByteBuffer from) {
      int count = from.remaining();
      from.position(from.limit());
      return Async.ready(count);
    }

    @Override
    public Future<Void> flush() {
      return flush;
    }

    @Override
    public Future<Void> shutdown() {
      return flush;
    }
  }

  @Test
  void aPatientCancelOfACopyWaitsForItsFlush() throws Exception {
    Duplex pipes = Io.duplex(8);
    assertThat(pipes.right().write(ByteBuffer.allocate(3)).poll(cx).isReady()).isTrue();
    Flushing sink = new Flushing();
    Future<Long> copy = Io.copy(pipes.left(), sink);
    assertThat(copy.poll(cx).isReady()).isFalse();
    assertThat(sink.flush.polls()).as("the source waits").isOne();
    sink.flush.cleanupPolls(1);
    assertThat(copy.pollCancel(cx).isReady()).isFalse();
    assertThat(copy.pollCancel(cx).isReady()).isTrue();
    assertThat(sink.flush.cancels()).isEqualTo(2);
    assertThat(sink.flush.drops()).isZero();
  }
}
