package io.pollen.compiler.check;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/// What is done with the value of a lambda or method reference, as its interface says.
final class Lambdas {
  private Lambdas() {}

  /// Whether whoever calls a lambda of this type has no use for its value.
  static boolean discardValues(Unit unit, @Nullable TypeMirror type) {
    ExecutableElement method = method(unit, type);
    return method != null && method.getReturnType().getKind() == TypeKind.VOID;
  }

  /// Whether a lambda of this type may throw whatever there is: such are the ones that tests run to
  /// see what is thrown.
  static boolean mayThrowAnything(Unit unit, @Nullable TypeMirror type) {
    ExecutableElement method = method(unit, type);
    return method != null
        && method.getThrownTypes().stream()
            .anyMatch(thrown -> thrown.toString().equals("java.lang.Throwable"));
  }

  /// The method of a functional interface, as it is declared.
  private static @Nullable ExecutableElement method(Unit unit, @Nullable TypeMirror type) {
    if (type == null || !(unit.types().asElement(type) instanceof TypeElement declared)) {
      return null;
    }
    Elements elements = unit.elements();
    for (Element member : elements.getAllMembers(declared)) {
      if (member.getKind() == ElementKind.METHOD
          && member.getModifiers().contains(Modifier.ABSTRACT)
          && !isOfObject(elements, member)) {
        return (ExecutableElement) member;
      }
    }
    return null;
  }

  /// Such as `Comparator.equals`.
  private static boolean isOfObject(Elements elements, Element member) {
    TypeElement object = elements.getTypeElement("java.lang.Object");
    return object != null
        && object.getEnclosedElements().stream()
            .anyMatch(of ->
                of.getSimpleName().equals(member.getSimpleName())
                    && of instanceof ExecutableElement method
                    && method.getParameters().size()
                        == ((ExecutableElement) member).getParameters().size());
  }
}
