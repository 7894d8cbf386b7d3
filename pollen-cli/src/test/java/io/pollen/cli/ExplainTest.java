package io.pollen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What `pollen explain` prints.
class ExplainTest {
  @TempDir Path folder;

  private record Result(int code, String out, String err) {
    /// Without the head, which tells the layout of the JVM.
    String blocks() {
      assertThat(out).startsWith("Sizes of this JVM: ");
      return out.substring(out.indexOf("\n\n") + 2);
    }
  }

  private static Result explain(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        PollenCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] command = Stream.concat(Stream.of("explain"), Stream.of(args)).toArray(String[]::new);
    int code = line.execute(command);
    return new Result(code, out.toString(), err.toString());
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path shop() throws IOException {
    write(
        "demo/Stock.java",
        """
        package demo;
        import static io.pollen.Async.*;
        import io.pollen.Future;
        class Stock {
          static Future<Integer> of(String name) { return async(() -> name.length()); }
        }
        """);
    return write(
        "demo/Shop.java",
        """
        package demo;
        import static io.pollen.Async.*;
        import io.pollen.Future;
        import java.util.List;
        class Shop {
          Future<String> order(long price, List<String> names) {
            return async(() -> {
              int sum = 0;
              for (String name : names) {
                sum += await(Stock.of(name));
              }
              await(order(sum, names));
              return await(this.order(price, names)) + sum;
            });
          }
          Future<Void> hello() {
            return async(() -> System.out.println("hello"));
          }
          Future<Object> many(String first, String second, String third, String fourth, int fifth) {
            return async(() -> {
              var sixth = await(of(1, 2));
              return first + second + third + fourth + fifth + sixth + await(of(3, 4));
            });
          }
          static Future<StringBuilder> of(int a, int b) { return ready(new StringBuilder()); }
          Future<Object> locked() {
            return async(() -> {
              synchronized (this) {
                return await(ready(1));
              }
            });
          }
        }
        """);
  }

  private static final String SHOP =
      """
      Shop.order  Shop.java:8-13  lambda as AsyncBody
        captures   this, List names, long price
        suspended  48 bytes
        code       NNN bytes
          state  line  awaits    keeps
              1    10  Stock.of  this, List names, long price, Iterator i$, (intermediate int)
              2    12  order     this, List names, long price, int sum
              3    13  order     int sum

      Shop.hello  Shop.java:17  lambda as AsyncAction
        no await: its first poll runs it to its end

      Shop.many  Shop.java:21-22  lambda as AsyncBody
        captures   String first, String second, String third, String fourth, int fifth
        suspended  48 bytes
        code       NNN bytes
          state  line  awaits  keeps
              1    21  of      String first, String second, String third, String fourth, int fifth
              2    22  of      (intermediate String), (intermediate String), (intermediate String),
                               (intermediate String), (intermediate int), (intermediate String)

      Shop.locked  Shop.java:28-30  lambda as AsyncBody
        captures   this
        refused    await inside synchronized at demo.Shop.locked (Shop.java:29): a monitor belongs to a
                   thread, and a suspended block has none. Await before or after the synchronized block,
                   or use io.pollen.sync.Mutex

      4 async blocks: 2 with awaits, 1 without, 1 refused.
      """;

  private static String withoutCodeSize(Result result) {
    assertThat(result.err).isEmpty();
    assertThat(result.code).isZero();
    return result.blocks().replaceAll("code {7}\\d+ bytes", "code       NNN bytes");
  }

  @Test
  void aSourceFileIsCompiledWithThoseBesideItAndOnlyItsOwnBlocksAreTold() throws IOException {
    assertThat(withoutCodeSize(explain(shop().toString()))).isEqualTo(SHOP);
  }

  @Test
  void aCompactSourceFileIsAProgramToo() throws IOException {
    Path file =
        write(
            "Hello.java",
            """
            import static io.pollen.runtime.Pollen.*;

            void main() throws Exception {
              run(() -> {
                await(sleep(Duration.ofMillis(5)));
              });
            }
            """);
    assertThat(withoutCodeSize(explain(file.toString())))
        .isEqualTo(
            """
            Hello.main  Hello.java:5-6  lambda as AsyncAction
              suspended  24 bytes
              code       NNN bytes
                state  line  awaits        keeps
                    1     5  Pollen.sleep  -

            1 async block: 1 with awaits.
            """);
  }

