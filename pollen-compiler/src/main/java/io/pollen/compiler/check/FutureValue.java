package io.pollen.compiler.check;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/// An async body whose value is a future. Futures are lazy: nobody would poll that one. A task's
/// handle is none of those, its work goes on by itself.
final class FutureValue implements Inspection {
  static final Check FUTURE_VALUE = new Check("futureValue", Level.ERROR);

  /// Longer expressions are not repeated in the message.
  private static final int MAX_QUOTED = 50;

  @Override
  public List<Check> checks() {
    return List.of(FUTURE_VALUE);
  }

  @Override
  public void inspect(Unit unit) {
    new Values(unit).scan(unit.path(), null);
  }

  private static final class Values extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final Unit unit;

    Values(Unit unit) {
      this.unit = unit;
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void none) {
      if (tree.getBody() instanceof ExpressionTree value
          && unit.words().isBodyType(unit.type(getCurrentPath()))) {
        value(new TreePath(getCurrentPath(), value));
      }
      return super.visitLambdaExpression(tree, none);
    }

    @Override
    public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void none) {
      if (tree.getExpression() != null
          && unit.bodies().placeOf(getCurrentPath()) instanceof Place.Body body
          && !isMethodByReference(body)) {
        value(new TreePath(getCurrentPath(), tree.getExpression()));
      }
      return super.visitReturn(tree, none);
    }

    /// Such a method is reported where it is referred to.
    private boolean isMethodByReference(Place.Body body) {
      return unit.element(body.function()) instanceof ExecutableElement method
          && body.function().getParentPath().getLeaf() instanceof ClassTree
          && !unit.words().implementsBody(method);
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void none) {
      if (unit.words().isBodyType(unit.type(getCurrentPath()))
          && unit.element(getCurrentPath()) instanceof ExecutableElement method
          && unit.words().isLazyFuture(result(method))) {
        String call =
            method.getKind() == ElementKind.CONSTRUCTOR
                ? "new " + tree.getQualifierExpression() + "(…)"
                : method.getSimpleName() + "(…)";
        found(getCurrentPath(), call);
      }
      return super.visitMemberReference(tree, none);
    }

    private static TypeMirror result(ExecutableElement method) {
      return method.getKind() == ElementKind.CONSTRUCTOR
              && method.getEnclosingElement() instanceof TypeElement type
          ? type.asType()
          : method.getReturnType();
    }

    private void value(TreePath value) {
      if (unit.words().isLazyFuture(unit.type(value))) {
        String text = value.getLeaf().toString();
        boolean simple =
            value.getLeaf() instanceof MethodInvocationTree
                || value.getLeaf() instanceof IdentifierTree;
        found(value, simple && text.length() <= MAX_QUOTED ? text : "future");
      }
    }

    private void found(TreePath at, String future) {
      unit.report()
          .found(
              FUTURE_VALUE,
              at,
              "the value of this async body is itself a Future, which nobody would poll",
              "write await(%1$s) for its value; or give the future itself away, spawn(%1$s) instead"
                      .formatted(future)
                  + " of spawn(() -> %s)".formatted(future));
    }
  }
}
