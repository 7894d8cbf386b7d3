package io.pollen.compiler.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The weaver as a tool: what it changes, what it leaves alone, and what it removes.
class WeaverTest {
  private static final List<Path> CLASS_PATH =
      WeaveMain.classPath(System.getProperty("java.class.path"));

  private static final String USER =
      """
      package app;
      import static io.pollen.Async.*;
      import io.pollen.*;
      import java.io.*;
      import java.util.function.Supplier;
      public class User {
        interface Handler extends AsyncFunction<String, Integer> {}
        static class Inner {
          private int secret = 5;
          Future<Integer> twice(long more) {
            return async(() -> { int a = await(later(secret)); return a + await(later((int) more)); });
          }
        }
        interface Greeter {
          default Future<String> greet() { return async(() -> "hello " + await(later(1)) + this.name()); }
          String name();
        }
        enum Color { RED { Future<String> paint() { return async(() -> this + "" + await(later(2))); } };
          abstract Future<String> paint(); }
        record Point(int x, int y) {
          Future<Integer> sum() { return async(() -> await(later(x)) + await(later(y))); }
        }
        static <T> Future<T> later(T value) {
          int[] polls = {0};
          return cx -> polls[0]++ == 0 ? Poll.pending() : Poll.ready(value);
        }
        static <T> T run(Future<T> f) throws Exception {
          while (true) {
            if (f.poll(Context.of(Waker.noop())) instanceof Poll.Ready<T>(var v)) { return v; }
          }
        }
        static final class Own implements AsyncBody<String> {
          public String run() throws Exception { return "own" + await(later(3)); }
        }
        private static int times(int x, long y) throws Exception { return (int) (x * await(later(y))); }
        public static String all() throws Exception {
          Handler handler = s -> s.length() + await(later(10));
          AsyncBiFunction<Integer, Long, Integer> times = User::times;
          return run(new Inner().twice(4)) + " " + run(((Greeter) () -> "!").greet()) + " "
              + run(Color.RED.paint()) + " " + run(new Point(1, 2).sum()) + " "
              + run(handler.start("ab")) + " " + run(handler.start("abc")) + " "
              + run(new Own().start()) + " " + run(times.start(6, 7L)) + " "
              + run(async(() -> "plain"));
        }
        public static Object handler() { Handler h = s -> await(later(1)); return h; }
        public static String serialized() throws Exception {
          Supplier<String> kept = (Supplier<String> & Serializable) () -> "kept";
          var bytes = new ByteArrayOutputStream();
          new ObjectOutputStream(bytes).writeObject(kept);
          var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
          String back = ((Supplier<String>) in.readObject()).get();
          try {
            new ObjectOutputStream(bytes).writeObject(handler());
          } catch (NotSerializableException e) {
            return back + ", refused";
          }
          return back;
        }
      }
      """;

  private static final String RESULT = "9 hello 1! RED2 3 12 13 own3 42 plain";

  @TempDir Path folder;

