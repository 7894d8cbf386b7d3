package io.pollen.transform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.eclipse.jdt.core.compiler.batch.BatchCompiler;

/// Java text compiled in this process, and a loader that serves the classes and their bytes.
final class Compiled extends ClassLoader {
  private final Map<String, byte[]> classes = new HashMap<>();

  private Compiled() {
    super(Compiled.class.getClassLoader());
  }

  static Compiled of(String className, String text) {
    return of(Map.of(className, text));
  }

  /// @param texts the sources by the names of their classes
  static Compiled of(Map<String, String> texts) {
    return of("-g", texts);
  }

  /// @param debugging `-g`, or what to leave out: `-g:none`
  static Compiled of(String debugging, Map<String, String> texts) {
    Compiled result = new Compiled();
    var compiler = ToolProvider.getSystemJavaCompiler();
    var problems = new DiagnosticCollector<JavaFileObject>();
    var files =
        new ForwardingJavaFileManager<JavaFileManager>(
            compiler.getStandardFileManager(problems, null, null)) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return result.output(name);
          }
        };
    List<JavaFileObject> sources = new ArrayList<>();
    texts.forEach((className, text) -> sources.add(source(className, text)));
    List<String> options =
        List.of(debugging, "-proc:none", "-cp", System.getProperty("java.class.path"));
    boolean ok = compiler.getTask(null, files, problems, options, null, sources).call();
    if (!ok) {
      throw new AssertionError(problems.getDiagnostics().getFirst() + "\n" + texts.values());
    }
    weave(result.classes);
    return result;
  }

  /// Compiled by the Eclipse compiler, which wants files: in `folder`.
  static Compiled byEclipse(Path folder, Map<String, String> texts) throws IOException {
    Path classes = folder.resolve("classes");
    List<String> arguments =
        new ArrayList<>(List.of("-25", "-g", "-nowarn", "-proc:none", "-d", classes.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (var text : texts.entrySet()) {
      Path file = folder.resolve("src/" + text.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      arguments.add(Files.writeString(file, text.getValue()).toString());
    }
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages);
    if (!BatchCompiler.compile(arguments.toArray(String[]::new), out, out, null)) {
      throw new AssertionError(messages);
    }
    Compiled result = new Compiled();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = classes.relativize(file).toString().replace('/', '.').replace('\\', '.');
        result.classes.put(name.replaceAll("\\.class$", ""), Files.readAllBytes(file));
      }
    }
    weave(result.classes);
    return result;
  }

  /// These tests are run with the build-time weaver, too: by the module that has it.
  @SuppressWarnings("unchecked")
  private static void weave(Map<String, byte[]> classes) {
    String weaver = System.getProperty("pollen.test.weaver");
    if (weaver != null) {
      try {
        ((Consumer<Map<String, byte[]>>)
                Class.forName(weaver).getDeclaredConstructor().newInstance())
            .accept(classes);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static JavaFileObject source(String className, String text) {
    return new SimpleJavaFileObject(
        URI.create("string:///" + className.replace('.', '/') + ".java"),
        JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignore) {
        return text;
      }
    };
  }

  /// Another loader of the same classes, in which none of them has run.
  Compiled again() {
    Compiled result = new Compiled();
    result.classes.putAll(classes);
    return result;
  }

  private JavaFileObject output(String name) {
    return new SimpleJavaFileObject(URI.create("mem:///" + name), JavaFileObject.Kind.CLASS) {
      @Override
      public OutputStream openOutputStream() {
        return new ByteArrayOutputStream() {
          @Override
          public void close() {
            classes.put(name, toByteArray());
          }
        };
      }
    };
  }

  /// What the loader serves as the file of a class from now on.
  void serve(String name, byte[] bytes) {
    classes.put(name, bytes);
  }

  byte[] bytes(String name) {
    return Objects.requireNonNull(classes.get(name));
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    String className = name.replaceAll("\\.class$", "").replace('/', '.');
    byte[] bytes = classes.get(className);
    return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
  }
}
