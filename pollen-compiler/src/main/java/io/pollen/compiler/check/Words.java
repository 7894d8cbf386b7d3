package io.pollen.compiler.check;

import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.List;
import java.util.Objects;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.UnionType;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/// Pollen's words, recognised by their symbols and never by how they are written: a facade, a
/// subclass or a qualified name is the same word.
public final class Words {
  private static final String FACADE = "io.pollen.Async";
  private static final String FUTURE = "io.pollen.Future";
  private static final String DROPPED = "io.pollen.Dropped";
  private static final String EAGER = "io.pollen.woven.Eager";
  private static final List<String> BODY_TYPES =
      List.of(
          "io.pollen.AsyncBody",
          "io.pollen.AsyncAction",
          "io.pollen.AsyncFunction",
          "io.pollen.AsyncBiFunction");

  private final Trees trees;
  private final Elements elements;
  private final Types types;

  Words(Trees trees, Elements elements, Types types) {
    this.trees = trees;
    this.elements = elements;
    this.types = types;
  }

  /// Whether the call at `path` is an await: a call of the facade's method, through whichever
  /// subclass.
  public boolean isAwait(TreePath path) {
    return path.getLeaf() instanceof MethodInvocationTree && isAwait(trees.getElement(path));
  }

  /// Whether the method reference at `path` names `await`.
  public boolean isAwaitReference(TreePath path) {
    return path.getLeaf() instanceof MemberReferenceTree && isAwait(trees.getElement(path));
  }

  private static boolean isAwait(@Nullable Element element) {
    return element instanceof ExecutableElement method
        && method.getSimpleName().contentEquals("await")
        && method.getEnclosingElement() instanceof TypeElement owner
        && owner.getQualifiedName().contentEquals(FACADE);
  }

  /// Whether a lambda of this type is an async body.
  public boolean isBodyType(@Nullable TypeMirror type) {
    if (type instanceof IntersectionType several) {
      return several.getBounds().stream().anyMatch(this::isBodyType);
    }
    return BODY_TYPES.stream().anyMatch(name -> isA(type, name));
  }

  /// Whether `type` is unknown, because the code has errors.
  public static boolean isUnknown(@Nullable TypeMirror type) {
    return type == null || type.getKind() == TypeKind.ERROR || type.getKind() == TypeKind.OTHER;
  }

  /// Whether a value of this type is a future that somebody has to poll: not a task's handle, whose
  /// work goes on by itself.
  public boolean isLazyFuture(@Nullable TypeMirror type) {
    return isA(type, FUTURE) && !isA(type, EAGER);
  }

  /// Whether a handler for `type` catches the signal of a drop.
  boolean isDroppedCaughtBy(@Nullable TypeMirror type) {
    TypeElement dropped = elements.getTypeElement(DROPPED);
    if (type == null || dropped == null) {
      return false;
    }
    return switch (type.getKind()) {
      case DECLARED -> types.isSubtype(dropped.asType(), type);
      case UNION -> ((UnionType) type).getAlternatives().stream().anyMatch(this::isDroppedCaughtBy);
      default -> false;
    };
  }

  /// Whether `type` is the named class or a subtype of it. False when either is unknown.
  public boolean isA(@Nullable TypeMirror type, String name) {
    if (type == null) {
      return false;
    }
    return switch (type.getKind()) {
      case DECLARED, TYPEVAR, INTERSECTION, UNION, WILDCARD -> {
        TypeElement wanted = elements.getTypeElement(name);
        yield wanted != null
            && types.isSubtype(types.erasure(type), types.erasure(wanted.asType()));
      }
      default -> false;
    };
  }

  /// Whether the method is the one that Pollen calls of a class that is an async body.
  boolean implementsBody(ExecutableElement method) {
    if (method.getKind() != ElementKind.METHOD
        || !(method.getEnclosingElement() instanceof TypeElement owner)
        || !isBodyType(owner.asType())) {
      return false;
    }
    return BODY_TYPES.stream()
        .map(elements::getTypeElement)
        .filter(Objects::nonNull)
        .flatMap(type -> type.getEnclosedElements().stream())
        .filter(ExecutableElement.class::isInstance)
        .map(ExecutableElement.class::cast)
        .filter(
            member -> member.getModifiers().contains(javax.lang.model.element.Modifier.ABSTRACT))
        .anyMatch(run -> elements.overrides(method, run, owner));
  }
}
