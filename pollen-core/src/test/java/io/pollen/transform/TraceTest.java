package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.transform.Later.CX;
import static io.pollen.transform.Later.later;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pollen.Future;
import io.pollen.woven.StateMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What stack traces and dumps say about a block's place in the source.
class TraceTest {
  private static int line() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  private int leafLine;
  private int middleLine;
  private int outerLine;

  private Future<Integer> leaf() {
    return async(() -> {
      int x = await(later(1));
      leafLine = line() + 1;
      throw new IllegalStateException("leaf" + x);
    });
  }

  private Future<Integer> middle() {
    return async(() -> {
      middleLine = line() + 1;
      int x = await(leaf());
      return x + await(later(1));
    });
  }

  /// The lines of bodies: they run in `pollRaw`, or, woven, in a method that it calls.
  private static List<Integer> linesHere(Throwable failure) {
    StackTraceElement[] frames = failure.getStackTrace();
    return IntStream.range(0, frames.length - 1)
        .filter(i -> isPoll(frames[i]) || isPoll(frames[i + 1]))
        .mapToObj(i -> frames[i])
        .filter(frame -> "TraceTest.java".equals(frame.getFileName()))
        .map(StackTraceElement::getLineNumber)
        .filter(line -> line > 0)
        .toList();
  }

  private static boolean isPoll(StackTraceElement frame) {
    return frame.getMethodName().equals("pollRaw")
        && frame.getClassName().startsWith(TraceTest.class.getName() + "$");
  }

  @Test
  void resumedFramesShowTheLinesOfTheirAwaits() {
    Later.pendings = 1;
    Future<Integer> outer =
        async(() -> {
          outerLine = line() + 1;
          return await(middle());
        });
    Throwable failure = catchThrowable(() -> Later.run(outer));
    assertThat(failure).hasMessage("leaf1");
    assertThat(linesHere(failure)).containsExactly(leafLine, middleLine, outerLine);
    assertThat(failure.getStackTrace()[0].getFileName()).isEqualTo("TraceTest.java");
    assertThat(failure.getStackTrace()[0].getClassName()).startsWith(TraceTest.class.getName());
  }

  @Test
  void aSuspendedBlockTellsItsLineAndWhatItWaitsFor() throws Exception {
    Future<Integer> future = middle();
    StateMachine<?> machine = (StateMachine<?>) future;
    assertThat(machine.inner()).isNull();
    future.poll(CX);
    assertThat(machine.where().getLineNumber()).isEqualTo(middleLine);
    assertThat(machine.where())
        .hasToString("io.pollen.transform.TraceTest.middle(TraceTest.java:" + middleLine + ")");
    StateMachine<?> inner = (StateMachine<?>) machine.inner();
    assertThat(inner).isNotNull();
    assertThat(inner.where().getMethodName()).isEqualTo("leaf");
    assertThat(inner.inner()).isNotNull();
    assertThat(future.toString()).isEqualTo("async block " + machine.where() + ", suspended");
    future.drop();
    assertThat(machine.inner()).isNull();
  }

  @Test
  void aForeignFutureIsShownItself() throws Exception {
    Later.pendings = 1;
    Future<Integer> foreign = Later.foreign(1);
    StateMachine<?> machine = (StateMachine<?>) async(() -> await(foreign));
    machine.pollRaw(CX);
    assertThat(machine.inner()).isSameAs(foreign);
    machine.drop();
  }

  @Test
  void aFailureIsTheOneThatWasThrownAndNotMutated() {
    List<Throwable> seen = new ArrayList<>();
    IllegalStateException shared = new IllegalStateException("shared");
    for (int i = 0; i < 2; i++) {
      seen.add(catchThrowable(() -> Later.run(async(() -> await(Later.failing(shared))))));
    }
    assertThat(seen).allMatch(t -> t == shared);
    assertThat(shared.getSuppressed()).isEmpty();
    assertThat(shared.getCause()).isNull();
  }
}
