package io.pollen.transform;

import static io.pollen.Async.await;
import static io.pollen.transform.Later.later;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.AsyncFunction;
import io.pollen.Future;
import io.pollen.Logged;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The size of generated code: what the JVM compiles, what it inlines and what a class file holds.
class CodeSizeTest {
  static String plain(String name) throws Exception {
    String a = await(later(name));
    String b = await(later(a + name));
    String c = await(later(b + name));
    String d = await(later(c + name));
    String e = await(later(d + name));
    String f = await(later(e + name));
    String g = await(later(f + name));
    String h = await(later(g + name));
    return await(later(h + name)) + await(later(name));
  }

  static int growing() throws Exception {
    int a = await(later(1));
    int b = await(later(2));
    int c = await(later(3));
    String d = await(later("4"));
    String e = await(later("5"));
    return a + b + c + d.length() + e.length();
  }

  record Sizes(int before, int after, int awaits) {
    double growth() {
      return (after - before) / (double) awaits;
    }
  }

  private static Sizes sizes(String name) {
    var model = ClassBytes.take(CodeSizeTest.class);
    MethodModel method =
        model.methods().stream().filter(m -> m.methodName().equalsString(name)).findFirst().get();
    BodyCode code = BodyCode.of(model, method);
    BodyAnalysis analysis =
        BodyAnalysis.of(
            code, new ResolvedAwaits(new LoadedClasses(CodeSizeTest.class.getClassLoader())));
    ClassDesc self = ClassDesc.of("io.pollen.transform.Sized");
    byte[] bytes =
        new RuntimeMachine(
                analysis,
                self,
                code.inputs().size(),
                machine ->
                    (b, i, type) -> {
                      b.aload(0).getfield(self, "a" + i, ClassDesc.of("java.lang.Object"));
                      assertThat(TypeKind.from(type)).isEqualTo(TypeKind.REFERENCE);
                      b.checkcast(type);
                    },
                AccessSites.NONE,
                BodyEmitter.Returns.VALUE)
            .generate(CodeSizeTest.class.getClassLoader());
    return new Sizes(code.code.codeLength(), Definer.pollSize(bytes), analysis.awaits.size());
  }

  @Test
  void aPlainBodyGrowsByAtMost60BytesForEachAwait() {
    Sizes sizes = sizes("plain");
    assertThat(sizes.awaits).isEqualTo(10);
    assertThat(sizes.growth()).as("%s", sizes).isLessThanOrEqualTo(60);
  }

  @Test
  void aBodyWithAnotherLayoutAtEachAwaitStaysSmall() {
    Sizes sizes = sizes("growing");
    assertThat(sizes.growth()).as("%s", sizes).isLessThanOrEqualTo(110);
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
