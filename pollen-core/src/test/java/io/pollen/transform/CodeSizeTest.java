package io.pollen.transform;

import static io.pollen.Async.await;
import static io.pollen.transform.Later.later;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
  /// @param machine the largest method of the code that runs it from await to await
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
                  Returns.VALUE,
                  type -> true)
              .generate(CodeSizeTest.class.getClassLoader());
      return new Sizes(
          code.code.codeLength(), ResumeCode.largest(bytes, Woven.POLL), analysis.awaits.size());
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

  @ParameterizedTest
  @ValueSource(ints = {100, 180, 220, 400, 1_000, 3_000})
  void theJvmCompilesEachMethodOfALargeBody(int awaits) {
    Sizes sizes = repeated("%s", "text = await(next());", awaits);
    assertThat(sizes.machine).isBetween(1_000, PartSize.MAX_COMPILED);
  }
}
