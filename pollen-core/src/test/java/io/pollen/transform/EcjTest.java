package io.pollen.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.woven.StateMachine;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bodies compiled by the Eclipse compiler: it lays out `finally`, switches and lambdas in its own
/// way, and names lambda methods otherwise.
class EcjTest {
  private static final String TEXT =
      """
      package app;
      import static io.pollen.Async.*;
      import io.pollen.*;
      import java.util.*;
      public class Body {
        private final List<String> log = new ArrayList<>();
        record Pair(Object a, Object b) {}
        static <T> Future<T> slow(T value) {
          int[] polls = {0};
          return cx -> polls[0]++ == 0 ? Poll.pending() : Poll.ready(value);
        }
        private int secret(int x) { return x * 2; }
        class Res implements AutoCloseable {
          Res(String name) { log.add("open " + name); }
          public void close() { log.add("close"); }
        }
        public Future<String> greet(String name, int n) {
          return async(() -> {
            long sum = n;
            for (int i = 0; i < await(slow(3)); i++) sum += secret(await(slow(i)));
            String text = name + await(slow("-")) + new StringBuilder(await(slow("x"))).append(await(slow('c')));
            try (Res r = new Res(await(slow("r")))) {
              text += switch (await(slow((Object) new Pair(1, "two")))) {
                case Pair(Integer a, String b) when a > 0 -> b + await(slow(a));
                default -> "none";
              };
              Integer.parseInt(await(slow("no number")));
            } catch (NumberFormatException e) {
              log.add("caught");
            } finally {
              log.add(await(slow("finally")));
            }
            Runnable nested = () -> log.add("nested " + name);
            nested.run();
            return text + sum + log;
          });
        }
        public Future<String> locked() {
          return async(() -> {
            synchronized (log) {
              return await(slow("x"));
            }
          });
        }
      }
      """;

  @TempDir Path folder;

  private Object instance() throws Exception {
    return Compiled.byEclipse(folder, Map.of("app.Body", TEXT))
        .loadClass("app.Body")
        .getConstructor()
        .newInstance();
  }

  @SuppressWarnings("unchecked")
  private static Future<String> greet(Object body) throws Exception {
    return (Future<String>)
        body.getClass().getMethod("greet", String.class, int.class).invoke(body, "name", 4);
  }

  @Test
  void aBodyOfTheEclipseCompilerWorks() throws Exception {
    assertThat(Later.run(greet(instance())))
        .isEqualTo("name-xctwo110[open r, close, caught, finally, nested name]");
  }

  @Test
  void itsPositionIsKnown() throws Exception {
    Future<String> block = greet(instance());
    assertThat(block.poll(Later.CX).isReady()).isFalse();
    assertThat(((StateMachine<?>) block).where().toString())
        .matches("app\\.Body\\..*\\(Body\\.java:\\d+\\)");
  }

  @Test
  void itsRefusalsAreThoseOfJavac() throws Exception {
    Object body = instance();
    assertThatThrownBy(() -> body.getClass().getMethod("locked").invoke(body))
        .cause()
        .hasMessageContaining("await inside synchronized at app.Body.")
        .hasMessageContaining("Body.java:41");
  }

  @Test
  void randomProgramsDoTheSameAsynchronously() throws Exception {
    Differential differential =
        new Differential(texts -> Compiled.byEclipse(folder, texts), new Random().nextLong());
    differential.runRandom(100);
    differential.assertSame();
  }
}
