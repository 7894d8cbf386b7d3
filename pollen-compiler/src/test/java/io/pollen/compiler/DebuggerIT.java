package io.pollen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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

  @TempDir Path folder;
  private Path classes;

  @BeforeEach
  void compile() throws IOException {
    Path source = Files.createDirectories(folder.resolve("src/demo")).resolve("Shop.java");
    classes = Files.createDirectories(folder.resolve("classes"));
    Files.writeString(source, PROGRAM);
    String path = System.getProperty("java.class.path");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null, null, null, "-g", "-proc:none", "-cp", path, "-d", classes + "", source + "");
    assertThat(code).isZero();
  }

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

  private Jdb debug(String type, String comment) throws IOException {
    String path = classes + File.pathSeparator + System.getProperty("java.class.path");
    Jdb jdb = new Jdb(path, folder.resolve("src"), "demo.Shop");
    jdb.ask("stop at " + type + ":" + line(comment));
    return jdb;
  }

  /// A block that was transformed at run time is a class of its own.
  private static final String AT_RUN_TIME = "demo.Shop$order$async1";

  private static String at(String type, String method, String comment) {
    return type + "." + method + " (Shop.java:" + line(comment) + ")";
  }

  @Test
  void aBreakpointBeforeAnAwaitShowsTheMethodTheLineAndTheVariables() throws Exception {
    try (Jdb jdb = debug(AT_RUN_TIME, "begin")) {
      assertThat(jdb.go("run")).contains("Breakpoint hit", "int price = amount * 3;");
      assertThat(jdb.ask("where"))
          .contains("[1] " + at(AT_RUN_TIME, "pollRaw", "begin"))
          .contains("demo.Shop.main (Shop.java:" + line("main") + ")");
      assertThat(jdb.locals()).filteredOn(NO_THIS).containsExactly("amount = 5");
      assertThat(jdb.ask("print _this.name")).contains("= \"tea\"");
      assertThat(jdb.ask("print this")).contains("= \"async block demo.Shop.order(Shop.java:");
    }
  }

  @Test
  void aBreakpointAfterAnAwaitThatWaitedShowsTheVariablesThatWereKept() throws Exception {
    try (Jdb jdb = debug(AT_RUN_TIME, "resumed")) {
      assertThat(jdb.go("run")).contains("Breakpoint hit", "int total = price + stock + checked;");
      assertThat(jdb.ask("where")).contains("[1] " + at(AT_RUN_TIME, "pollRaw", "resumed"));
      assertThat(jdb.locals())
          .filteredOn(NO_THIS)
          .containsExactly("price = 15", "label = \"tea15\"", "checked = 15", "stock = 5");
      assertThat(jdb.go("next")).contains("System.out.println(label);");
      assertThat(jdb.locals()).contains("total = 35");
      assertThat(jdb.finish()).contains("tea15", "35");
    }
  }

  @Test
  void nextStepsOverAnAwaitThatIsReady() throws Exception {
    try (Jdb jdb = debug(AT_RUN_TIME, "begin")) {
      jdb.go("run");
      assertThat(jdb.go("next")).contains("Step completed", "String label = name + price;");
      assertThat(jdb.go("next")).contains("Step completed", "await(ready(price));");
      assertThat(jdb.locals()).contains("amount = 5", "price = 15", "label = \"tea15\"");
      assertThat(jdb.go("next")).contains("Step completed", "await(stock(label));");
      assertThat(jdb.locals()).contains("price = 15", "label = \"tea15\"", "checked = 15");
    }
  }

  /// The thread leaves the block there; it comes back by another poll.
  @Test
  void nextOverAnAwaitThatWaitsRunsOnToTheNextBreakpoint() throws Exception {
    try (Jdb jdb = debug(AT_RUN_TIME, "pending")) {
      jdb.ask("exclude java.*,jdk.*,sun.*,io.pollen.*");
      jdb.ask("stop at " + AT_RUN_TIME + ":" + line("resumed"));
      jdb.go("run");
      assertThat(jdb.go("next")).contains("Breakpoint hit", "int total = price + stock + checked;");
    }
  }

  @Test
  void stepFollowsTheBlockIntoWhatItAwaitsAndBack() throws Exception {
    try (Jdb jdb = debug(AT_RUN_TIME, "pending")) {
      jdb.ask("exclude java.*,jdk.*,sun.*,io.pollen.*");
      jdb.go("run");
      assertThat(jdb.go("step")).contains("demo.Shop.stock()", "boolean[] asked");
      jdb.ask("stop at " + AT_RUN_TIME + ":" + line("resumed"));
      assertThat(jdb.go("step up")).contains("await(stock(label));");
      assertThat(jdb.go("step")).contains("demo.Shop.lambda$stock$", "if (!asked[0])");
      assertThat(jdb.go("cont")).contains("int total = price + stock + checked;");
    }
  }
}
