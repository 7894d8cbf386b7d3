package io.pollen.transform;

import static io.pollen.Async.await;
import static io.pollen.transform.Later.later;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollen.AsyncFunction;
import io.pollen.Future;
import io.pollen.Logged;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The size of generated code: what the JVM compiles, what it inlines and what a class file holds.
class CodeSizeTest {
  @SuppressWarnings("pollen:awaitOutside")
  static int growing() throws Exception {
    int a = await(later(1));
    int b = await(later(2));
    int c = await(later(3));
    String d = await(later("4"));
    String e = await(later("5"));
    return a + b + c + d.length() + e.length();
  }

  /// @param own what javac made of the body
  /// @param machine the code that runs it from await to await
  record Sizes(int own, int machine, int awaits) {
    static Sizes of(ClassModel model, String name) {
      MethodModel method =
          model.methods().stream().filter(m -> m.methodName().equalsString(name)).findFirst().get();
      BodyCode code = BodyCode.of(model, method);
      BodyAnalysis analysis =
          BodyAnalysis.of(
              code, new ResolvedAwaits(new LoadedClasses(CodeSizeTest.class.getClassLoader())));
      byte[] bytes =
          new RuntimeMachine(
                  analysis,
                  ClassDesc.of("io.pollen.transform.Sized"),
                  0,
                  machine ->
                      (b, input, type) -> {
                        throw new AssertionError("has no inputs");
                      },
                  AccessSites.NONE,
                  BodyEmitter.Returns.VALUE)
              .generate(CodeSizeTest.class.getClassLoader());
      return new Sizes(code.code.codeLength(), Definer.pollSize(bytes), analysis.awaits.size());
    }

    /// How many bytes one more statement takes.
    double growth(Sizes larger) {
      return (larger.machine - machine) / (double) (larger.awaits - awaits);
    }

    /// How many bytes of them are for its await: all but those of the rest of the statement.
    double awaitGrowth(Sizes larger) {
      return growth(larger) + 3 - (larger.own - own) / (double) (larger.awaits - awaits);
    }
  }

  /// The sizes of a body of so many equal statements, each with one await.
  ///
  /// @param around what is around them, with `%s` in their place
  private static Sizes repeated(String around, String statement, int times) {
    String text =
        """
        package big;
        import io.pollen.*;
        import static io.pollen.Async.await;
        class Repeated {
          static native <T> Future<T> next();
          static String body() throws Exception {
            String text = "";
            int sum = 0;
            %s
            return text + sum;
          }
        }
        """;
    String statements = around.formatted((statement + "\n").repeat(times));
    Compiled compiled = Compiled.of("big.Repeated", text.formatted(statements));
    return Sizes.of(ClassFile.of().parse(compiled.bytes("big.Repeated")), "body");
  }

  /// The awaits have the numbers 11 to 60: above 127 a number takes one byte more.
  private static void assertGrowth(String around, String statement, int ofAwait, int ofStatement) {
    Sizes ten = repeated(around, statement, 10);
    Sizes sixty = repeated(around, statement, 60);
    Offset<Double> padding = within(0.2);
    assertThat(ten.awaitGrowth(sixty)).as(statement).isCloseTo(ofAwait, padding);
    assertThat(ten.growth(sixty)).as(statement).isCloseTo(ofStatement, padding);
  }

  /// 32, and one for each use of a local, whose slot is a higher one.
  @ParameterizedTest
  @CsvSource({
    "await(next());, 32, 36",
    "text = await(next());, 33, 40",
    "sum += Async.<Integer>await(next());, 34, 46"
  })
  void anAwaitTakesFewerThan40Bytes(String statement, int ofAwait, int ofStatement) {
    assertGrowth("%s", statement, ofAwait, ofStatement);
  }

  @Test
  void anAwaitInATryBlockTakesThreeMore() {
    String around = "try { %s } catch (IllegalStateException e) { sum = 1; }";
    assertGrowth(around, "text = await(next());", 36, 43);
  }

  @Test
  void aBodyWithoutAwaitsHasNothingOfThem() {
    Sizes sizes = repeated("%s", "sum += 1;", 10);
    assertThat(sizes.machine - sizes.own).isBetween(1, 25);
  }

  @Test
  void aBodyWithAnotherLayoutAtEachAwaitStaysSmall() {
    Sizes sizes = Sizes.of(ClassBytes.take(CodeSizeTest.class), "growing");
    assertThat(sizes.machine - sizes.own).as("%s", sizes).isLessThanOrEqualTo(110 * sizes.awaits);
  }

  private static AsyncFunction<Integer, Integer> body(int awaits) throws Exception {
    StringBuilder text =
        new StringBuilder(
            """
            package big;
            import static io.pollen.Async.await;
            import io.pollen.*;
            public class Big {
              static Future<Integer> f(int i) {
                int[] polls = {0};
                return cx -> polls[0]++ == 0 && i % 7 == 0 ? Poll.pending() : Poll.ready(i);
              }
              public static final AsyncFunction<Integer, Integer> BODY = n -> {
                int s = n;
            """);
    for (int i = 0; i < awaits; i++) {
      text.append("    s += await(f(").append(i).append("));\n");
    }
    text.append("    return s;\n  };\n}\n");
    @SuppressWarnings("unchecked")
    var body =
        (AsyncFunction<Integer, Integer>)
            Compiled.of("big.Big", text.toString()).loadClass("big.Big").getField("BODY").get(null);
    return body;
  }

  @Test
  void sixHundredAwaitsWorkAndAWarningIsLoggedOnce() throws Exception {
    List<String> warnings =
        Logged.during(() -> {
          AsyncFunction<Integer, Integer> body = body(600);
          for (int i = 0; i < 3; i++) {
            assertThat(Later.run(body.start(i))).isEqualTo(i + 600 * 599 / 2);
          }
        });
    assertThat(warnings).hasSize(1);
    assertThat(warnings.getFirst())
        .matches(
            "the async block big\\.Big\\.<clinit> \\(Big\\.java:\\d+\\) has 600 awaits and \\d+"
                + " bytes of code: the JVM does not compile methods over 8000\\. Split it into"
                + " methods that return Futures");
  }

  @Test
  void aBodyOver64kBIsRefused() throws Exception {
    AsyncFunction<Integer, Integer> body = body(3_000);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () -> {
                Future<Integer> ignored = body.start(1);
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              "the async block big\\.Big\\.<clinit> \\(Big\\.java:\\d+\\) with 3000 awaits needs"
                  + " more than 64 kB of code, the most that a Java method may have\\. Split it into"
                  + " methods that return Futures");
    }
  }
}
