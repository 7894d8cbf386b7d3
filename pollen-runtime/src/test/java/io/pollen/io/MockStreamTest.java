package io.pollen.io;

import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.join;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.timeoutOrEmpty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.AsyncBody;
import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.conformance.ManualContext;
import io.pollen.conformance.PollHarness;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.time.TestClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MockStreamTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestClock clock = new TestClock();

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// One read with room for so many bytes, as text; "end" at the end.
  private static String read(AsyncRead from, int room) throws Exception {
    ByteBuffer to = ByteBuffer.allocate(room);
    return Drive.drive(from.read(to)) < 0 ? "end" : text(to);
  }

  private static String text(ByteBuffer filled) {
    return StandardCharsets.ISO_8859_1.decode(filled.flip()).toString();
  }

  private <T> T run(AsyncBody<T> body) throws Exception {
    try (var runtime = AsyncRuntime.builder().currentThread().clock(clock).build()) {
      return runtime.blockOn(body);
    }
  }

  // ---------------------------------------------------------------- reads

  @Test
  void readsGiveTheBytesOfOneStepAsManyAsFitAndThenTheEnd() throws Exception {
    try (MockStream stream = MockStream.builder().read("abcde").read("fg").build()) {
      assertThat(read(stream, 3)).isEqualTo("abc");
      assertThat(read(stream, 0)).isEmpty();
      assertThat(read(stream, 9)).isEqualTo("de");
      assertThat(read(stream, 9)).isEqualTo("fg");
      assertThat(read(stream, 9)).isEqualTo("end");
      assertThat(read(stream, 9)).isEqualTo("end");
      assertThat(read(stream, 0)).isEmpty();
    }
    assertThatThrownBy(() -> MockStream.builder().build().read(bytes("").asReadOnlyBuffer()))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void aReadWaitsForTheWriteBeforeItAndIsWokenWhenAllOfItIsThere() throws Exception {
    try (MockStream stream = MockStream.builder().write("question").read("answer").build()) {
      ByteBuffer to = ByteBuffer.allocate(9);
      var reading = PollHarness.of(stream.read(to)).assertPending();
      assertThat(Drive.drive(stream.write(bytes("quest")))).isEqualTo(5);
      assertThat(reading.isWoken()).isFalse();
      reading.assertPending();
      Drive.drive(stream.writeAll(bytes("ion")));
      assertThat(reading.isWoken()).isTrue();
      reading.assertReady(6);
      assertThat(text(to)).isEqualTo("answer");
    }
  }

  @Test
  void aDroppedReadTakesNoByteAndIsNotWoken() throws Exception {
    try (MockStream stream = MockStream.builder().write("a").read("bc").build()) {
      stream.read(ByteBuffer.allocate(9)).drop();
      var reading = PollHarness.of(stream.read(ByteBuffer.allocate(9))).assertPending();
      reading.future().drop();
      Drive.drive(stream.writeAll(bytes("a")));
      assertThat(reading.isWoken()).isFalse();
      reading.assertRefusesPoll();
      assertThat(read(stream, 9)).isEqualTo("bc");
    }
  }

  // ---------------------------------------------------------------- writes

  @Test
  void aWriteTakesNoMoreThanOneStep() throws Exception {
    try (MockStream stream = MockStream.builder().write("ab").write("cd").build()) {
      ByteBuffer from = bytes("abc");
      assertThat(Drive.drive(stream.write(from))).isEqualTo(2);
      assertThat(Drive.drive(stream.write(from))).isEqualTo(1);
      assertThat(Drive.drive(stream.write(from))).isZero();
      assertThat(Drive.drive(stream.write(bytes("d")))).isEqualTo(1);
    }
  }

  @Test
  void aWriteDoesNotWaitForReads() throws Exception {
    try (MockStream stream =
        MockStream.builder().read("greeting").write("a").read("b").write("c").build()) {
      Drive.drive(stream.writeAll(bytes("ac")));
      assertThat(read(stream, 99)).isEqualTo("greeting");
      assertThat(read(stream, 99)).isEqualTo("b");
    }
  }

  @Test
  void aWriteOfOtherBytesFailsAndShowsBoth() throws Exception {
    MockStream stream = MockStream.builder().name("mail").write("HELO\tme\r\n").build();
    ByteBuffer wrong = bytes("HELO\tyou\\\u00ff\r\n");
    assertThatThrownBy(() -> Drive.drive(stream.write(wrong)))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            MockStream 'mail' was written other bytes than the script has, from byte 5 on
              expected: 9 bytes: "HELO\\tme\\r\\n"
              actual:   12 bytes: "HELO\\tyou\\\\\\xff\\r\\n\"\
            """);
    assertThat(wrong.position()).isZero();
  }

  @Test
  void aLongDifferenceIsShownAroundItsPlace() {
    String same = "x".repeat(1000);
    MockStream stream = MockStream.builder().write(same + "y" + same).build();
    assertThatThrownBy(() -> Drive.drive(stream.write(bytes(same + "z" + same))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("from byte 1000 on")
        .hasMessageContaining(
            "expected: 2001 bytes: ... \"%sy%s\" ..."
                .formatted("x".repeat(16), "x".repeat(64 - 17)))
        .hasMessageContaining("\"%sz".formatted("x".repeat(16)));
  }

  @Test
  void aWriteThatTheScriptDoesNotHaveFails() throws Exception {
    MockStream stream = MockStream.builder().write("a").read("b").build();
    Drive.drive(stream.write(bytes("a")));
    assertThatThrownBy(() -> Drive.drive(stream.write(bytes("more"))))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "MockStream was written 4 bytes: \"more\", and the script has no write any more");
  }

  @Test
  void afterAFailureNothingGoesOnAndWhoWaitsIsTold() throws Exception {
    MockStream stream = MockStream.builder().write("ab").read("c").build();
    var reading = PollHarness.of(stream.read(ByteBuffer.allocate(9))).assertPending();
    assertThatThrownBy(() -> Drive.drive(stream.write(bytes("x"))))
        .isInstanceOf(AssertionError.class);
    assertThat(reading.isWoken()).isTrue();
    assertThat(reading.assertFails())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("has failed before")
        .hasStackTraceContaining("other bytes than the script has");
  }

  // ---------------------------------------------------------------- failures of the script

  @Test
  void scriptedFailuresComeOnceAndAreThrownThemselves() throws Exception {
    IOException reset = new IOException("reset");
    IOException full = new IOException("full");
    try (MockStream stream =
        MockStream.builder().readError(reset).read("a").writeError(full).write("b").build()) {
      assertThatThrownBy(() -> read(stream, 9)).isSameAs(reset);
      assertThat(read(stream, 9)).isEqualTo("a");
      assertThatThrownBy(() -> Drive.drive(stream.write(bytes("b")))).isSameAs(full);
      Drive.drive(stream.writeAll(bytes("b")));
    }
  }

  // ---------------------------------------------------------------- pauses

  @Test
  void pausesGoByTheRuntimesClockAndHoldUpBothDirections() throws Exception {
    try (MockStream stream =
        MockStream.builder().pause(MINUTE).read("a").pause(MINUTE).write("b").build()) {
      run(() -> {
        var both =
            await(join(stream.readExactly(ByteBuffer.allocate(1)), stream.writeAll(bytes("b"))));
        return both;
      });
    }
    assertThat(clock.now().getEpochSecond()).isEqualTo(120);
  }

  @Test
  void aPauseGoesOnWhenWhoWaitsIsDroppedOrChanges() throws Exception {
    try (MockStream stream =
        MockStream.builder().pause(MINUTE).read("a").write("b").pause(MINUTE).read("c").build()) {
      run(() -> {
        ByteBuffer to = ByteBuffer.allocate(1);
        for (int i = 0; i < 3; i++) {
          assertThat(await(timeoutOrEmpty(MINUTE.dividedBy(4), stream.read(to)))).isEmpty();
        }
        await(join(stream.writeAll(bytes("b")), stream.readExactly(to)));
        assertThat(clock.now().getEpochSecond()).isEqualTo(60);
        await(stream.readExactly(to.clear()));
        return null;
      });
    }
    assertThat(clock.now().getEpochSecond()).isEqualTo(120);
  }

  @Test
  void aPauseNeedsARuntimeAndSaysSo() {
    MockStream stream = MockStream.builder().pause(MINUTE).build();
    Future<Integer> reading = stream.read(ByteBuffer.allocate(1));
    Context cx = Context.of(Waker.noop());
    assertThatThrownBy(() -> reading.poll(cx))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a read of MockStream needs a Pollen runtime");
    assertThatThrownBy(() -> MockStream.builder().pause(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MockStream.builder().read())
        .isInstanceOf(IllegalArgumentException.class);
  }

  // ---------------------------------------------------------------- handles

  @Test
  void whileThereIsAHandleTheScriptHasNoEnd() throws Exception {
    try (MockStream stream = MockStream.builder().read("a").build()) {
      MockStream.Handle handle = stream.handle();
      assertThat(read(stream, 9)).isEqualTo("a");
      ByteBuffer to = ByteBuffer.allocate(9);
      var reading = PollHarness.of(stream.read(to)).assertPending();
      var writing = PollHarness.of(stream.write(bytes("b"))).assertPending();
      handle.write("b").read("c");
      assertThat(reading.isWoken()).isTrue();
      assertThat(writing.isWoken()).isTrue();
      reading.assertPending();
      writing.assertReady(1);
      assertThat(reading.isWoken()).isTrue();
      reading.assertReady(1);
      var last = PollHarness.of(stream.read(to)).assertPending();
      try (MockStream.Handle second = stream.handle()) {
        handle.close();
        handle.close();
        last.assertPending();
        assertThatThrownBy(() -> handle.read("d")).isInstanceOf(IllegalStateException.class);
        assertThat(second).isNotNull();
      }
      assertThat(last.isWoken()).isTrue();
      last.assertReady(-1);
    }
  }

  @Test
  void aTestTalksToAProgramInAnotherTask() throws Exception {
    try (MockStream stream = MockStream.builder().build()) {
      run(() -> {
        try (MockStream.Handle peer = stream.handle()) {
          var copy = spawn(Io.copy(stream, stream));
          for (int i = 0; i < 10; i++) {
            peer.read("line " + i).write("line " + i).pause(MINUTE);
          }
          peer.close();
          assertThat(await(copy)).isEqualTo(60);
        }
        return null;
      });
    }
    assertThat(clock.now().getEpochSecond()).isEqualTo(600);
  }

  /// A lost wake-up would leave one of the two asleep.
  @Test
  void oneTaskReadsAndOneWritesOnSeveralThreads() throws Exception {
    int steps = 5_000;
    MockStream.Builder script = MockStream.builder();
    for (int i = 0; i < steps; i++) {
      script.write("w").read("r");
    }
    try (MockStream stream = script.build();
        AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build()) {
      runtime.blockOn(() -> {
        var reading = spawn(stream.readAll(steps));
        var writing = spawn(stream.writeAll(bytes("w".repeat(steps))));
        await(writing);
        return assertThat(await(reading)).hasSize(steps);
      });
    }
  }

  // ---------------------------------------------------------------- the end

  @Test
  void closeTellsWhatIsLeft() throws Exception {
    MockStream stream =
        MockStream.builder()
            .name("half")
            .read("abc")
            .write("de")
            .pause(MINUTE)
            .readError(new IOException("reset"))
            .build();
    assertThat(read(stream, 1)).isEqualTo("a");
    assertThatThrownBy(stream::close)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            MockStream 'half' was closed, and of its script is left:
              a read of 2 bytes: "bc"
              a write of 2 bytes: "de"
              a pause of PT1M
              a read that fails with java.io.IOException: reset\
            """);
    assertThatThrownBy(stream::close).isInstanceOf(AssertionError.class);
  }

  @Test
  void whatFailedInATaskThatNobodyAwaitsFailsTheCloseAgain() throws Exception {
    MockStream stream = MockStream.builder().write("a").build();
    try (var runtime =
        AsyncRuntime.builder().currentThread().onTaskFailure((task, failure) -> {}).build()) {
      runtime.blockOn(() -> {
        var task = spawn(stream.writeAll(bytes("b")).catching());
        await(task);
        return null;
      });
    }
    assertThatThrownBy(stream::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("other bytes than the script has");
  }

  /// The one that is on its way up must not be suppressed by itself.
  @Test
  void aFailureInsideATryWithResourcesIsThrownAsItIs() {
    assertThatThrownBy(
            () -> {
              try (MockStream stream = MockStream.builder().write("a").build()) {
                Drive.drive(stream.writeAll(bytes("b")));
              }
            })
        .isInstanceOf(AssertionError.class)
        .satisfies(failure -> {
          assertThat(failure.getSuppressed()).hasSize(1);
          assertThat(failure.getSuppressed()[0]).hasCause(failure);
        });
  }

  @Test
  void afterTheCloseOperationsFailThoseThatWaitedToo() throws Exception {
    MockStream stream = MockStream.builder().build();
    MockStream.Handle handle = stream.handle();
    var reading = PollHarness.of(stream.read(ByteBuffer.allocate(1))).assertPending();
    stream.close();
    assertThat(reading.isWoken()).isTrue();
    assertThat(reading.assertFails()).isInstanceOf(AsynchronousCloseException.class);
    assertThatThrownBy(() -> Drive.drive(stream.write(bytes("a"))))
        .isExactlyInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> handle.read("b")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shutdownEndsTheOutputAndNothingMayBeLeftToWrite() throws Exception {
    MockStream stream = MockStream.builder().read("a").build();
    assertThat(stream.isShutdown()).isFalse();
    Drive.drive(stream.shutdown());
    Drive.drive(stream.shutdown());
    assertThat(stream.isShutdown()).isTrue();
    assertThatThrownBy(() -> Drive.drive(stream.write(bytes("b"))))
        .isInstanceOf(IOException.class)
        .hasMessage("the output of MockStream has ended");
    assertThat(read(stream, 9)).isEqualTo("a");
    assertThatCode(stream::close).doesNotThrowAnyException();

    MockStream early = MockStream.builder().read("a").write("b").build();
    assertThatThrownBy(() -> Drive.drive(early.shutdown()))
        .isInstanceOf(AssertionError.class)
        .hasMessage("MockStream was shut down, and the script still has a write of 1 byte: \"b\"");

    MockStream added = MockStream.builder().build();
    try (MockStream.Handle handle = added.handle()) {
      Drive.drive(added.shutdown());
      handle.write("c");
      assertThatThrownBy(() -> read(added, 1))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("its output has ended");
    }
  }

  // ---------------------------------------------------------------- budget

  @Test
  void anOperationCostsOneUnitOfTheBudgetAndOneThatWaitsNone() throws Exception {
    try (MockStream stream = MockStream.builder().write("a").read("bc").build()) {
      ManualContext cx = ManualContext.of(Waker.noop()).budget(2);
      assertThat(stream.read(ByteBuffer.allocate(1)).poll(cx).isReady()).isFalse();
      assertThat(cx.remainingBudget()).isEqualTo(2);
      assertThat(stream.write(bytes("a")).poll(cx).isReady()).isTrue();
      assertThat(stream.read(ByteBuffer.allocate(1)).poll(cx).isReady()).isTrue();
      assertThat(stream.read(ByteBuffer.allocate(1)).poll(cx).isReady()).isFalse();
      assertThat(read(stream, 1)).isEqualTo("c");
    }
  }
}
