package io.pollen.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.AsyncFunction;
import io.pollen.Future;
import io.pollen.Logged;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies that need more code than HotSpot compiles in one method, or than a method may have.
class LargeBodiesTest {
  private static final String TEXT =
      """
      package big;
      import static io.pollen.Async.await;
      import io.pollen.*;
      public class Big {
        static Future<Integer> f(int i) {
          int[] polls = {0};
          return cx -> polls[0]++ == 0 && i %% 7 == 0 ? Poll.pending() : Poll.ready(i);
        }
        static int id(int i) { return i; }
        public static int cleanups;
        public static final AsyncFunction<Integer, Integer> BODY = n -> {
          int s = n;
          %s
          return s;
        };
      }
      """;

  private static Class<?> compiled(String statements) throws Exception {
    return Compiled.of("big.Big", TEXT.formatted(statements)).loadClass("big.Big");
  }

  @SuppressWarnings("unchecked")
  private static AsyncFunction<Integer, Integer> body(Class<?> big) throws Exception {
    return (AsyncFunction<Integer, Integer>) big.getField("BODY").get(null);
  }

  private static String awaits(int count) {
    StringBuilder statements = new StringBuilder();
    for (int i = 0; i < count; i++) {
      statements.append("    s += await(f(").append(i).append("));\n");
    }
    return statements.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 400, 1_000, 3_000})
  void manyAwaitsWorkWithoutAWarning(int awaits) throws Exception {
    List<String> warnings =
        Logged.during(() -> {
          AsyncFunction<Integer, Integer> body = body(compiled(awaits(awaits)));
          for (int i = 0; i < 3; i++) {
            assertThat(Later.run(body.start(i))).isEqualTo(i + awaits * (awaits - 1) / 2);
          }
        });
    assertThat(warnings).isEmpty();
  }

  @Test
  void theyAreDroppedAtEachOfTheirPlaces() throws Exception {
    Class<?> big = compiled("try {" + awaits(700) + "} finally { cleanups += await(f(1)); }");
    AsyncFunction<Integer, Integer> body = body(big);
    for (int polls = 1; polls <= 100; polls++) {
      Future<Integer> future = body.start(0);
      for (int i = 0; i < polls; i++) {
        assertThat(future.poll(Later.CX).isReady()).isFalse();
      }
      future.drop();
      assertThat(big.getField("cleanups").getInt(null)).isEqualTo(polls);
    }
  }

  /// Nothing may go from method to method while a monitor is held.
  private static String undividable(int statements) {
    return "synchronized (Big.class) {" + "s = id(s);\n".repeat(statements) + "} s += await(f(7));";
  }

  @Test
  void aPieceThatCannotBeDividedWorksAndIsWarnedOf() throws Exception {
    AsyncFunction<Integer, Integer> body = body(compiled(undividable(2_000)));
    List<String> warnings =
        Logged.during(() -> {
          for (int i = 0; i < 2; i++) {
            assertThat(Later.run(body.start(i))).isEqualTo(i + 7);
          }
        });
    if (System.getProperty("pollen.test.weaver") == null) {
      assertThat(warnings)
          .singleElement()
          .asString()
          .matches(
              "the async block big\\.Big\\.<clinit> \\(Big\\.java:\\d+\\) has 1 awaits and a piece of"
                  + " \\d+ bytes of code that cannot be divided: the JVM does not compile methods over"
                  + " 8000\\. Split it into methods that return Futures");
    }
  }

  @Test
  void aPieceThatIsTooLargeForAMethodIsRefused() throws Exception {
    AsyncFunction<Integer, Integer> body = body(compiled(undividable(12_500)));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () -> {
                Future<Integer> ignored = body.start(1);
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              "the async block big\\.Big\\.<clinit> \\(Big\\.java:\\d+\\) with 1 awaits needs more"
                  + " than 64 kB of code in one piece, the most that a Java method may have\\. Split"
                  + " it into methods that return Futures");
    }
  }
}