  private Path classes() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                OutputStream.nullOutputStream(),
                null,
                "-g",
                "-d",
                classes.toString(),
                shop().toString(),
                folder.resolve("demo/Stock.java").toString());
    assertThat(code).isZero();
    return classes;
  }

  @Test
  void classFilesFoldersJarsAndNamesTellTheSame() throws IOException {
    Path classes = classes();
    assertThat(withoutCodeSize(explain(classes.resolve("demo/Shop.class").toString())))
        .isEqualTo(SHOP);
    assertThat(withoutCodeSize(explain("-cp", classes.toString(), "demo.Shop"))).isEqualTo(SHOP);
    String all =
        SHOP.replaceFirst("(?s)4 async.*", "")
            + """
            Stock.of  Stock.java:5  lambda as AsyncBody
              captures   String name
              no await: its first poll runs it to its end

            5 async blocks: 2 with awaits, 2 without, 1 refused.
            """;
    assertThat(withoutCodeSize(explain(classes.toString()))).isEqualTo(all);
    Path jar = folder.resolve("shop.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : new String[] {"demo/Shop.class", "demo/Stock.class"}) {
        out.putNextEntry(new JarEntry(name));
        Files.copy(classes.resolve(name), out);
      }
    }
    assertThat(withoutCodeSize(explain(jar.toString()))).isEqualTo(all);
  }

  @Test
  void jsonHasTheDocumentedMembersInTheirOrder() throws IOException {
    Path file =
        write(
            "One.java",
            """
            import static io.pollen.Async.*;
            class One {
              static Object one(int a) {
                return async(() -> {
                  await(pending());
                  return a;
                });
              }
            }
            """);
    Result result = explain(file.toString(), "--json");
    assertThat(result.err).isEmpty();
    assertThat(
            result
                .out
                .replaceAll("(?s)\"layout\": \\{.*?}", "\"layout\": {}")
                .replaceAll("\"codeBytes\": \\d+", "\"codeBytes\": 0"))
        .isEqualTo(
            """
            {
              "layout": {},
              "blocks": [
                {
                  "class": "One",
                  "method": "one",
                  "file": "One.java",
                  "firstLine": 5,
                  "lastLine": 6,
                  "form": "lambda",
                  "interface": "io.pollen.AsyncBody",
                  "captured": [
                    {
                      "name": "a",
                      "type": "int"
                    }
                  ],
                  "arguments": [],
                  "outcome": "state machine",
                  "suspendedBytes": 24,
                  "suspendedBytesAtRunTime": 24,
                  "codeBytes": 0,
                  "states": [
                    {
                      "state": 1,
                      "line": 5,
                      "awaits": [
                        "io.pollen.Async.pending"
                      ],
                      "inTry": false,
                      "locals": [
                        {
                          "name": "a",
                          "type": "int"
                        }
                      ],
                      "operands": []
                    }
                  ]
                }
              ],
              "missingClasses": []
            }
            """);
  }

  @Test
  void whatIsNotThereOrDoesNotCompileExits2AndSaysWhy() throws IOException {
    Result missing = explain("Nowhere.java");
    assertThat(missing)
        .isEqualTo(new Result(2, "", "pollen explain: there is no file Nowhere.java\n"));
    assertThat(explain("demo.Nowhere").err)
        .isEqualTo(
            "pollen explain: there is no file or folder demo.Nowhere, and no class of that name in"
                + " the class path (--class-path)\n");
    Path text = write("notes.txt", "no program");
    assertThat(explain(text.toString()).err)
        .isEqualTo("pollen explain: " + text + " is no source file, class file, folder or jar\n");
    assertThat(explain("-cp", "nowhere.jar", "demo.Shop").err)
        .isEqualTo("pollen explain: there is no nowhere.jar, which the class path names\n");
    Result broken = explain(write("Broken.java", "class Broken { int x = \"\"; }").toString());
    assertThat(broken.code).isEqualTo(2);
    assertThat(broken.err)
        .contains("Broken.java:1: error: incompatible types")
        .endsWith("error: compilation failed\n");
  }

  @Test
  void classesThatAreNotFoundAreNamed() throws IOException {
    Path classes = classes();
    Files.delete(classes.resolve("demo/Stock.class"));
    assertThat(explain(classes.toString()).err).isEmpty();
    Path file =
        write(
            "demo/Late.java",
            "package demo; class Mine extends io.pollen.Async {} class Late {"
                + " Object one() { return Mine.async(() -> Mine.await(Mine.ready(1))); } }");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), file.toString());
    assertThat(code).isZero();
    Files.delete(classes.resolve("demo/Mine.class"));
    assertThat(explain(classes.resolve("demo/Late.class").toString()).err)
        .isEqualTo(
            "pollen explain: not found, and what depends on it may be missing or wrong: demo.Mine."
                + " Name their folders and jars with --class-path\n");
  }
}
