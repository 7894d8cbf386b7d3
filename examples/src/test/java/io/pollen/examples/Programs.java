package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/// Compiles the example programs as a user's javac would, and runs their `main`.
final class Programs {
  private Programs() {}

  /// Compiles `sources` into `target`; a compile error fails the test with javac's words.
  static void compile(List<Path> sources, Path target) throws IOException {
    assertThat(errors(sources, target)).isEmpty();
  }

  /// Compiles `sources` into `target`.
  ///
  /// @return what javac finds wrong with them
  static List<Diagnostic<? extends JavaFileObject>> errors(List<Path> sources, Path target)
      throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var found = new DiagnosticCollector<JavaFileObject>();
    try (var files = compiler.getStandardFileManager(found, null, StandardCharsets.UTF_8)) {
      var options =
          List.of(
              "-d", target.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
      compiler
          .getTask(null, files, found, options, null, files.getJavaFileObjectsFromPaths(sources))
          .call();
    }
    return found.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .toList();
  }

  /// Runs the `main` of `name`, with or without parameters, and gives what it printed.
  static String run(Path classes, String name, String... arguments) throws Exception {
    var printed = new ByteArrayOutputStream();
    PrintStream console = System.out;
    try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      Class<?> type = loader.loadClass(name);
      Method main =
          Arrays.stream(type.getDeclaredMethods())
              .filter(method -> method.getName().equals("main"))
              .findFirst()
              .orElseThrow();
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      main.setAccessible(true);
      System.setOut(out);
      try {
        Object program = constructor.newInstance();
        if (main.getParameterCount() == 0) {
          main.invoke(program);
        } else {
          main.invoke(program, (Object) arguments);
        }
      } catch (InvocationTargetException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      } finally {
        System.setOut(console);
      }
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /// The lines after `// prints: ` in a program: what it promises to print, in this order; `…`
  /// stands for anything.
  static List<String> promises(Path source) throws IOException {
    try (var lines = Files.lines(source)) {
      return lines
          .filter(line -> line.startsWith("// prints: "))
          .map(line -> line.substring("// prints: ".length()))
          .toList();
    }
  }

  /// Every promised line was printed, in this order; other lines may stand between them.
  static void assertPrintedInOrder(String printed, List<String> promises) {
    List<String> lines = printed.lines().toList();
    int from = 0;
    for (String promise : promises) {
      Pattern pattern = pattern(promise);
      int at = from;
      while (at < lines.size() && !pattern.matcher(lines.get(at)).matches()) {
        at++;
      }
      assertThat(at)
          .as("'%s' is missing, or out of order, in:%n%s", promise, printed)
          .isLessThan(lines.size());
      from = at + 1;
    }
  }

  /// Matches what is written in `promise`, where `…` stands for anything.
  static Pattern pattern(String promise) {
    return Pattern.compile(
        Stream.of(promise.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }
}
