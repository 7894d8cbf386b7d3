package io.pollen.compiler;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// One run of javac in this process, with Pollen's processor.
public final class Javac {
  private final List<String> options = new ArrayList<>();
  private final List<Path> sources = new ArrayList<>();
  private Processor processor = new PollenProcessor();

  /// The result.
  ///
  /// @param ok whether javac says that there were no errors
  public record Run(boolean ok, List<Diagnostic<? extends JavaFileObject>> diagnostics) {

    /// What was said, in the order of the text: `Name.java:line:column kind message`.
    public List<String> messages() {
      return diagnostics.stream().map(Run::text).toList();
    }

    /// The errors among the messages.
    public List<String> errors() {
      return diagnostics.stream()
          .filter(message -> message.getKind() == Diagnostic.Kind.ERROR)
          .map(Run::text)
          .toList();
    }

    private static String text(Diagnostic<? extends JavaFileObject> d) {
      String kind = d.getKind().toString().toLowerCase(Locale.ROOT).replace('_', ' ');
      String message = d.getMessage(Locale.ROOT).replace("\r\n", "\n");
      JavaFileObject source = d.getSource();
      if (source == null) {
        return kind + ": " + message;
      }
      String file = Path.of(source.toUri()).getFileName().toString();
      return file
          + ":"
          + d.getLineNumber()
          + ":"
          + d.getColumnNumber()
          + " "
          + kind
          + ": "
          + message;
    }
  }

  /// A run that writes its classes to `output`.
  public static Javac into(Path output) {
    return new Javac().with("-d", output.toString());
  }

  /// A run with the class path of the tests.
  public Javac() {
    with("-cp", System.getProperty("java.class.path"));
  }

  /// More options.
  public Javac with(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /// A source file that exists.
  public Javac source(Path file) {
    sources.add(file);
    return this;
  }

  /// A source file to be written below `folder`.
  public Javac source(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return source(Files.writeString(file, text));
  }

  /// Another processor than Pollen's own.
  public Javac processor(Processor other) {
    processor = other;
    return this;
  }

  /// Compiles, and collects what was said.
  public Run run() {
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    boolean ok = compile(null, found);
    return new Run(ok, found.getDiagnostics());
  }

  /// Compiles, and gives what javac prints on the command line, but for the quoted source lines.
  public String printed() {
    StringWriter out = new StringWriter();
    with("-XDdiags.formatterOptions=-source");
    compile(out, null);
    return out.toString().replace("\r\n", "\n");
  }

  private boolean compile(
      @Nullable Writer out, @Nullable DiagnosticCollector<JavaFileObject> found) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(found, Locale.ROOT, null)) {
      JavaCompiler.CompilationTask task =
          compiler.getTask(
              out, files, found, options, null, files.getJavaFileObjectsFromPaths(sources));
      task.setLocale(Locale.ROOT);
      task.setProcessors(List.of(processor));
      return task.call();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
