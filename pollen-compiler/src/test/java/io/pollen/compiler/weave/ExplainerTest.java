package io.pollen.compiler.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.transform.BlockReport;
import io.pollen.transform.BlockReport.Fields;
import io.pollen.transform.BlockReport.Form;
import io.pollen.transform.BlockReport.Machine;
import io.pollen.transform.BlockReport.Plain;
import io.pollen.transform.BlockReport.Refusal;
import io.pollen.transform.BlockReport.State;
import io.pollen.transform.BlockReport.Variable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.classfile.TypeKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.spi.ToolProvider;
import org.eclipse.jdt.core.compiler.batch.BatchCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is told of class files that are not loaded.
class ExplainerTest {
  private static final String HEAD =
      """
      package demo;
      import static demo.Facade.*;
      import io.pollen.*;
      import io.pollen.Future;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.concurrent.locks.*;
      class Facade extends Async {}
      class Shop {
        Future<String> open = ready("open");
        ReentrantLock lock = new ReentrantLock();
        static Future<Long> count(long most) { return ready(most); }
      """;

  /// The line of the first method of a test.
  private static final int FIRST = 13;

  @TempDir Path folder;

  private byte[] find(String name) {
    Path file = folder.resolve(name + ".class");
    try (InputStream in =
        Files.exists(file)
            ? Files.newInputStream(file)
            : ClassLoader.getSystemResourceAsStream(name + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Explainer explainer(String without) throws IOException {
    return new Explainer(
        name -> name.equals(without) ? Optional.empty() : Optional.ofNullable(find(name)));
  }

  private List<BlockReport> reports(String type) throws IOException {
    return explainer("").of(find(type));
  }

  private void compile(String debugging, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("Shop.java"), text);
    String path = System.getProperty("java.class.path");
    String[] options = {"-proc:none", debugging, "-cp", path, "-d", "" + folder, "" + file};
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages);
    assertThat(ToolProvider.findFirst("javac").orElseThrow().run(out, out, options))
        .as("%s", messages)
        .isZero();
  }

  private List<BlockReport> reportsOf(String methods) throws IOException {
    compile("-g", HEAD + methods + "}");
    return reports("demo/Shop");
  }

  private BlockReport report(String methods) throws IOException {
    List<BlockReport> reports = reportsOf(methods);
    assertThat(reports).hasSize(1);
    return reports.getFirst();
  }

  private static Machine machine(BlockReport report) {
    assertThat(report.outcome()).isInstanceOf(Machine.class);
    return (Machine) report.outcome();
  }

  private static Variable variable(String name, String type) {
    return new Variable(name, type);
  }

  private static final String LOOP =
      """
      Future<String> loop(int times, String greeting) {
        return async(() -> {
          String all = "";
          for (int i = 0; i < times; i++) {
            all += greeting + await(open);
          }
          try {
            return all + await(count(3));
          } finally {
            all = "";
          }
        });
      }
      """;

  @Test
  void aLambdaHasItsPlaceItsCapturesAndAStateForEachAwait() throws IOException {
    BlockReport report = report(LOOP);
    assertThat(report.owner()).isEqualTo("demo.Shop");
    assertThat(report.method()).isEqualTo("loop");
    assertThat(report.file()).isEqualTo("Shop.java");
    assertThat(report.firstLine()).isEqualTo(FIRST + 2);
    assertThat(report.lastLine()).isEqualTo(FIRST + 10);
    assertThat(report.form()).isEqualTo(Form.LAMBDA);
    assertThat(report.type()).isEqualTo("io.pollen.AsyncBody");
    Variable self = variable("this", "demo.Shop");
    Variable times = variable("times", "int");
    Variable greeting = variable("greeting", "java.lang.String");
    assertThat(report.captured()).containsExactly(self, times, greeting);
    assertThat(report.arguments()).isEmpty();
    String string = "java.lang.String";
    assertThat(machine(report).states())
        .containsExactly(
            new State(
                1,
                FIRST + 4,
                List.of("demo.Shop.open"),
                false,
                List.of(self, times, greeting, variable("i", "int")),
                List.of(string, string)),
            new State(2, FIRST + 7, List.of("demo.Shop.count"), true, List.of(), List.of(string)));
    assertThat(machine(report).codeBytes()).isBetween(100, 600);
  }

  @Test
  void theFieldsOfAnInstanceAreThoseOfAllItsClasses() throws IOException {
    Machine machine = machine(report(LOOP));
    List<TypeKind> inherited = List.of(TypeKind.INT, TypeKind.REFERENCE);
    TypeKind reference = TypeKind.REFERENCE;
    List<TypeKind> own =
        List.of(reference, reference, reference, reference, TypeKind.INT, TypeKind.INT);
    assertThat(machine.transformed().classes().stream().filter(fields -> !fields.isEmpty()))
        .containsExactly(inherited, own);
    assertThat(machine.woven()).isEqualTo(machine.transformed());
  }

  @Test
  void wovenMachinesHoldWhatIsCapturedAlsoWhereNoAwaitKeepsIt() throws IOException {
    Machine machine =
        machine(
            report(
                """
                Future<String> all(String a, String b, double c) {
                  return async(() -> {
                    String all = a + b + c;
                    await(open);
                    return all;
                  });
                }
                """));
    assertThat(lowest(machine.transformed())).containsExactly(TypeKind.REFERENCE);
    assertThat(lowest(machine.woven()))
        .containsExactly(
            TypeKind.REFERENCE, TypeKind.REFERENCE, TypeKind.REFERENCE, TypeKind.DOUBLE);
  }

  private static String counting(int awaits) {
    return "Future<Object> many() { return async(() -> {\n"
        + "await(count(3));\n".repeat(awaits)
        + "return open; }); }";
  }

  @Test
  void theMachineOfADividedBodyHasAnIntMoreAndItsCodeIsThatOfAllParts() throws IOException {
    Machine small = machine(report(counting(10)));
    Machine large = machine(report(counting(1_000)));
    assertThat(lowest(small.woven())).containsExactly(TypeKind.REFERENCE);
    assertThat(lowest(large.woven())).containsExactly(TypeKind.REFERENCE, TypeKind.INT);
    assertThat(large.transformed()).isEqualTo(large.woven());
    assertThat(large.codeBytes()).isGreaterThan(1_000 * 32);
  }

  private static List<TypeKind> lowest(Fields fields) {
    return fields.classes().getLast();
  }

  private List<String> awaited(String expression) throws IOException {
    return machine(
            report(
                "Future<Object> one(Future<String>[] array, boolean two) {\n"
                    + "return async(() -> { Future<String> local; return await("
                    + expression
                    + "); }); }\n"
                    + "static class Own implements Future<String> {\n"
                    + "public Poll<String> poll(Context cx) { return Poll.pending(); } }\n"))
        .states()
        .getFirst()
        .awaited();
  }

  @Test
  void whatIsAwaitedIsNamedAsInTheSource() throws IOException {
    assertThat(awaited("ready(1)")).containsExactly("demo.Facade.ready");
    assertThat(awaited("count(1).map(n -> n + 1)")).containsExactly("io.pollen.Future.map");
    assertThat(awaited("new Own()")).containsExactly("new demo.Shop$Own");
    assertThat(awaited("array[0]")).containsExactly("an array element");
    assertThat(awaited("local = open")).containsExactly("demo.Shop.open");
    assertThat(awaited("List.of(open).get(0)")).containsExactly("java.util.List.get");
    assertThat(awaited("CompletableFuture.completedStage(1)"))
        .containsExactly("java.util.concurrent.CompletableFuture.completedStage");
    assertThat(awaited("two ? open : two ? new Own() : array[1]"))
        .containsExactlyInAnyOrder("demo.Shop.open", "new demo.Shop$Own", "an array element");
    assertThat(awaited("switch (array.length) { case 0 -> open; default -> count(1); }"))
        .containsExactlyInAnyOrder("demo.Shop.open", "demo.Shop.count");
  }

  @Test
  void blocksWithoutAwaitsAndRefusedOnesAreTold() throws IOException {
    List<BlockReport> reports =
        reportsOf(
            """
            Future<Integer> plain(int x) { return async(() -> x); }
            Future<Integer> locked() {
              return async(() -> {
                lock.lock();
                try { return await(ready(1)); } finally { lock.unlock(); }
              });
            }
            Integer overridable() throws Exception { return await(ready(1)); }
            Future<Integer> reference() { return async(this::overridable); }
            """);
    assertThat(reports.getFirst().outcome()).isEqualTo(new Plain());
    assertThat(((Refusal) reports.get(1).outcome()).reason())
        .startsWith("await at demo.Shop.locked (Shop.java:" + (FIRST + 4) + ") while this.lock");
    assertThat(((Refusal) reports.get(2).outcome()).reason())
        .startsWith("await in the overridable method demo.Shop.overridable (Shop.java:");
    assertThat(reports).hasSize(3);
  }

  @Test
  void methodReferencesClassesAndOwnInterfacesAreBodies() throws IOException {
    compile(
        "-g",
        HEAD
            + """
            interface Handler<A> extends AsyncFunction<A, String> {}
            static String handle(int limit, String x) throws Exception {
              return limit + await(ready(x));
            }
            Object bodies = new Object[] {
              (AsyncBiFunction<Integer, String, String>) Shop::handle,
              (Handler<Long>) x -> "" + await(count(x)),
              (Callable<String> & java.io.Serializable) () -> "no body"
            };
            }
            class Job implements AsyncFunction<String, Optional<String>> {
              public Optional<String> apply(String x) throws Exception {
                return Optional.of(await(Async.ready(x)));
              }
            }
            """);
    List<BlockReport> reports = reports("demo/Shop");
    assertThat(reports).hasSize(2);
    BlockReport reference = reports.getFirst();
    assertThat(reference.form()).isEqualTo(Form.METHOD_REFERENCE);
    assertThat(reference.method()).isEqualTo("handle");
    assertThat(reference.captured()).isEmpty();
    assertThat(reference.arguments())
        .containsExactly(variable("limit", "int"), variable("x", "java.lang.String"));
    assertThat(machine(reference).states()).hasSize(1);
    BlockReport own = reports.get(1);
    assertThat(own.type()).isEqualTo("demo.Shop$Handler");
    assertThat(own.arguments()).containsExactly(variable("x", "java.lang.Long"));
    BlockReport job = reports("demo/Job").getFirst();
    assertThat(job.form()).isEqualTo(Form.CLASS);
    assertThat(job.method()).isEqualTo("apply");
    assertThat(job.captured()).isEmpty();
    assertThat(job.arguments()).containsExactly(variable("x", "java.lang.String"));
    assertThat(machine(job).states().getFirst().awaited()).containsExactly("io.pollen.Async.ready");
  }

  @Test
  void withoutDebugInformationOnlyNamesAndLinesAreMissing() throws IOException {
    compile("-g:none", HEAD + LOOP + "}");
    BlockReport report = reports("demo/Shop").getFirst();
    assertThat(report.file()).isNull();
    assertThat(report.firstLine()).isEqualTo(-1);
    assertThat(report.captured())
        .containsExactly(
            variable("this", "demo.Shop"),
            variable(null, "int"),
            variable(null, "java.lang.String"));
    Machine debuggable = machine(report(LOOP));
    assertThat(machine(report).transformed()).isEqualTo(debuggable.transformed());
    assertThat(machine(report).states()).hasSize(2);
  }

  @Test
  void theEclipseCompilersClassesTellAllButTheNamesOfCapturedVariables() throws IOException {
    Path file = Files.writeString(folder.resolve("Shop.java"), HEAD + LOOP + "}");
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages);
    String path = System.getProperty("java.class.path");
    String[] options = {"-25", "-g", "-nowarn", "-cp", path, "-d", "" + folder, "" + file};
    assertThat(BatchCompiler.compile(options, out, out, null)).as("%s", messages).isTrue();
    BlockReport report = reports("demo/Shop").getFirst();
    assertThat(report.captured())
        .containsExactly(
            variable("this", "demo.Shop"),
            variable(null, "int"),
            variable(null, "java.lang.String"));
    assertThat(machine(report).states().stream().map(State::awaited))
        .containsExactly(List.of("demo.Shop.open"), List.of("demo.Shop.count"));
  }

  @Test
  void aClassThatIsNotThereIsNamed() throws IOException {
    compile("-g", HEAD + LOOP + "}");
    Explainer explainer = explainer("demo/Facade");
    assertThat(explainer.of(find("demo/Shop")).getFirst().outcome()).isEqualTo(new Plain());
    assertThat(explainer.missing()).isEqualTo(Set.of("demo.Facade"));
  }

  @Test
  void blocksThatAreWovenAlreadyAreCounted() throws IOException {
    compile("-g", HEAD + LOOP + "}");
    List<Path> classPath = WeaveMain.classPath(System.getProperty("java.class.path"));
    assertThat(Weaver.weaveDirectory(folder, classPath).blocks()).isEqualTo(1);
    Explainer explainer = explainer("");
    assertThat(explainer.of(find("demo/Shop"))).isEmpty();
    assertThat(explainer.woven()).isEqualTo(Set.of("demo.Shop$loop$woven1"));
    assertThat(explainer.of(find("demo/Shop$loop$woven1"))).isEmpty();
    assertThat(explainer.woven()).hasSize(1);
  }
}
