package io.pollen.cli;

import io.pollen.cli.ExplainTarget.Unusable;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// One source file, and the files beside it that it uses, compiled in memory.
final class SourceCompilation {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");

  private final Path file;
  private final Map<String, byte[]> all = new LinkedHashMap<>();
  private final List<String> own = new ArrayList<>();

  private SourceCompilation(Path file) {
    this.file = file.toAbsolutePath();
  }

  /// @throws Unusable with the compiler's messages when the file does not compile
  static SourceCompilation of(Path file, String classPath) throws IOException, Unusable {
    SourceCompilation result = new SourceCompilation(file);
    result.compile(classPath);
    return result;
  }

  /// All classes by their internal names.
  Map<String, byte[]> all() {
    return all;
  }

  /// The classes of the file itself.
  List<byte[]> own() {
    List<byte[]> classes = new ArrayList<>();
    for (String name : own) {
      byte[] bytes = all.get(name);
      if (bytes != null) {
        classes.add(bytes);
      }
    }
    return classes;
  }

  private void compile(String classPath) throws IOException, Unusable {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
    try (JavaFileManager files = new InMemory(standard)) {
      String path = System.getProperty("java.class.path") + File.pathSeparator + classPath;
      List<String> options =
          List.of("-g", "-proc:none", "-cp", path, "-sourcepath", root().toString());
      var sources = standard.getJavaFileObjects(file);
      if (!compiler.getTask(messages, files, null, options, null, sources).call()) {
        throw new Unusable(messages + "error: compilation failed");
      }
    }
  }

  /// The folder that the file is found from by its package.
  private Path root() throws IOException {
    Path root = file.getParent();
    Matcher declared = PACKAGE.matcher(Files.readString(file));
    if (declared.find()) {
      for (int i = 0; i < declared.group(1).split("\\.").length; i++) {
        Path parent = root == null ? null : root.getParent();
        root = parent == null ? root : parent;
      }
    }
    return root == null ? file : root;
  }

  /// Keeps what the compiler writes.
  private final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    InMemory(JavaFileManager standard) {
      super(standard);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
      String internalName = name.replace('.', '/');
      if (sibling != null && Path.of(sibling.toUri()).equals(file)) {
        own.add(internalName);
      }
      return new SimpleJavaFileObject(URI.create("memory:///" + internalName + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          return new ByteArrayOutputStream() {
            @Override
            public void close() {
              all.put(internalName, toByteArray());
            }
          };
        }
      };
    }
  }
}
