package io.pollen.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.AsyncFunction;
import io.pollen.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random programs do the same as async blocks, with 0, 1 and 2 Pendings at each await, as they do
/// synchronously. The seed is printed; `-Dpollen.differential.seed` repeats a run, and
/// `-Dpollen.differential.programs` sets its length.
public class DifferentialTest {
  private static final int PROGRAMS = Integer.getInteger("pollen.differential.programs", 2_000);
  private static final int BATCH = 250;
  private static final int[] INPUTS = {0, 3, -7};

  /// One program in both forms.
  public interface Program {
    AsyncFunction<Integer, String> async();

    String sync(int input) throws Exception;
  }

  /// What generated programs call: it writes a log, and it fails for some arguments.
  public static final class Support {
    private Support() {}

    public static final ThreadLocal<StringBuilder> LOG =
        ThreadLocal.withInitial(StringBuilder::new);

    public static int check(int value) {
      LOG.get().append('c').append(value);
      if (value % 11 == 5) {
        throw new IllegalArgumentException("arg " + value);
      }
      return value;
    }

    public static <T> T value(T value) {
      LOG.get().append('v');
      return value;
    }

    public static <T> Future<T> later(T value) {
      LOG.get().append('v');
      return Later.later(value);
    }

    public static Future<Integer> mayFail(int value) {
      LOG.get().append('f');
      return value % 5 == 2
          ? Later.failing(new java.io.IOException("io " + value))
          : Later.later(value);
    }

    public static int mayFailNow(int value) throws java.io.IOException {
      LOG.get().append('f');
      if (value % 5 == 2) {
        throw new java.io.IOException("io " + value);
      }
      return value;
    }

    /// Resources of the generated programs.
    public record Res(int n) implements AutoCloseable {
      public Res {
        LOG.get().append("o").append(n);
      }

      @Override
      public void close() {
        LOG.get().append("x").append(n);
        if (n % 13 == 4) {
          throw new IllegalStateException("close " + n);
        }
      }
    }

    /// Two values, made from awaited arguments.
    public record Pair(Object a, Object b) {}
  }

  private static String outcome(Later.Run run) {
    StringBuilder log = Support.LOG.get();
    log.setLength(0);
    String result;
    try {
      result = "value " + run.run();
    } catch (Exception e) {
      result = e + suppressed(e);
    }
    return result + " after " + log;
  }

  private static String suppressed(Throwable e) {
    StringBuilder text = new StringBuilder();
    for (Throwable s : e.getSuppressed()) {
      text.append(" suppressed ").append(s);
    }
    return text.toString();
  }

  private static Program fresh(Class<?> type) throws ReflectiveOperationException {
    return (Program) type.getConstructor().newInstance();
  }

  @Test
  void randomProgramsDoTheSameAsynchronously() throws Exception {
    long seed = Long.getLong("pollen.differential.seed", System.nanoTime());
    System.out.println("differential test: seed " + seed + ", " + PROGRAMS + " programs");
    List<String> mismatches = new ArrayList<>();
    int compared = 0;
    for (int from = 0; from < PROGRAMS; from += BATCH) {
      int count = Math.min(BATCH, PROGRAMS - from);
      List<ProgramGenerator> generated = new ArrayList<>();
      StringBuilder text = new StringBuilder(ProgramGenerator.header("Batch" + from));
      for (int i = 0; i < count; i++) {
        ProgramGenerator program =
            new ProgramGenerator(new Random(seed * 31 + from + i), "P" + i);
        generated.add(program);
        text.append(program.text());
      }
      text.append("}\n");
      Compiled compiled = Compiled.of("Batch" + from, text.toString());
      for (ProgramGenerator program : generated) {
        Class<?> type = compiled.loadClass("Batch" + from + "$" + program.name());
        for (int input : INPUTS) {
          String expected = outcome(() -> fresh(type).sync(input));
          for (int pendings = 0; pendings < 3; pendings++) {
            Later.pendings = pendings;
            String got = outcome(() -> Later.run(fresh(type).async().start(input)));
            compared++;
            if (!got.equals(expected)) {
              mismatches.add(
                  program.name() + " input " + input + " pendings " + pendings + "\n expected "
                      + expected + "\n but was  " + got + "\n" + program.text());
            }
          }
        }
      }
    }
    Later.pendings = 1;
    assertThat(compared).isEqualTo(PROGRAMS * INPUTS.length * 3);
    assertThat(mismatches).as("seed %s", seed).isEmpty();
  }
}
