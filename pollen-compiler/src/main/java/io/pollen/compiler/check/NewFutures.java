package io.pollen.compiler.check;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.Name;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/// Tells which calls make a lazy future that only the caller has.
///
/// When in doubt it is not new. A call may give what somebody else has, too:
/// - what it took out of a collection, or put there: its declared type is a type variable;
/// - one of its arguments, which it keeps;
/// - the object that it was called on, as builders do;
/// - a future that runs already, or that it has handed on, as its source shows.
final class NewFutures {
  private static final String FUTURE = "io.pollen.Future";

  /// By this name in whichever package, as the tools that know it do.
  private static final String MAY_BE_IGNORED = "CanIgnoreReturnValue";

  /// What they make of a future does nothing before it is polled, and keeps it to itself.
  private static final List<String> COMBINING =
      List.of(FUTURE, "io.pollen.Async", "io.pollen.runtime.Pollen", "io.pollen.time.Time");

  private final Unit unit;

  NewFutures(Unit unit) {
    this.unit = unit;
  }

  /// Whether the value of this expression is a new future.
  boolean isMadeBy(TreePath value) {
    if (!unit.words().isLazyFuture(unit.type(value))) {
      return false;
    }
    return switch (value.getLeaf()) {
      case NewClassTree tree -> !takesFuture(value, tree.getArguments());
      case MethodInvocationTree tree ->
          unit.element(value) instanceof ExecutableElement method
              && isMadeBy(method)
              && (isCombinator(method) || !takesFuture(value, tree.getArguments()));
      default -> false;
    };
  }

  /// Whether what the method returns is a new future, whatever it is called with.
  boolean isMadeBy(ExecutableElement method) {
    TypeMirror result =
        method.getKind() == ElementKind.CONSTRUCTOR
                && method.getEnclosingElement() instanceof TypeElement owner
            ? owner.asType()
            : method.getReturnType();
    return result.getKind() == TypeKind.DECLARED
        && unit.words().isLazyFuture(result)
        && !isBuilder(method)
        && !mayBeIgnored(method)
        && !givesWhatOthersHave(method)
        && (isCombinator(method) || method.getParameters().stream().noneMatch(this::isFuture));
  }

  private boolean takesFuture(TreePath call, List<? extends ExpressionTree> arguments) {
    return arguments.stream()
        .anyMatch(argument -> unit.words().isA(unit.type(new TreePath(call, argument)), FUTURE));
  }

  private boolean isFuture(VariableElement parameter) {
    return unit.words().isA(parameter.asType(), FUTURE);
  }

  private static boolean isCombinator(ExecutableElement method) {
    return method.getEnclosingElement() instanceof TypeElement owner
        && COMBINING.contains(owner.getQualifiedName().toString());
  }

  /// A method of a future's class whose result is of that class.
  private boolean isBuilder(ExecutableElement method) {
    return method.getKind() == ElementKind.METHOD
        && method.getEnclosingElement() instanceof TypeElement owner
        && !method.getModifiers().contains(Modifier.STATIC)
        && !isCombinator(method)
        && unit.types()
            .isSubtype(
                unit.types().erasure(owner.asType()), unit.types().erasure(method.getReturnType()));
  }

  private static boolean mayBeIgnored(ExecutableElement method) {
    return method.getAnnotationMirrors().stream()
        .anyMatch(annotation ->
            annotation
                .getAnnotationType()
                .asElement()
                .getSimpleName()
                .contentEquals(MAY_BE_IGNORED));
  }

  /// Whether a method of this class returns only what somebody else has, too: handles of tasks, and
  /// variables that it has also used for something else.
  private boolean givesWhatOthersHave(ExecutableElement method) {
    TreePath declaration = unit.source(method);
    if (declaration == null) {
      return false;
    }
    List<TreePath> results = new ArrayList<>();
    Map<Name, Integer> uses = new HashMap<>();
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      private int nested;

      @Override
      public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void none) {
        if (nested == 0 && tree.getExpression() != null) {
          results.add(new TreePath(getCurrentPath(), tree.getExpression()));
        }
        return super.visitReturn(tree, none);
      }

      @Override
      public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void none) {
        uses.merge(tree.getName(), 1, Integer::sum);
        return null;
      }

      @Override
      public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void none) {
        nested++;
        super.visitLambdaExpression(tree, none);
        nested--;
        return null;
      }

      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void none) {
        nested++;
        super.visitClass(tree, none);
        nested--;
        return null;
      }
    }.scan(declaration, null);
    return !results.isEmpty()
        && results.stream().allMatch(result -> isShared(result, uses, results));
  }

  private boolean isShared(TreePath result, Map<Name, Integer> uses, List<TreePath> results) {
    if (result.getLeaf() instanceof IdentifierTree name) {
      long returned =
          results.stream()
              .filter(other ->
                  other.getLeaf() instanceof IdentifierTree tree
                      && tree.getName().equals(name.getName()))
              .count();
      return uses.getOrDefault(name.getName(), 0) > returned
          || unit.element(result) instanceof VariableElement variable
              && variable.getKind() == ElementKind.FIELD;
    }
    TypeMirror type = unit.type(result);
    return !Words.isUnknown(type) && !unit.words().isLazyFuture(type);
  }

  static String name(ExecutableElement method) {
    return method.getKind() == ElementKind.CONSTRUCTOR
            && method.getEnclosingElement() instanceof TypeElement owner
        ? "new " + owner.getSimpleName()
        : method.getSimpleName().toString();
  }
}
