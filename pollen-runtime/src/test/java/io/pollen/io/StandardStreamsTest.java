package io.pollen.io;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.joinAll;
import static io.pollen.runtime.Pollen.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.ManualContext;
import io.pollen.conformance.PollHarness;
import io.pollen.conformance.Subject;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.task.JoinHandle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/// The streams of the process, over others, with a thread that does its calls when the test says.
@Timeout(60)
class StandardStreamsTest {
  private final ArrayDeque<Runnable> calls = new ArrayDeque<>();
  private final ArrayDeque<Object> input = new ArrayDeque<>();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final StandardInput stdin = new StandardInput(calls::add, () -> source(input));
  private final StandardOutput stdout =
      new StandardOutput("it", calls::add, () -> new PrintStream(output));

  /// Each read gives the next text, or throws the next failure; the end when there is nothing.
  private static InputStream source(ArrayDeque<Object> parts) {
    return new InputStream() {
      @Override
      public int read() {
        throw new AssertionError("one byte at a time");
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return switch (parts.poll()) {
          case null -> -1;
          case IOException failure -> throw failure;
          case Object text -> new ByteArrayInputStream(text.toString().getBytes()).read(into);
        };
      }
    };
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static ByteBuffer room(int bytes) {
    return ByteBuffer.allocate(bytes);
  }

  private static String text(ByteBuffer filled) {
    return StandardCharsets.US_ASCII.decode(filled.flip()).toString();
  }

  /// Does the call that was begun.
  private void call() {
    calls.remove().run();
    assertThat(calls).as("one call at a time").isEmpty();
  }

  // ---------------------------------------------------------------- laws

  @TestFactory
  Stream<DynamicContainer> laws() {
    return FutureLaws.check(
        leaf("read", test -> test.stdin.read(room(1))),
        leaf(
            "a read in a queue",
            test -> {
              PollHarness<Integer> first = PollHarness.of(test.stdin.read(room(1)));
              pending(first);
              test.calls.add(() -> {
                try {
                  first.assertReady();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
              test.input.add("ab");
              return test.stdin.read(room(1));
            }),
        leaf("write", test -> test.stdout.write(bytes("a"))),
        leaf("writeAll", test -> test.stdout.writeAll(bytes("a"))),
        leaf("vectored writeAll", test -> test.stdout.writeAll(bytes("a"), bytes("b"))),
        leaf(
            "flush",
            test -> {
              PollHarness<Integer> first = PollHarness.of(test.stdout.write(bytes("a")));
              pending(first);
              first.future().drop();
              return test.stdout.flush();
            }));
  }

  private static void pending(PollHarness<?> harness) {
    try {
      harness.assertPending();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Subject leaf(String name, Function<StandardStreamsTest, Future<?>> make) {
    return Subject.leaf(
        name,
        () -> {
          StandardStreamsTest test = new StandardStreamsTest();
          return Subject.leafCase(
              make.apply(test),
              () -> {
                while (!test.calls.isEmpty()) {
                  test.calls.remove().run();
                }
              });
        });
  }

  // ---------------------------------------------------------------- input

  @Test
  void oneCallFetchesForSeveralReads() throws Exception {
    input.add("abc");
    ByteBuffer to = room(2);
    var reading = PollHarness.of(stdin.read(to)).assertPending();
    call();
    assertThat(reading.isWoken()).isTrue();
    reading.assertReady(2);
    assertThat(text(to)).isEqualTo("ab");
    PollHarness.of(stdin.read(to.clear())).assertReady(1);
    PollHarness.of(stdin.read(room(0))).assertReady(0);
    assertThat(calls).isEmpty();
    assertThatThrownBy(() -> stdin.read(to.asReadOnlyBuffer()))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void afterTheEndItAsksAgain() throws Exception {
    var atEnd = PollHarness.of(stdin.read(room(1))).assertPending();
    call();
    atEnd.assertReady(-1);
    input.add("more");
    var after = PollHarness.of(stdin.read(room(9))).assertPending();
    call();
    after.assertReady(4);
  }

  @Test
  void theBytesOfADroppedReadAreForTheNextOne() throws Exception {
    input.add("abc");
    ByteBuffer untouched = room(9);
    var dropped = PollHarness.of(stdin.read(untouched)).assertPending();
    dropped.future().drop();
    ByteBuffer to = room(9);
    var next = PollHarness.of(stdin.read(to)).assertPending();
    call();
    assertThat(dropped.isWoken()).isFalse();
    assertThat(next.isWoken()).isTrue();
    next.assertReady(3);
    assertThat(text(to)).isEqualTo("abc");
    assertThat(untouched.position()).isZero();
  }

  @Test
  void whoAskedFirstIsServedFirst() throws Exception {
    input.add("ab");
    var first = PollHarness.of(stdin.read(room(1))).assertPending();
    var second = PollHarness.of(stdin.read(room(1))).assertPending();
    var third = PollHarness.of(stdin.read(room(1))).assertPending();
    call();
    assertThat(second.isWoken()).isFalse();
    first.assertReady(1);
    assertThat(second.isWoken()).isTrue();
    second.future().drop();
    assertThat(third.isWoken()).isTrue();
    third.assertReady(1);
  }

  @Test
  void aFailureIsToldOnceAndTheNextReadTriesAgain() throws Exception {
    IOException failure = new IOException("gone");
    input.add(failure);
    input.add("a");
    var reading = PollHarness.of(stdin.read(room(1))).assertPending();
    call();
    assertThat(reading.assertFails()).isSameAs(failure);
    reading.assertRefusesPoll();
    var next = PollHarness.of(stdin.read(room(1))).assertPending();
    call();
    next.assertReady(1);
  }

  @Test
  void whereNoThreadCanBeMadeTheReadFailsAndTheNextOneTriesAgain() throws Exception {
    OutOfMemoryError none = new OutOfMemoryError("unable to create native thread");
    List<Runnable> made = new ArrayList<>();
    boolean[] refuses = {true};
    StandardInput in =
        new StandardInput(
            call -> {
              if (refuses[0]) {
                throw none;
              }
              made.add(call);
            },
            () -> source(input));
    assertThat(PollHarness.of(in.read(room(1))).assertFails()).isSameAs(none);
    refuses[0] = false;
    input.add("a");
    var next = PollHarness.of(in.read(room(1))).assertPending();
    made.getFirst().run();
    next.assertReady(1);
  }

  // ---------------------------------------------------------------- output

  @Test
  void aWriteIsReadyWhenItsBytesAreWritten() throws Exception {
    ByteBuffer from = bytes("abc");
    var writing = PollHarness.of(stdout.write(from, bytes("de"))).assertPending();
    assertThat(from.hasRemaining()).isFalse();
    assertThat(output.size()).isZero();
    call();
    assertThat(writing.isWoken()).isTrue();
    writing.assertReady(5);
    assertThat(output).hasToString("abcde");
    PollHarness.of(stdout.write(room(0))).assertReady(0);
  }

  @Test
  void aDroppedWriteIsWrittenAndTheNextOneAndAFlushWaitForIt() throws Exception {
    var dropped = PollHarness.of(stdout.write(bytes("a"))).assertPending();
    dropped.future().drop();
    var flush = PollHarness.of(stdout.flush()).assertPending();
    ByteBuffer from = bytes("b");
    var next = PollHarness.of(stdout.write(from)).assertPending();
    assertThat(from.position()).isZero();
    call();
    assertThat(flush.isWoken()).isTrue();
    flush.assertReady(null);
    assertThat(next.isWoken()).isTrue();
    next.assertPending();
    call();
    next.assertReady(1);
    assertThat(output).hasToString("ab");
    PollHarness.of(stdout.shutdown()).assertReady(null);
    var afterwards = PollHarness.of(stdout.write(bytes("c"))).assertPending();
    call();
    afterwards.assertReady(1);
  }

  @Test
  void theFailureOfADroppedWriteComesOutOfTheNextOperation() throws Exception {
    StandardOutput broken =
        new StandardOutput(
            "the broken output",
            calls::add,
            () ->
                new PrintStream(
                    new OutputStream() {
                      @Override
                      public void write(int one) throws IOException {
                        throw new IOException("broken pipe");
                      }
                    }));
    var writing = PollHarness.of(broken.write(bytes("a"))).assertPending();
    call();
    assertThat(writing.assertFails())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("writing to the broken output has failed");
    var dropped = PollHarness.of(broken.write(bytes("a"))).assertPending();
    dropped.future().drop();
    call();
    assertThat(PollHarness.of(broken.flush()).assertFails()).isInstanceOf(IOException.class);
    PollHarness.of(broken.flush()).assertReady(null);
  }

  /// 16 tasks on four threads; each operation is three pieces long.
  @Test
  void whatOneOperationWritesStaysTogether() throws Exception {
    int length = 150_000;
    try (AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(4).build()) {
      StandardOutput together =
          new StandardOutput(
              "it", StandardThread.named("pollen-together"), () -> new PrintStream(output));
      runtime.blockOn(() -> {
        List<JoinHandle<Void>> writers = new ArrayList<>();
        for (char name = 'a'; name < 'a' + 16; name++) {
          ByteBuffer text = bytes(String.valueOf(name).repeat(length));
          boolean vectored = name % 2 == 0;
          writers.add(
              spawn(
                  async(() -> {
                    if (vectored) {
                      await(
                          together.writeAll(text.slice(0, 1000), text.slice(1000, length - 1000)));
                    } else {
                      await(together.writeAll(text));
                    }
                  })));
        }
        await(joinAll(writers));
        return null;
      });
    }
    String all = output.toString(StandardCharsets.US_ASCII);
    assertThat(all).hasSize(16 * length);
    for (int i = 0; i < 16; i++) {
      String part = all.substring(i * length, (i + 1) * length);
      assertThat(part.chars().distinct().count()).as("writers in part " + i).isEqualTo(1);
    }
  }

  // ---------------------------------------------------------------- budget

  @Test
  void anOperationCostsOneUnitOfTheBudgetAndAWaitNone() throws Exception {
    input.add("a");
    ManualContext cx = ManualContext.of(Waker.noop()).budget(2);
    Future<Integer> read = stdin.read(room(1));
    assertThat(read.poll(cx).isReady()).isFalse();
    call();
    assertThat(cx.remainingBudget()).isEqualTo(2);
    assertThat(read.poll(cx).isReady()).isTrue();
    assertThat(cx.remainingBudget()).isEqualTo(1);
    Future<Integer> write = stdout.write(bytes("a"));
    assertThat(write.poll(cx).isReady()).isFalse();
    call();
    assertThat(write.poll(cx).isReady()).isTrue();
    assertThat(cx.remainingBudget()).isZero();
    assertThat(stdout.write(bytes("b")).poll(cx).isReady()).isFalse();
    assertThat(calls).isEmpty();
  }
}
