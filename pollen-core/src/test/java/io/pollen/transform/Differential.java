package io.pollen.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.transform.ProgramTrace.Program;
import io.pollen.woven.StateMachine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Programs do the same as async blocks as they do synchronously: with 0, 1 and 2 Pendings at each
/// await; dropped at an await, with cleanups that are Ready and with cleanups that are Pending; and
/// cancelled patiently there. Random programs are dropped at some of their awaits, programs written
/// by hand at each.
final class Differential {
  private static final int BATCH = 500;
  private static final int[] INPUTS = {0, 3, -7};
  private static final int DROPS = 3;
  private static final int MAX_POLLS = 1_000_000;

  private static final String HEADER =
      """
      import io.pollen.AsyncBody;
      import io.pollen.AsyncFunction;
      import io.pollen.Dropped;
      import io.pollen.transform.ProgramTrace.*;
      import static io.pollen.transform.ProgramTrace.*;
      import java.io.IOException;
      import java.util.*;
      import java.util.function.*;
      """;
  private static final String ASYNCHRONOUS =
      """
      import io.pollen.Async;
      import io.pollen.Future;
      import static io.pollen.Async.await;
      import static io.pollen.transform.AsynchronousSide.*;
      """;
  private static final String SYNCHRONOUS =
      """
      import io.pollen.transform.SynchronousSide.Async;
      import io.pollen.transform.SynchronousSide.Future;
      import static io.pollen.transform.SynchronousSide.Async.await;
      import static io.pollen.transform.SynchronousSide.*;
      """;

  /// Compiles texts by the names of their classes.
  @FunctionalInterface
  interface Compiler {
    Compiled compile(Map<String, String> texts) throws Exception;
  }

  private final Compiler compiler;
  private final UnaryOperator<Future<String>> surroundings;
  private final long seed;
  private final List<String> mismatches = new ArrayList<>();
  private int compared;
  private int drops;
  private int awaits;
  private int programs;

  Differential(Compiler compiler, long seed) {
    this(compiler, future -> future, seed);
  }

  /// @param surroundings what the asynchronous programs run in
  Differential(Compiler compiler, UnaryOperator<Future<String>> surroundings, long seed) {
    this.compiler = compiler;
    this.surroundings = surroundings;
    this.seed = seed;
  }

  /// Something that compares programs.
  private interface Comparison {
    void run() throws Exception;
  }

  void runRandom(int count) throws Exception {
    System.out.println("differential test: seed " + seed + ", " + count + " programs");
    reporting(() -> {
      for (int from = 0; from < count && mismatches.size() < 10; from += BATCH) {
        batch(from, Math.min(BATCH, count - from));
      }
    });
  }

  /// @param text nested classes, of which those are compared that implement [Program]
  void runWritten(String text) throws Exception {
    Matcher name = Pattern.compile("class (\\w+) implements Program").matcher(text);
    List<String> names = name.results().map(found -> found.group(1)).toList();
    Compiled compiled = compile(text);
    reporting(() -> {
      for (String program : names) {
        compare(compiled, program, "see " + program, Differential::each);
      }
    });
  }

  private void reporting(Comparison comparison) throws Exception {
    var before = FailureHook.install((source, failure) -> ProgramTrace.report(failure));
    try {
      comparison.run();
    } finally {
      FailureHook.install(before);
    }
    System.out.println(
        "differential test: "
            + compared
            + " runs compared, "
            + drops
            + " of them dropped, "
            + awaits
            + " awaits");
  }

  void assertSame() {
    assertThat(mismatches).as("seed %s", seed).isEmpty();
    assertThat(awaits).isGreaterThan(8 * programs);
    assertThat(drops).isGreaterThan(4 * programs);
  }

