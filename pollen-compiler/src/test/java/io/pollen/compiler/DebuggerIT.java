package io.pollen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.compiler.weave.WeaveMain;
import io.pollen.compiler.weave.Weaver;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a person sees who debugs an async block by jdb.
@Timeout(180)
class DebuggerIT {
  private static final String PROGRAM =
      """
      package demo;

      import static io.pollen.Async.*;

      import io.pollen.Drive;
      import io.pollen.Future;
      import io.pollen.Poll;

      public class Shop {
        private final String name;

        Shop(String name) {
          this.name = name;
        }

        Future<Integer> order(int amount) {
          return async(() -> {
            int price = amount * 3; // begin
            String label = name + price;
            int checked = await(ready(price)); // ready
            int stock = await(stock(label)); // pending
            int total = price + stock + checked; // resumed
            System.out.println(label);
            return total; // end
          });
        }

        static Future<Integer> stock(String label) {
          boolean[] asked = {false};
          return pollFn(cx -> {
            if (!asked[0]) {
              asked[0] = true;
              cx.waker().wake();
              return Poll.pending();
            }
            return Poll.ready(label.length());
          });
        }

        public static void main(String[] args) throws Exception {
          System.out.println(Drive.drive(new Shop("tea").order(5))); // main
        }
      }
      """;

  private static final Predicate<String> NO_THIS = local -> !local.startsWith("_this = ");

  /// Where the code of the block is, and what a debugger calls it.
  private enum BackEnd {
    AT_RUN_TIME("demo.Shop$order$async1", "pollRaw"),
    WOVEN("demo.Shop", "lambda\\$order\\$\\w+\\$1");

    final String type;

    /// A regular expression.
    final String method;

    BackEnd(String type, String method) {
      this.type = type;
      this.method = method;
    }
  }

  @TempDir Path folder;

  /// The line of the program that ends with a comment.
  private static int line(String comment) {
    List<String> lines = PROGRAM.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).endsWith("// " + comment)) {
        return i + 1;
      }
    }
    throw new AssertionError(comment);
  }

  private Path compile(BackEnd backEnd) throws IOException {
    Path source = Files.createDirectories(folder.resolve("src/demo")).resolve("Shop.java");
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Files.writeString(source, PROGRAM);
    String path = System.getProperty("java.class.path");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null, null, null, "-g", "-proc:none", "-cp", path, "-d", classes + "", source + "");
    assertThat(code).isZero();
    if (backEnd == BackEnd.WOVEN) {
      assertThat(Weaver.weaveDirectory(classes, WeaveMain.classPath(path)).blocks()).isEqualTo(1);
    }
    return classes;
  }

  /// With a breakpoint at a line of the block.
  private Jdb debug(BackEnd backEnd, String comment) throws IOException {
    String path = compile(backEnd) + File.pathSeparator + System.getProperty("java.class.path");
    Jdb jdb = new Jdb(path, folder.resolve("src"), "demo.Shop");
    stopAt(jdb, backEnd, comment);
    return jdb;
  }

  private static void stopAt(Jdb jdb, BackEnd backEnd, String comment) {
    jdb.ask("stop at " + backEnd.type + ":" + line(comment));
  }

  /// The frame of the block at a line.
  private static Pattern at(BackEnd backEnd, String comment) {
    String type = Pattern.quote("[1] " + backEnd.type + ".");
    return Pattern.compile(type + backEnd.method + " \\(Shop\\.java:" + line(comment) + "\\)");
  }

  /// Stepping passes over what is not the program's own.
  private static void exclude(Jdb jdb) {
    jdb.ask("exclude java.*,jdk.*,sun.*,io.pollen.*,demo.Shop$order$woven*");
  }

  @ParameterizedTest
  @EnumSource
  void aBreakpointBeforeAnAwaitShowsTheMethodTheLineAndTheVariables(BackEnd backEnd)
      throws Exception {
    try (Jdb jdb = debug(backEnd, "begin")) {
      assertThat(jdb.go("run")).contains("Breakpoint hit", "int price = amount * 3;");
      assertThat(jdb.ask("where"))
          .containsPattern(at(backEnd, "begin"))
          .contains("demo.Shop.main (Shop.java:" + line("main") + ")");
      assertThat(jdb.locals()).filteredOn(NO_THIS).containsExactly("amount = 5");
      assertThat(jdb.ask("print _this.name")).contains("= \"tea\"");
      if (backEnd == BackEnd.AT_RUN_TIME) {
        assertThat(jdb.ask("print this")).contains("= \"async block demo.Shop.order(Shop.java:");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBreakpointAfterAnAwaitThatWaitedShowsTheVariablesThatWereKept(BackEnd backEnd)
      throws Exception {
    try (Jdb jdb = debug(backEnd, "resumed")) {
      assertThat(jdb.go("run")).contains("Breakpoint hit", "int total = price + stock + checked;");
      assertThat(jdb.ask("where")).containsPattern(at(backEnd, "resumed"));
      assertThat(jdb.locals())
          .filteredOn(NO_THIS)
          .containsExactly("price = 15", "label = \"tea15\"", "checked = 15", "stock = 5");
      assertThat(jdb.go("next")).contains("System.out.println(label);");
      assertThat(jdb.locals()).contains("total = 35");
      assertThat(jdb.finish()).contains("tea15", "35");
    }
  }

  @ParameterizedTest
  @EnumSource
  void nextStepsOverAnAwaitThatIsReady(BackEnd backEnd) throws Exception {
    try (Jdb jdb = debug(backEnd, "begin")) {
      jdb.go("run");
      assertThat(jdb.go("next")).contains("Step completed", "String label = name + price;");
      assertThat(jdb.go("next")).contains("Step completed", "await(ready(price));");
      assertThat(jdb.locals()).contains("amount = 5", "price = 15", "label = \"tea15\"");
      assertThat(jdb.go("next")).contains("Step completed", "await(stock(label));");
      assertThat(jdb.locals()).contains("price = 15", "label = \"tea15\"", "checked = 15");
    }
  }

  /// The thread leaves the block there; it comes back by another poll.
  @ParameterizedTest
  @EnumSource
  void nextOverAnAwaitThatWaitsRunsOnToTheNextBreakpoint(BackEnd backEnd) throws Exception {
    try (Jdb jdb = debug(backEnd, "pending")) {
      exclude(jdb);
      stopAt(jdb, backEnd, "resumed");
      jdb.go("run");
      assertThat(jdb.go("next")).contains("Breakpoint hit", "int total = price + stock + checked;");
    }
  }

  @ParameterizedTest
  @EnumSource
  void stepFollowsTheBlockIntoWhatItAwaitsAndBack(BackEnd backEnd) throws Exception {
    try (Jdb jdb = debug(backEnd, "pending")) {
      exclude(jdb);
      jdb.go("run");
      assertThat(jdb.go("step")).contains("demo.Shop.stock()", "boolean[] asked");
      stopAt(jdb, backEnd, "resumed");
      assertThat(jdb.go("step up")).contains("await(stock(label));");
      assertThat(jdb.go("step")).contains("demo.Shop.lambda$stock$", "if (!asked[0])");
      assertThat(jdb.go("cont")).contains("int total = price + stock + checked;");
    }
  }
}
