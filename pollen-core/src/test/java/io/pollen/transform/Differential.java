package io.pollen.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.transform.ProgramTrace.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Random programs do the same as async blocks as they do synchronously: with 0, 1 and 2 Pendings
/// at each await; dropped at random awaits, with cleanups that are Ready and with cleanups that are
/// Pending; and cancelled patiently.
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
      import static io.pollen.transform.AsynchronousSide.*;
      """;
  private static final String SYNCHRONOUS =
      """
      import io.pollen.transform.SynchronousSide.Async;
      import io.pollen.transform.SynchronousSide.Future;
      import static io.pollen.transform.SynchronousSide.*;
      """;

  /// Compiles texts by the names of their classes.
  @FunctionalInterface
  interface Compiler {
    Compiled compile(Map<String, String> texts) throws Exception;
  }

  private final Compiler compiler;
  private final long seed;
  private final int programs;
  private final List<String> mismatches = new ArrayList<>();
  private int compared;
  private int drops;
  private int awaits;

  Differential(Compiler compiler, long seed, int programs) {
    this.compiler = compiler;
    this.seed = seed;
    this.programs = programs;
  }

  void run() throws Exception {
    System.out.println("differential test: seed " + seed + ", " + programs + " programs");
    var before = FailureHook.install((source, failure) -> ProgramTrace.report(failure));
    try {
      for (int from = 0; from < programs && mismatches.size() < 10; from += BATCH) {
        batch(from, Math.min(BATCH, programs - from));
      }
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
    Map<String, String> programs = new LinkedHashMap<>();
    for (int i = from; i < from + count; i++) {
      String text = ProgramGenerator.text(new Random(seed + i), "P" + i);
      programs.put("P" + i, text);
      classes.append(text);
    }
    String form = "%s%s@SuppressWarnings(\"all\") public class %s {\n%s}\n";
    Compiled compiled =
        compiler.compile(
            Map.of(
                "Asynchronous", form.formatted(HEADER, ASYNCHRONOUS, "Asynchronous", classes),
                "Synchronous", form.formatted(HEADER, SYNCHRONOUS, "Synchronous", classes)));
    for (var program : programs.entrySet()) {
      Class<?> async = compiled.loadClass("Asynchronous$" + program.getKey());
      Class<?> sync = compiled.loadClass("Synchronous$" + program.getKey());
      Random random = new Random(seed + program.getKey().hashCode());
      for (int input : INPUTS) {
        compare(new Case(async, sync, input, program.getValue()), random);
      }
    }
  }

  private record Case(Class<?> async, Class<?> sync, int input, String text) {
    Future<String> start() throws ReflectiveOperationException {
      return ((Program) async.getConstructor().newInstance()).body().start(input);
    }

    String runSynchronously() throws Throwable {
      Program program = (Program) sync.getConstructor().newInstance();
      return SynchronousSide.run(() -> program.body().apply(input));
    }
  }

  private void compare(Case program, Random random) throws Exception {
    String expected = expected(program, 0, false);
    int leaves = SynchronousSide.awaits();
    awaits += leaves;
    for (int pendings = 0; pendings < 3; pendings++) {
      AsynchronousSide.pendings = pendings;
      Future<String> future = program.start();
      same(program, pendings + " Pendings", expected, outcome(() -> poll(future, MAX_POLLS)));
    }
    for (int i = 0; i < DROPS && leaves > 0; i++) {
      compareDrops(program, 1 + random.nextInt(leaves));
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
    Future<String> future = program.start();
    return outcome(() -> {
      poll(future, at);
      AsynchronousSide.pendings = pendings;
      future.drop();
      return finished(future);
    });
  }

  private static String cancelled(Case program, int at) throws Exception {
    AsynchronousSide.pendings = 1;
    Future<String> future = program.start();
    return outcome(() -> {
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
