package io.pollen.compiler.check;

import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import io.pollen.compiler.check.Held.Bound;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/// Tells which values belong to a thread: by the annotation `@NotAcrossAwait` on a type, a method
/// or a variable, by the list of the settings, and memory by the arena that it comes from.
final class BoundValues {
  private static final String ANNOTATION = "io.pollen.NotAcrossAwait";
  private static final String MEMORY = "java.lang.foreign.";

  private final Unit unit;

  BoundValues(Unit unit) {
    this.unit = unit;
  }

  /// The thread-bound variables that a body uses but does not declare.
  Held broughtInto(Place.Body body, Held held) {
    Set<Element> declared = new HashSet<>();
    Set<Element> used = new LinkedHashSet<>();
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitVariable(VariableTree tree, @Nullable Void none) {
        Element variable = unit.element(getCurrentPath());
        if (variable != null) {
          declared.add(variable);
        }
        return super.visitVariable(tree, none);
      }

      @Override
      public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void none) {
        Element variable = unit.element(getCurrentPath());
        if (variable != null && HeldFlow.isLocal(variable)) {
          used.add(variable);
        }
        return null;
      }
    }.scan(body.code(), null);
    used.removeAll(declared);
    Held all = held;
    for (Element variable : used) {
      TreePath declaration =
          variable.getKind() == ElementKind.PARAMETER ? null : unit.declaration(variable);
      TreePath value =
          declaration != null
                  && declaration.getLeaf() instanceof VariableTree tree
                  && tree.getInitializer() != null
              ? new TreePath(declaration, tree.getInitializer())
              : null;
      all = all.binding(variable, of(variable, value, held));
    }
    return all;
  }

  /// What a variable holds after it was assigned `value`.
  ///
  /// @param value null when it is not known
  @Nullable Bound of(Element variable, @Nullable TreePath value, Held held) {
    Bound declared = annotated(variable);
    if (declared == null) {
      declared = ofType(variable.asType());
    }
    return declared != null || value == null ? declared : ofValue(value, held);
  }

  private @Nullable Bound ofValue(TreePath path, Held held) {
    return switch (path.getLeaf()) {
      case ParenthesizedTree tree -> ofValue(new TreePath(path, tree.getExpression()), held);
      case TypeCastTree tree -> ofValue(new TreePath(path, tree.getExpression()), held);
      case ConditionalExpressionTree tree -> {
        Bound first = ofValue(new TreePath(path, tree.getTrueExpression()), held);
        yield first != null ? first : ofValue(new TreePath(path, tree.getFalseExpression()), held);
      }
      case IdentifierTree tree -> {
        Element element = unit.element(path);
        yield element == null ? null : fresh(held.bound().get(element));
      }
      case MethodInvocationTree tree -> ofCall(path, tree, held);
      default -> ofType(unit.type(path));
    };
  }

  /// An alias is as old as its assignment.
  private static @Nullable Bound fresh(@Nullable Bound bound) {
    return bound == null ? null : new Bound(bound.what(), bound.instead(), null);
  }

  private @Nullable Bound ofCall(TreePath path, MethodInvocationTree tree, Held held) {
    Element method = unit.element(path);
    if (method == null) {
      return null;
    }
    Bound bound = annotated(method);
    if (bound == null) {
      bound = listed(method);
    }
    if (bound == null) {
      bound = ofType(unit.type(path));
    }
    if (bound == null
        && tree.getMethodSelect() instanceof MemberSelectTree select
        && String.valueOf(unit.type(path)).startsWith(MEMORY)) {
      // What an arena allocates is as confined as the arena.
      TreePath selected = new TreePath(path, select);
      bound = ofValue(new TreePath(selected, select.getExpression()), held);
    }
    return bound;
  }

  private @Nullable Bound listed(Element element) {
    return element instanceof ExecutableElement method
            && method.getEnclosingElement() instanceof TypeElement owner
        ? unit.settings()
            .threadBound()
            .list()
            .ofMethod(unit.words(), method)
            .map(hint ->
                new Bound(
                    "from " + owner.getSimpleName() + "." + method.getSimpleName() + "(…)",
                    hint,
                    null))
            .orElse(null)
        : null;
  }

  private @Nullable Bound ofType(@Nullable TypeMirror type) {
    if (type == null) {
      return null;
    }
    String hint = unit.settings().threadBound().list().ofType(unit.words(), type).orElse(null);
    if (hint != null) {
      return new Bound("a " + unit.simpleName(type), hint, null);
    }
    Element element = unit.types().asElement(unit.types().erasure(type));
    return element instanceof TypeElement declared
        ? annotatedType(declared, new HashSet<>())
        : null;
  }

  /// The annotation on a type, or on one that it extends.
  private @Nullable Bound annotatedType(TypeElement type, Set<Element> seen) {
    Bound bound = annotated(type);
    if (bound != null || !seen.add(type)) {
      return bound;
    }
    for (TypeMirror parent : unit.types().directSupertypes(type.asType())) {
      if (unit.types().asElement(parent) instanceof TypeElement above) {
        Bound inherited = annotatedType(above, seen);
        if (inherited != null) {
          return inherited;
        }
      }
    }
    return null;
  }

  private @Nullable Bound annotated(Element element) {
    for (AnnotationMirror annotation : element.getAnnotationMirrors()) {
      if (annotation.getAnnotationType().asElement() instanceof TypeElement type
          && type.getQualifiedName().contentEquals(ANNOTATION)) {
        String what =
            element.getKind() == ElementKind.METHOD
                ? "from " + element.getSimpleName() + "(…), which is marked @NotAcrossAwait"
                : element instanceof TypeElement
                    ? "a " + element.getSimpleName() + " (@NotAcrossAwait)"
                    : "marked @NotAcrossAwait";
        return new Bound(what, hint(annotation), null);
      }
    }
    return null;
  }

  private String hint(AnnotationMirror annotation) {
    return annotation.getElementValues().values().stream()
        .map(value -> String.valueOf(value.getValue()))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse(unit.settings().threadBound().list().otherwise());
  }
}