  private Path compile(String... texts) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-g", "-nowarn", "-d", classes.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path") + ":" + classes));
    for (String text : texts) {
      String name = text.replaceAll("(?s).*?(?:class|interface) (\\w+).*", "$1");
      Path source = folder.resolve("src/app/" + name + ".java");
      Files.createDirectories(source.getParent());
      arguments.add(Files.writeString(source, text).toString());
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(code).isZero();
    return classes;
  }

  private static Object call(Path classes, String type, String method) throws Exception {
    URL[] urls = {classes.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, WeaverTest.class.getClassLoader())) {
      return loader.loadClass("app." + type).getMethod(method).invoke(null);
    }
  }

  private static Map<String, byte[]> files(Path classes) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(classes)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(classes.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  @Test
  void allKindsOfHostsAreWovenAndDoTheSame() throws Exception {
    Path classes = compile(USER);
    assertThat(call(classes, "User", "all")).isEqualTo(RESULT);
    WeaveReport report = Weaver.weaveDirectory(classes, CLASS_PATH);
    assertThat(report.refusals()).isEmpty();
    assertThat(report.leftToRunTime()).isEmpty();
    assertThat(report.blocks()).isEqualTo(9);
    assertThat(call(classes, "User", "all")).isEqualTo(RESULT);
    assertThat(call(classes, "User", "handler").getClass().getName())
        .isEqualTo("app.User$handler$body1");
  }

  @Test
  void onlyLambdasThatAreNotWovenStaySerializable() throws Exception {
    Path classes = compile(USER);
    Weaver.weaveDirectory(classes, CLASS_PATH);
    assertThat(call(classes, "User", "serialized")).isEqualTo("kept, refused");
    var inner = ClassFile.of().parse(classes.resolve("app/User$Inner.class"));
    assertThat(inner.methods()).noneMatch(m -> m.methodName().equalsString("$deserializeLambda$"));
  }

  @Test
  void weavingTwiceChangesNothing() throws Exception {
    Path classes = compile(USER);
    Weaver.weaveDirectory(classes, CLASS_PATH);
    Map<String, byte[]> once = files(classes);
    WeaveReport again = Weaver.weaveDirectory(classes, CLASS_PATH);
    assertThat(again.classes()).isZero();
    assertThat(again.removed()).isEmpty();
    assertThat(files(classes)).usingRecursiveComparison().isEqualTo(once);
  }

  @Test
  void whatIsCompiledAnewLosesItsStaleMachines() throws Exception {
    Path classes = compile(USER);
    Weaver.weaveDirectory(classes, CLASS_PATH);
    compile("package app; public class User { public static String all() { return \"none\"; } }");
    Files.delete(classes.resolve("app/User$Inner.class"));
    WeaveReport report =
        Weaver.weaveClasses(
            classes, List.of("app/User"), name -> Optional.empty(), (name, reason) -> false);
    assertThat(report.removed()).contains("app/User$Inner$twice$woven1", "app/User$handler$body1");
    assertThat(files(classes).keySet()).noneMatch(name -> name.matches(".*\\$(woven|body)\\d.*"));
    assertThat(call(classes, "User", "all")).isEqualTo("none");
  }

  @Test
  void oneClassOfSeveralIsCompiledAnew() throws Exception {
    String other =
        """
        package app;
        import static io.pollen.Async.*;
        import io.pollen.*;
        public class Other {
          public static String all() throws Exception {
            return User.run(async(() -> "%s" + await(User.later(1)) + await(new User.Point(3, 4).sum())));
          }
        }
        """;
    Path classes = compile(USER, other.formatted("first "));
    Weaver.weaveDirectory(classes, CLASS_PATH);
    byte[] user = Files.readAllBytes(classes.resolve("app/User.class"));
    assertThat(call(classes, "Other", "all")).isEqualTo("first 17");
    compile(other.formatted("second "));
    WeaveReport report = Weaver.weaveDirectory(classes, CLASS_PATH);
    assertThat(report.classes()).isOne();
    assertThat(call(classes, "Other", "all")).isEqualTo("second 17");
    assertThat(Files.readAllBytes(classes.resolve("app/User.class"))).isEqualTo(user);
  }

  @Test
  void aRefusedClassStaysAsItWas() throws Exception {
    Path classes =
        compile(
            """
            package app;
            import static io.pollen.Async.*;
            public class Locked {
              static Object body() {
                return async(() -> { synchronized (Locked.class) { return await(ready(1)); } });
              }
            }
            """);
    Map<String, byte[]> before = files(classes);
    WeaveReport report = Weaver.weaveDirectory(classes, CLASS_PATH);
    assertThat(report.refusals())
        .singleElement()
        .asString()
        .contains("await inside synchronized", "Locked.java:5");
    assertThat(files(classes)).usingRecursiveComparison().isEqualTo(before);
    PrintStream none = new PrintStream(PrintStream.nullOutputStream());
    assertThat(WeaveMain.weave(List.of(classes), null, CLASS_PATH, none, none)).isOne();
  }

  private static String large(String statements) {
    return "package app; import static io.pollen.Async.*; public class Big {"
        + " static int id(int i) { return i; }"
        + " public static String all() throws Exception { return \"\" + User.run(body()); }"
        + " static io.pollen.Future<Integer> body() { return async(() -> { int s = 0;\n"
        + statements
        + "return s; }); } }";
  }

  @Test
  void theJvmCompilesEachMethodOfALargeBody() throws Exception {
    Path classes = compile(USER, large("s += await(ready(1));\n".repeat(3_000)));
    assertThat(Weaver.weaveDirectory(classes, CLASS_PATH).refusals()).isEmpty();
    ClassModel big = ClassFile.of().parse(classes.resolve("app/Big.class"));
    assertThat(big.methods())
        .hasSizeGreaterThan(10)
        .allSatisfy(method -> assertThat(codeLength(method)).isLessThanOrEqualTo(8_000));
    assertThat(call(classes, "Big", "all")).isEqualTo("3000");
  }

  private static int codeLength(MethodModel method) {
    return method.findAttribute(Attributes.code()).orElseThrow().codeLength();
  }

  /// Nothing may go from method to method while a monitor is held.
  @Test
  void aBodyWithAPieceThatIsTooLargeIsRefused() throws Exception {
    Path classes =
        compile(
            USER,
            large(
                "synchronized (Big.class) {\n"
                    + "s = id(s);\n".repeat(12_500)
                    + "} s += await(ready(1));\n"));
    assertThat(Weaver.weaveDirectory(classes, CLASS_PATH).refusals())
        .singleElement()
        .asString()
        .contains("app.Big.body (Big.java:", "1 awaits needs more than 64 kB");
  }

  @Test
  void aJarIsWovenWithItsOtherFiles() throws Exception {
    Path classes = compile(USER);
    Path jar = folder.resolve("app.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> file : files(classes).entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue());
      }
      out.putNextEntry(new ZipEntry("META-INF/other.txt"));
      out.write("other".getBytes(StandardCharsets.UTF_8));
    }
    Path output = folder.resolve("woven.jar");
    assertThat(Weaver.weaveJar(jar, output, CLASS_PATH).blocks()).isEqualTo(9);
    assertThat(call(output, "User", "all")).isEqualTo(RESULT);
    try (var read = new JarFile(output.toFile())) {
      assertThat(read.getEntry("META-INF/other.txt")).isNotNull();
      assertThat(read.getEntry("app/User$Inner$twice$woven1.class")).isNotNull();
    }
  }

  @Test
  void aSubclassThatWasNotWovenRunsItsOwnBody() throws Exception {
    String base =
        """
        package app;
        import static io.pollen.Async.*;
        public class Base implements io.pollen.AsyncBody<String> {
          public String run() throws Exception { return "base" + await(User.later(1)); }
        }
        """;
    Path classes = compile(USER, base);
    Weaver.weaveDirectory(classes, CLASS_PATH);
    compile(
        """
        package app;
        import static io.pollen.Async.*;
        public class Derived extends Base {
          public String run() throws Exception { return "derived" + await(User.later(2)); }
          public static String all() throws Exception {
            return User.run(new Base().start()) + User.run(new Derived().start());
          }
        }
        """);
    assertThat(call(classes, "Derived", "all")).isEqualTo("base1derived2");
  }

  @Test
  void wrongUsageIsSaid() {
    var out = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(out);
    for (String[] args : new String[][] {{}, {"--bogus"}, {"-d"}, {"-d", "x", "a", "b"}}) {
      assertThat(WeaveMain.run(args, err, err)).as(Arrays.toString(args)).isEqualTo(2);
    }
    assertThat(out.toString()).contains("unknown option --bogus", "-d needs a value");
    assertThat(WeaveMain.run(new String[] {"nowhere"}, err, err)).isOne();
  }
}
