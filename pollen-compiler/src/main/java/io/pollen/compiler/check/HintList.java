package io.pollen.compiler.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;

/// A list of types, methods and annotations, each with what to write instead, that users can add
/// to.
///
/// A line is `fully.qualified.Type`, `fully.qualified.Type#method` (with `/2` behind it only the
/// method with two parameters, and `#new` for constructors) or `@fully.qualified.Annotation`, and
/// after a space what to write instead. Empty lines and lines that begin with `#` say nothing.
final class HintList {
  private static final String CONSTRUCTOR = "new";

  private final String otherwise;
  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, Map<String, String>> methods = new TreeMap<>();
  private final Map<String, String> annotations = new TreeMap<>();

  /// An empty list.
  ///
  /// @param otherwise what to write instead of an entry that does not say it
  HintList(String otherwise) {
    this.otherwise = otherwise;
  }

  /// Adds the lines of a file.
  ///
  /// @param name of the file
  /// @param problems takes what is wrong with them, in words
  HintList addAll(String name, List<String> lines, Consumer<String> problems) {
    int number = 0;
    for (String line : lines) {
      number++;
      if (!line.isBlank() && !line.startsWith("#") && !add(line.strip())) {
        problems.accept(
            name + ":" + number + ": not a type, Type#method or @Annotation: " + line.strip());
      }
    }
    return this;
  }

  private boolean add(String line) {
    String[] parts = line.split("\\s+", 2);
    String hint = parts.length == 2 ? parts[1] : otherwise;
    if (parts[0].startsWith("@")) {
      annotations.put(parts[0].substring(1), hint);
      return SourceVersion.isName(parts[0].substring(1));
    }
    int hash = parts[0].indexOf('#');
    String type = hash < 0 ? parts[0] : parts[0].substring(0, hash);
    if (!SourceVersion.isName(type)) {
      return false;
    }
    if (hash < 0) {
      types.put(type, hint);
    } else {
      methods.computeIfAbsent(parts[0].substring(hash + 1), m -> new TreeMap<>()).put(type, hint);
    }
    return true;
  }

  /// What to write instead of something that does not say it.
  String otherwise() {
    return otherwise;
  }

  /// What to write instead of a value of this type, if it or a supertype is listed.
  Optional<String> ofType(Words words, TypeMirror type) {
    return find(types, words, type);
  }

  /// What to write instead of a call of this method, if it is listed for its class or a supertype.
  Optional<String> ofMethod(Words words, ExecutableElement method) {
    if (!(method.getEnclosingElement() instanceof TypeElement owner)) {
      return Optional.empty();
    }
    String name =
        method.getKind() == ElementKind.CONSTRUCTOR
            ? CONSTRUCTOR
            : method.getSimpleName().toString();
    return find(methods.getOrDefault(name, Map.of()), words, owner.asType())
        .or(() ->
            find(
                methods.getOrDefault(name + "/" + method.getParameters().size(), Map.of()),
                words,
                owner.asType()));
  }

  /// What to write instead of something that has a listed annotation.
  Optional<String> ofAnnotated(Element element) {
    for (AnnotationMirror annotation : element.getAnnotationMirrors()) {
      if (annotation.getAnnotationType().asElement() instanceof TypeElement type) {
        String hint = annotations.get(type.getQualifiedName().toString());
        if (hint != null) {
          return Optional.of(hint);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> find(Map<String, String> listed, Words words, TypeMirror type) {
    return listed.entrySet().stream()
        .filter(entry -> words.isA(type, entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