  private void batch(int from, int count) throws Exception {
    StringBuilder classes = new StringBuilder();
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = from; i < from + count; i++) {
      String text = ProgramGenerator.text(new Random(seed + i), "P" + i);
      texts.put("P" + i, text);
      classes.append(text);
    }
    Compiled compiled = compile(classes.toString());
    for (var program : texts.entrySet()) {
      Random random = new Random(seed + program.getKey().hashCode());
      compare(
          compiled,
          program.getKey(),
          program.getValue(),
          leaves -> leaves == 0 ? IntStream.empty() : random.ints(DROPS, 1, leaves + 1));
    }
  }

  private Compiled compile(String classes) throws Exception {
    String form = "%s%s@SuppressWarnings(\"all\") public class %s {\n%s}\n";
    return compiler.compile(
        Map.of(
            "Asynchronous", form.formatted(HEADER, ASYNCHRONOUS, "Asynchronous", classes),
            "Synchronous", form.formatted(HEADER, SYNCHRONOUS, "Synchronous", classes)));
  }

  /// At which of so many awaits a program is dropped.
  private interface Drops {
    IntStream among(int leaves);
  }

  private static IntStream each(int leaves) {
    return IntStream.rangeClosed(1, leaves);
  }

  private void compare(Compiled compiled, String name, String text, Drops drops) throws Exception {
    Class<?> async = compiled.loadClass("Asynchronous$" + name);
    Class<?> sync = compiled.loadClass("Synchronous$" + name);
    programs++;
    for (int input : INPUTS) {
      compare(new Case(async, sync, input, text, surroundings), drops);
    }
  }

  private record Case(
      Class<?> async,
      Class<?> sync,
      int input,
      String text,
      UnaryOperator<Future<String>> surroundings) {
    Future<String> start() throws ReflectiveOperationException {
      return surroundings.apply(
          ((Program) async.getConstructor().newInstance()).body().start(input));
    }

    String runSynchronously() throws Throwable {
      Program program = (Program) sync.getConstructor().newInstance();
      return SynchronousSide.run(() -> program.body().apply(input));
    }
  }

  private void compare(Case program, Drops drops) throws Exception {
    String expected = expected(program, 0, false);
    int leaves = SynchronousSide.awaits();
    awaits += leaves;
    for (int pendings = 0; pendings < 3; pendings++) {
      AsynchronousSide.pendings = pendings;
      same(
          program,
          pendings + " Pendings",
          expected,
          outcome(() -> poll(program.start(), MAX_POLLS)));
    }
    for (int at : drops.among(leaves).toArray()) {
      compareDrops(program, at);
    }
  }

  private void compareDrops(Case program, int at) throws Exception {
    String ready = expected(program, at, false);
    if (!SynchronousSide.isStopped()) {
      same(program, "dropped at " + at, ready, dropped(program, at, 0));
      same(program, "cancelled at " + at, ready, cancelled(program, at));
      drops += 2;
    }
    String pending = expected(program, at, true);
    if (!SynchronousSide.isStopped()) {
      same(program, "dropped at " + at + ", cleanups Pending", pending, dropped(program, at, 1));
      drops++;
    }
  }

  private void same(Case program, String how, String expected, String actual) {
    compared++;
    if (!actual.equals(expected)) {
      mismatches.add(
          "input %d, %s\nexpected %s\nbut was  %s\n%s"
              .formatted(program.input, how, expected, actual, program.text));
    }
  }

  private static String expected(Case program, int dropAt, boolean cleanupsPend) {
    SynchronousSide.prepare(dropAt, cleanupsPend);
    return outcome(program::runSynchronously);
  }

  private static String dropped(Case program, int at, int pendings) throws Exception {
    AsynchronousSide.pendings = 1;
    return outcome(() -> {
      Future<String> future = program.start();
      poll(future, at);
      AsynchronousSide.pendings = pendings;
      future.drop();
      return finished(future);
    });
  }

  private static String cancelled(Case program, int at) throws Exception {
    AsynchronousSide.pendings = 1;
    return outcome(() -> {
      Future<String> future = program.start();
      poll(future, at);
      int polls = 0;
      while (!future.pollCancel(Later.CX).isReady()) {
        AsynchronousSide.completeStages();
        if (polls++ > MAX_POLLS) {
          throw new AssertionError("its cancel does not end");
        }
      }
      return finished(future);
    });
  }

  /// @return null, the value of a block that was dropped
  private static String finished(Future<String> future) {
    try {
      future.poll(Later.CX);
      return "still polled";
    } catch (IllegalStateException told) {
      return null;
    } catch (Exception other) {
      return "polled and failed with " + other;
    }
  }

  /// @return the value, or null when it is still suspended
  private static String poll(Future<String> future, int polls) throws Exception {
    for (int i = 0; i < polls; i++) {
      if (future.poll(Later.CX) instanceof Poll.Ready<String>(String value)) {
        return value;
      }
      StateMachine.shorten(future);
      AsynchronousSide.completeStages();
    }
    return null;
  }

  /// Something to run that may throw anything.
  private interface Run {
    String run() throws Throwable;
  }

  private static String outcome(Run run) {
    ProgramTrace.reset();
    String result;
    try {
      result = "value " + run.run();
    } catch (Throwable failure) {
      result = ProgramTrace.describe(failure);
    }
    return result + " after " + ProgramTrace.LOG + " reported " + ProgramTrace.REPORTED;
  }
}
