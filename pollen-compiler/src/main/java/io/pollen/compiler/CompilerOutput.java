package io.pollen.compiler;

import io.pollen.compiler.check.Accepted;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/// What a compiler run has written, and what it could see while it did.
final class CompilerOutput {

  /// A class file of this run.
  ///
  /// @param binaryName as in `Class.getName()`
  /// @param root the directory that its package path starts from
  record ClassFile(String binaryName, Path root, Path file) {}

  private final List<ClassFile> classes;
  private final ProcessingEnvironment processing;
  private final Accepted accepted;

  CompilerOutput(List<ClassFile> classes, JavacEnvironment javac, Accepted accepted) {
    this.classes = List.copyOf(classes);
    this.processing = javac.processing();
    this.accepted = accepted;
  }

  /// The class files that this run has written, in the order of writing. Others of an incremental
  /// build lie beside them.
  List<ClassFile> classes() {
    return classes;
  }

  /// The `-A` options of the run, without the `-A`.
  Map<String, String> options() {
    return processing.getOptions();
  }

  /// The bytes of a class on the class path, module path or platform of this run, by its binary
  /// name. Empty when there is none; not for classes of this run, which are in [#classes()].
  Optional<byte[]> bytesOf(String binaryName) {
    Elements elements = processing.getElementUtils();
    TypeElement type = elements.getTypeElement(binaryName.replace('$', '.'));
    JavaFileObject file = type == null ? null : elements.getFileObjectOf(type);
    if (file == null || file.getKind() != JavaFileObject.Kind.CLASS) {
      return Optional.empty();
    }
    try (InputStream in = file.openInputStream()) {
      return Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What weaving may find impossible without an error.
  Accepted accepted() {
    return accepted;
  }

  /// Fails the compiler run.
  void error(String message) {
    say(Diagnostic.Kind.ERROR, message);
  }

  /// Says something as a warning of the compiler.
  void warn(String message) {
    say(Diagnostic.Kind.WARNING, message);
  }

  /// Says something that needs no action.
  void note(String message) {
    say(Diagnostic.Kind.NOTE, message);
  }

  private void say(Diagnostic.Kind kind, String message) {
    processing.getMessager().printMessage(kind, "Pollen: " + message);
  }
}
