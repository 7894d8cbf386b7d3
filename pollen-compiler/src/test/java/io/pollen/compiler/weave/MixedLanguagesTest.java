package io.pollen.compiler.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Drive;
import io.pollen.Future;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Java and Groovy in one folder of class files, each calling the other.
class MixedLanguagesTest {
  private static final String JAVA =
      """
      package mixed;

      import static io.pollen.Async.*;
      import io.pollen.Future;

      public class Desk {
        public static Future<String> greet(String name) {
          return async(() -> new Greeter().greet(await(ready(name))));
        }

        public static Future<String> viaGroovy() {
          return async(() -> await(new Greeter().later("Grace")));
        }
      }
      """;

  /// A closure is no async body; of a lambda, Groovy makes what javac does.
  private static final String GROOVY =
      """
      package mixed

      import static io.pollen.Async.*
      import groovy.transform.CompileStatic
      import io.pollen.AsyncBody
      import io.pollen.Future

      @CompileStatic
      class Greeter {
        String greet(String name) {
          ['hello', name].collect { it.toUpperCase() }.join(' ')
        }

        Future<String> later(String name) {
          ready(name).map { greet(it) }
        }

        Future<String> closure(String name) {
          async({ -> await(ready(name)) } as AsyncBody<String>)
        }

        Future<String> lambda(String name) {
          async((AsyncBody<String>) () -> await(ready(name)))
        }
      }
      """;

  @TempDir static Path sources;
  @TempDir static Path classes;

  private static Map<String, byte[]> before;
  private static WeaveReport report;

  @BeforeAll
  static void compileAndWeave() throws IOException {
    String classPath = System.getProperty("java.class.path");
    compileGroovy(classPath);
    compileJava(classes + File.pathSeparator + classPath);
    before = groovyClasses();
    report =
        Weaver.weaveDirectory(
            classes, Arrays.stream(classPath.split(File.pathSeparator)).map(Path::of).toList());
  }

  private static void compileGroovy(String classPath) throws IOException {
    var configuration = new CompilerConfiguration();
    configuration.setTargetDirectory(classes.toFile());
    configuration.setClasspath(classPath);
    var unit = new CompilationUnit(configuration);
    unit.addSource(Files.writeString(sources.resolve("Greeter.groovy"), GROOVY).toFile());
    unit.compile();
  }

  private static void compileJava(String classPath) throws IOException {
    String source = Files.writeString(sources.resolve("Desk.java"), JAVA).toString();
    String[] options = {"-proc:none", "-d", classes.toString(), "-cp", classPath, source};
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, options)).isZero();
  }

  private static Map<String, byte[]> groovyClasses() throws IOException {
    var found = new TreeMap<String, byte[]>();
    try (Stream<Path> files = Files.list(classes.resolve("mixed"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("Greeter")) {
          found.put(name, Files.readAllBytes(file));
        }
      }
    }
    return found;
  }

  /// Calls a static method of `Desk`, or one of a new `Greeter`, and drives what it returns.
  private static Object drive(String type, String method, Object... arguments) throws Exception {
    try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      Class<?> loaded = loader.loadClass("mixed." + type);
      Object target = type.equals("Desk") ? null : loaded.getConstructor().newInstance();
      var types = Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new);
      Object future = loaded.getMethod(method, types).invoke(target, arguments);
      return Drive.drive((Future<?>) future);
    }
  }

  @Test
  void groovysClassesStayAsTheyAreAndJavasAreWoven() throws Exception {
    assertThat(report.refusals()).isEmpty();
    assertThat(report.classes()).isEqualTo(1);
    assertThat(report.blocks()).isEqualTo(2);
    Map<String, byte[]> after = groovyClasses();
    assertThat(before).hasSizeGreaterThan(2);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    before.forEach((name, bytes) -> assertThat(after.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void eachSideCallsTheOther() throws Exception {
    assertThat(drive("Desk", "greet", "Ada")).isEqualTo("HELLO ADA");
    assertThat(drive("Desk", "viaGroovy")).isEqualTo("HELLO GRACE");
  }

  @Test
  void anAwaitInAGroovyClosureSaysWhereItStands() {
    assertThatThrownBy(() -> drive("Greeter", "closure", "Ada"))
        .hasMessageStartingWith("await outside an async block at Greeter.groovy:19: ");
  }

  @Test
  void aGroovyLambdaIsTransformedWhenItRuns() throws Exception {
    assertThat(drive("Greeter", "lambda", "Ada")).isEqualTo("Ada");
  }
}
