package io.pollen.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No check fails at code that is unusual, or that does not compile.
class OddSourcesTest {
  private static final String TEXT =
      """
      package app;
      import static io.pollen.Async.*;
      import io.pollen.*;
      import java.util.*;
      class Odd {
        Future<Integer> timeout() { return ready(1); }
        Future<Integer> timeout(Future<Integer>... all) { return all[0]; }
        %s
      }
      """;

  @TempDir Path output;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "void m() { async(() -> { while (true) await(select(timeout(), timeout())); }); }",
        "void m() { async(() -> { while (true) {"
            + " Future<Integer> f = f.map(x -> x); await(select(f, timeout())); } }); }",
        "void m() { async(() -> { while (true) await(select(missing(), timeout(missing))); }); }",
        "void m() { async(() -> { try { await(timeout()); } catch (Missing | Throwable t) {} }); }",
        "void m() { async(() -> { try (missing; var r = new Missing()) { await(r); } finally {"
            + " await(missing.call(x -> await(x))); } }); }",
        "void m() { async(() -> { for (;;) { switch (await(select(timeout(), timeout()))) {} } }); }",
        "void m() { async(() -> { for (;;) {} return 1; }); async(x -> await(x)); async(await()); }",
        "class F implements Future<Missing>, Absent { Future<?> a = a; Future<F> b; }",
        "class F extends F implements Future<F> { Future<F> f; public Poll<F> poll(Context c) {} }",
        "interface I extends I, AsyncBody<I> {} I i = () -> await(i); Object o = async(this::m);",
        "int x = await(timeout()); static { await(select(timeout())); } record R(Future<R> r) {}",
        "void m(Future<Integer> f) { var g = async(() -> await(g)); var h = h; async(h::start); }",
      })
  void noCheckFails(String member) {
    var source =
        new SimpleJavaFileObject(URI.create("string:///app/Odd.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignore) {
            return TEXT.formatted(member);
          }
        };
    var task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(
                    null,
                    null,
                    problem -> {},
                    List.of(
                        "-d",
                        output.toString(),
                        "-proc:none",
                        "-XDshould-stop.ifError=FLOW",
                        "-cp",
                        System.getProperty("java.class.path")),
                    null,
                    List.of(source));
    List<String> defects = new ArrayList<>();
    Settings settings =
        Settings.of(Levels.of(Inspector.checks(), Map.of(), defects::add), defects::add);
    Inspector inspector = new Inspector(task, settings, defects::add, Optional::empty);
    List<String> analysed = new ArrayList<>();
    task.addTaskListener(
        new TaskListener() {
          @Override
          public void finished(TaskEvent event) {
            if (event.getKind() == TaskEvent.Kind.ANALYZE) {
              analysed.add(event.getTypeElement().toString());
              inspector.analyzed(event.getTypeElement());
            }
          }
        });
    task.call();
    assertThat(defects).isEmpty();
    assertThat(analysed).contains("app.Odd");
  }
}
