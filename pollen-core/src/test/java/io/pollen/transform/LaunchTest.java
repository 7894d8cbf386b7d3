package io.pollen.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Async;
import java.io.File;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Async blocks in every way to start a Java program, each in a JVM of its own, with nothing but
/// the jar of this module.
class LaunchTest {
  private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

  @TempDir static Path shared;
  @TempDir Path work;
  private static Path jar;

  /// A program's own part, with a private member, a nested block and an await that is Pending.
  private static final String BODY =
      """
      private static String secret(String s) { return "<" + s + ">"; }
      static Future<String> greet(String name) {
        return async(() -> {
          int[] polls = {0};
          Future<String> slow = cx -> {
            if (polls[0]++ == 0) { cx.waker().wake(); return Poll.pending(); }
            return Poll.ready(name);
          };
          String got = await(slow);
          Runnable nested = () -> System.out.println(secret("nested " + got));
          nested.run();
          return secret(await(async(() -> "hello " + await(slow2(got)))));
        });
      }
      static Future<String> slow2(String s) { return cx -> Poll.ready(s + "!"); }
      """;

  private static final String IMPORTS =
      """
      import static io.pollen.Async.*;
      import io.pollen.*;
      import io.pollen.Future;
      """;

  private static final String OUTPUT = "<nested jar>\n<hello jar!>\n";

  @BeforeAll
  static void makeTheJar() throws URISyntaxException {
    Path classes = Path.of(Async.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    jar = shared.resolve("pollen-core.jar");
    int result =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, "cf", jar.toString(), "-C", classes.toString(), ".");
    assertThat(result).isZero();
  }

  private Path write(String name, String text) throws Exception {
    Path file = work.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private String run(String input, String tool, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(BIN.resolve(tool).toString());
    Stream.of(arguments).map(String::valueOf).forEach(command::add);
    Path output = work.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("timed out: " + command + "\n" + Files.readString(output));
    }
    return Files.readString(output).replace("\r\n", "\n");
  }

  private void compile(Object... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("-proc:none"));
    Stream.of(arguments).map(String::valueOf).forEach(all::add);
    int result =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(System.out, System.err, all.toArray(String[]::new));
    assertThat(result).isZero();
  }

  private static String program(String packageLine, String firstStatement) {
    return packageLine
        + IMPORTS
        + "public class Main {\n"
        + BODY
        + "public static void main(String[] args) throws Exception {\n"
        + firstStatement
        + "System.out.println(Drive.drive(greet(\"jar\"))); } }\n";
  }

  @Test
  void classPathOfAJar() throws Exception {
    Path source = write("src/app/Main.java", program("package app;\n", ""));
    compile("-cp", jar, "-d", work.resolve("classes"), source);
    Path app = work.resolve("app.jar");
    ToolProvider.findFirst("jar")
        .orElseThrow()
        .run(System.out, System.err, "cf", app.toString(), "-C", work + "/classes", ".");
    assertThat(run("", "java", "-cp", jar + File.pathSeparator + app, "app.Main"))
        .isEqualTo(OUTPUT);
  }

  /// Each of these would cost the first block of a cold JVM 5 to 30 ms.
  @Test
  void aFirstBlockLinksNoDearCallSites() throws Exception {
    Path source = write("src/app/Main.java", program("package app;\n", ""));
    compile("-XDstringConcat=inline", "-cp", jar, "-d", work.resolve("classes"), source);
    String log =
        run(
            "",
            "java",
            "-Xlog:class+load",
            "-cp",
            jar + File.pathSeparator + work.resolve("classes"),
            "app.Main");
    assertThat(log)
        .contains("<hello jar!>", "io.pollen.transform.FrameSimulation ")
        .doesNotContain(
            "java.lang.runtime.SwitchBootstraps ",
            "java.lang.runtime.ObjectMethods ",
            "java.lang.invoke.StringConcatFactory ");
  }

  @Test
  void sourceLauncher() throws Exception {
    Path source = write("Main.java", program("", ""));
    assertThat(run("", "java", "-cp", jar, source)).isEqualTo(OUTPUT);
  }

  @Test
  void compactSourceFile() throws Exception {
    Path source =
        write(
            "compact.java",
            IMPORTS
                + BODY
                + "void main() throws Exception { IO.println(Drive.drive(greet(\"jar\"))); }\n");
    assertThat(run("", "java", "-cp", jar, source)).isEqualTo(OUTPUT);
  }

  private static final String SHELL =
      """
      import static io.pollen.Async.*
      import io.pollen.Future
      import io.pollen.Poll
      import io.pollen.Drive
      int[] polls = {0}
      Future<String> slow = cx -> { if (polls[0]++ == 0) { cx.waker().wake(); return Poll.pending(); } return Poll.ready("shell"); }
      Future<String> greet() { return async(() -> { String s = await(slow); Runnable r = () -> System.out.println("nested " + s); r.run(); return "hello " + s; }); }
      System.out.println(Drive.drive(greet()))
      /exit
      """;

  @Test
  void jshellInItsOwnJvm() throws Exception {
    String output = run(SHELL, "jshell", "--execution", "local", "-s", "--class-path", jar);
    assertThat(output).contains("nested shell").contains("hello shell").doesNotContain("Exception");
  }

  @Test
  void jshellInARemoteJvm() throws Exception {
    String output = run(SHELL, "jshell", "-s", "--class-path", jar);
    assertThat(output).contains("nested shell").contains("hello shell").doesNotContain("Exception");
  }

  private String module(String moduleInfo, String firstStatement) throws Exception {
    Path info = write("mod/module-info.java", moduleInfo);
    Path source = write("mod/app/Main.java", program("package app;\n", firstStatement));
    compile("-p", jar, "-d", work.resolve("mods/app"), info, source);
    return run(
        "", "java", "-p", jar + File.pathSeparator + work.resolve("mods"), "-m", "app/app.Main");
  }

  @Test
  void namedModuleThatOpensItsPackage() throws Exception {
    assertThat(module("module app { requires io.pollen; opens app to io.pollen; }", ""))
        .isEqualTo(OUTPUT);
  }

  @Test
  void namedModuleThatRegisters() throws Exception {
    assertThat(
            module(
                "module app { requires io.pollen; }",
                "Async.register(java.lang.invoke.MethodHandles.lookup());\n"))
        .isEqualTo(OUTPUT);
  }

  @Test
  void namedModuleThatDoesNeitherIsTold() throws Exception {
    assertThat(module("module app { requires io.pollen; }", ""))
        .contains(
            "Refused: the async blocks of app.Main need access to its package: write"
                + " 'opens app to io.pollen;' in the module-info of app, or call"
                + " Async.register(MethodHandles.lookup()) once, from any class of that module");
  }

  @Test
  void moduleOfThisLibraryWithAProgramOnTheClassPath() throws Exception {
    Path source = write("src/app/Main.java", program("package app;\n", ""));
    compile("-cp", jar, "-d", work.resolve("classes"), source);
    assertThat(
            run(
                "",
                "java",
                "-p",
                jar,
                "--add-modules",
                "io.pollen",
                "-cp",
                work.resolve("classes"),
                "app.Main"))
        .isEqualTo(OUTPUT);
  }
}
