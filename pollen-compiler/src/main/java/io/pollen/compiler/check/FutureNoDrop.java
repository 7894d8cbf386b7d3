package io.pollen.compiler.check;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import org.jspecify.annotations.Nullable;

/// A future that somebody has written by hand around another one, and that does not drop it. When
/// the outer one is dropped, what the inner one holds stays held.
final class FutureNoDrop implements Inspection {
  static final Check NO_DROP = new Check("futureNoDrop", Level.WARN);

  private static final String FUTURE = "io.pollen.Future";
  private static final Set<String> POLLS = Set.of("poll", "pollRaw");

  @Override
  public List<Check> checks() {
    return List.of(NO_DROP);
  }

  @Override
  public void inspect(Unit unit) {
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void none) {
        if (unit.element(getCurrentPath()) instanceof TypeElement type && isFutureOfItsOwn(type)) {
          Set<Element> polled = polled(unit, getCurrentPath());
          type.getEnclosedElements().stream()
              .filter(field -> field.getKind() == ElementKind.FIELD && isHeld(unit, field, polled))
              .findFirst()
              .ifPresent(field -> found(unit, getCurrentPath(), field));
        }
        return super.visitClass(tree, none);
      }

      /// It has the `drop` of [io.pollen.Future], which does nothing.
      private boolean isFutureOfItsOwn(TypeElement type) {
        return unit.words().isLazyFuture(type.asType())
            && !type.getKind().isInterface()
            && !type.getModifiers().contains(Modifier.ABSTRACT)
            && unit.elements().getAllMembers(type).stream()
                .filter(ExecutableElement.class::isInstance)
                .map(ExecutableElement.class::cast)
                .filter(method ->
                    method.getSimpleName().contentEquals("drop")
                        && method.getParameters().isEmpty())
                .anyMatch(method ->
                    method.getEnclosingElement() instanceof TypeElement owner
                        && owner.getQualifiedName().contentEquals(FUTURE));
      }

      @Override
      public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void none) {
        if (unit.type(getCurrentPath()) instanceof DeclaredType type
            && type.asElement() instanceof TypeElement declared
            && declared.getQualifiedName().contentEquals(FUTURE)) {
          polled(unit, getCurrentPath()).stream()
              .filter(variable -> isCapturedBy(getCurrentPath(), variable))
              .findFirst()
              .ifPresent(variable -> found(unit, getCurrentPath(), variable));
        }
        return super.visitLambdaExpression(tree, none);
      }

      private boolean isCapturedBy(TreePath lambda, Element variable) {
        TreePath declaration = unit.declaration(variable);
        return declaration != null
            && HeldFlow.isLocal(variable)
            && !Unit.isWithin(declaration, lambda.getLeaf());
      }
    }.scan(unit.path(), null);
  }

  /// Whether the object has this future to itself.
  private static boolean isHeld(Unit unit, Element field, Set<Element> polled) {
    return !field.getModifiers().contains(Modifier.STATIC)
        && polled.contains(field)
        && unit.words().isLazyFuture(field.asType());
  }

  /// The variables and fields that are polled in a class or lambda.
  private static Set<Element> polled(Unit unit, TreePath in) {
    Set<Element> polled = new LinkedHashSet<>();
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void none) {
        if (tree.getMethodSelect() instanceof MemberSelectTree select
            && POLLS.contains(select.getIdentifier().toString())) {
          TreePath word = new TreePath(getCurrentPath(), select);
          TreePath future = new TreePath(word, select.getExpression());
          Element variable = unit.element(future);
          if (variable != null && unit.words().isLazyFuture(unit.type(future))) {
            polled.add(variable);
          }
        }
        return super.visitMethodInvocation(tree, none);
      }
    }.scan(in, null);
    return polled;
  }

  private static void found(Unit unit, TreePath at, Element future) {
    boolean isClass = at.getLeaf() instanceof ClassTree;
    unit.report()
        .found(
            NO_DROP,
            at,
            (isClass ? "this future" : "this lambda")
                + " polls "
                + future.getSimpleName()
                + " and does not drop it: a drop of this one would leave it behind",
            isClass
                ? "override drop(), and drop " + future.getSimpleName() + " there"
                : "write a class that overrides drop(), or a combinator such as map");
  }
}
