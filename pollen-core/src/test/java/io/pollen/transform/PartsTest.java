package io.pollen.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pollen.AsyncFunction;
import io.pollen.AsyncTrace;
import io.pollen.Future;
import io.pollen.woven.AwaitStack;
import io.pollen.woven.StateMachine;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bodies in parts of a few statements: loops, try blocks and switches go from part to part, and
/// values, failures and drops cross with them.
class PartsTest {
  private static final int PROGRAMS = Integer.getInteger("pollen.parts.programs", 300);

  @TempDir Path folder;

  private static void random(Differential.Compiler compiler, int programs) throws Exception {
    long seed = Long.getLong("pollen.differential.seed", new Random().nextLong());
    Differential differential = new Differential(compiler, seed);
    SmallParts.during(() -> differential.runRandom(programs));
    differential.assertSame();
  }

  @Test
  void randomProgramsDoTheSame() throws Exception {
    random(Compiled::of, PROGRAMS);
  }

  @Test
  void randomProgramsCompiledByEclipseDoTheSame() throws Exception {
    random(texts -> Compiled.byEclipse(folder, texts), 50);
  }

  @Test
  void programsWrittenByHandDoTheSame() throws Exception {
    SmallParts.during(() -> {
      WrittenProgramsTest.compare(Compiled::of, "programs.txt", "programs-javac.txt");
      WrittenProgramsTest.compare(
          texts -> Compiled.of("-g:none", texts), "programs.txt", "programs-javac.txt");
      WrittenProgramsTest.compare(texts -> Compiled.byEclipse(folder, texts), "programs.txt");
    });
  }

  /// Each statement from line 11 is an await that says whether to fail there.
  private static final String TEXT =
      """
      package app;
      import static io.pollen.Async.*;
      import io.pollen.*;
      public class Body {
        static Future<Integer> at(int place, int failing) {
          int[] polls = {0};
          return cx -> { if (polls[0]++ == 0) return Poll.pending();
            if (place == failing) throw new IllegalStateException("at " + place); return Poll.ready(place); };
        }
        public static final AsyncFunction<Integer, Integer> BODY = n -> {
          int sum = 0;
          %sreturn sum;
        };
      }
      """;

  private static final int FIRST_LINE = 11;

  private static AsyncFunction<Integer, Integer> body() throws Exception {
    StringBuilder statements = new StringBuilder();
    for (int i = 1; i <= 20; i++) {
      statements.append("sum += await(at(").append(i).append(", n));\n");
    }
    @SuppressWarnings("unchecked")
    var body =
        (AsyncFunction<Integer, Integer>)
            Compiled.of("app.Body", TEXT.formatted(statements))
                .loadClass("app.Body")
                .getField("BODY")
                .get(null);
    return body;
  }

  @Test
  void aFailureShowsItsLineInEachPart() throws Exception {
    SmallParts.during(() -> {
      AsyncFunction<Integer, Integer> body = body();
      for (int place = 1; place <= 20; place++) {
        int at = place;
        Throwable failure = catchThrowable(() -> Later.run(body.start(at)));
        assertThat(failure).hasMessage("at " + place);
        int line = FIRST_LINE + place;
        assertThat(partsIn(failure))
            .singleElement()
            .asString()
            .contains("(Body.java:" + line + ")");
        assertThat(AsyncTrace.of(failure).orElseThrow().text())
            .contains("(Body.java:" + line + ")")
            .doesNotContain(AwaitStack.PART);
      }
    });
  }

  private static Set<StackTraceElement> partsIn(Throwable failure) {
    return Arrays.stream(failure.getStackTrace())
        .filter(frame -> frame.getMethodName().contains(AwaitStack.PART))
        .collect(Collectors.toSet());
  }

  @Test
  void aSuspendedBodyTellsItsLineInEachPart() throws Exception {
    SmallParts.during(() -> {
      Future<Integer> future = body().start(0);
      for (int place = 1; place <= 20; place++) {
        assertThat(future.poll(Later.CX).isReady()).isFalse();
        assertThat(((StateMachine<?>) future).where().getLineNumber())
            .isEqualTo(FIRST_LINE + place);
      }
      assertThat(Later.run(future)).isEqualTo(210);
    });
  }
}
