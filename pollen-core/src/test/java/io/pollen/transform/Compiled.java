package io.pollen.transform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

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
        List.of("-g", "-proc:none", "-cp", System.getProperty("java.class.path"));
    boolean ok = compiler.getTask(null, files, problems, options, null, sources).call();
    if (!ok) {
      throw new AssertionError(problems.getDiagnostics().getFirst() + "\n" + texts.values());
    }
    return result;
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
