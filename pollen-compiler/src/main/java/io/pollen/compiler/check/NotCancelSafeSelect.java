package io.pollen.compiler.check;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/// A branch of a select in a loop that loses something when another branch is faster.
final class NotCancelSafeSelect implements Inspection {
  static final Check NOT_CANCEL_SAFE = new Check("notCancelSafeSelect", Level.WARN);

  private static final String ANNOTATION = "io.pollen.NotCancelSafe";
  private static final String FUTURE = "io.pollen.Future";

  /// What drops the branches that are slower, by the class that declares it.
  private static final Set<String> SELECTS =
      Set.of(
          "io.pollen.Async#select",
          "io.pollen.Async#selectBiased",
          "io.pollen.Async#race",
          "io.pollen.Async#raceBiased",
          "io.pollen.combine.Select#on",
          "io.pollen.combine.Select#onIf");

  @Override
  public List<Check> checks() {
    return List.of(NOT_CANCEL_SAFE);
  }

  @Override
  public void inspect(Unit unit) {
    new Selects(unit).scan(unit.path(), null);
  }

  private static final class Selects extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final Unit unit;

    Selects(Unit unit) {
      this.unit = unit;
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void none) {
      if (unit.element(getCurrentPath()) instanceof ExecutableElement method
          && method.getEnclosingElement() instanceof TypeElement owner
          && SELECTS.contains(owner.getQualifiedName() + "#" + method.getSimpleName())) {
        TreePath loop = loopAround(getCurrentPath());
        if (loop != null && !leavesLoopOtherwise(getCurrentPath(), loop)) {
          tree.getArguments()
              .forEach(argument -> branch(new TreePath(getCurrentPath(), argument), loop));
        }
      }
      return super.visitMethodInvocation(tree, none);
    }

    private static @Nullable TreePath loopAround(TreePath at) {
      for (TreePath path = at; path != null; path = path.getParentPath()) {
        switch (path.getLeaf().getKind()) {
          case FOR_LOOP, ENHANCED_FOR_LOOP, WHILE_LOOP, DO_WHILE_LOOP -> {
            return path;
          }
          case LAMBDA_EXPRESSION, METHOD, CLASS -> {
            return null;
          }
          default -> {}
        }
      }
      return null;
    }

    /// What comes from outside of the loop is not made anew.
    private void branch(TreePath future, TreePath loop) {
      switch (future.getLeaf()) {
        case LambdaExpressionTree lambda when lambda.getBody() instanceof ExpressionTree body ->
            branch(new TreePath(future, body), loop);
        case IdentifierTree name -> {
          Element variable = unit.element(future);
          TreePath declaration = variable == null ? null : unit.declaration(variable);
          if (declaration != null
              && declaration.getLeaf() instanceof VariableTree tree
              && tree.getInitializer() != null
              && Unit.isWithin(declaration, loop.getLeaf())
              && !Unit.isWithin(future, tree) // javac refuses it, but not before this
              && tree.getInitializer() instanceof MethodInvocationTree) {
            branch(new TreePath(declaration, tree.getInitializer()), loop);
          }
        }
        case MethodInvocationTree call -> call(future, call, loop);
        default -> {}
      }
    }

    private void call(TreePath future, MethodInvocationTree call, TreePath loop) {
      if (!(unit.element(future) instanceof ExecutableElement method)) {
        return;
      }
      Optional<String> loses = loses(method);
      if (loses.isPresent()) {
        TreePath at = new TreePath(future, call.getMethodSelect());
        unit.report()
            .found(
                NOT_CANCEL_SAFE,
                at,
                method.getSimpleName()
                    + "(…) is dropped when another branch is faster, and the next round begins it"
                    + " anew"
                    + (loses.get().isEmpty() ? "" : ": lost is " + loses.get()),
                "make it before the loop and lend it to each round: try (var kept = keep(…))");
        return;
      }
      // `future.map(…)` is the same future, and `timeout(…, future)`.
      if (call.getMethodSelect() instanceof MemberSelectTree select
          && method.getEnclosingElement() instanceof TypeElement owner
          && owner.getQualifiedName().contentEquals(FUTURE)) {
        TreePath word = new TreePath(future, select);
        branch(new TreePath(word, select.getExpression()), loop);
      } else if (method.getSimpleName().contentEquals("timeout")
          && !call.getArguments().isEmpty()) {
        branch(new TreePath(future, call.getArguments().getLast()), loop);
      }
    }

    /// Whether the select is what a switch is about, all but one of whose cases leave the loop. The
    /// one that goes on is then that of the branch that has completed.
    private static boolean leavesLoopOtherwise(TreePath select, TreePath loop) {
      for (TreePath path = select; path.getLeaf() != loop.getLeaf(); path = path.getParentPath()) {
        List<? extends CaseTree> cases =
            switch (path.getLeaf()) {
              case SwitchTree tree -> tree.getCases();
              case SwitchExpressionTree tree -> tree.getCases();
              default -> List.of();
            };
        if (!cases.isEmpty()) {
          return cases.stream().filter(one -> !leaves(one, loop)).count() <= 1;
        }
      }
      return false;
    }

    private static boolean leaves(CaseTree one, TreePath loop) {
      Tree last =
          one.getBody() != null
              ? one.getBody()
              : one.getStatements() == null || one.getStatements().isEmpty()
                  ? null
                  : one.getStatements().getLast();
      while (last instanceof BlockTree block) {
        List<? extends StatementTree> statements = block.getStatements();
        last = statements.isEmpty() ? null : statements.getLast();
      }
      return last != null
          && switch (last.getKind()) {
            case RETURN, THROW -> true;
            case BREAK -> ((BreakTree) last).getLabel() != null;
            case EXPRESSION_STATEMENT -> endsLoop(last, loop);
            default -> last instanceof AssignmentTree && endsLoop(last, loop);
          };
    }

    /// `open = false` in a `while (open)`.
    private static boolean endsLoop(Tree statement, TreePath loop) {
      ExpressionTree expression =
          statement instanceof ExpressionStatementTree tree
              ? tree.getExpression()
              : (ExpressionTree) statement;
      return expression instanceof AssignmentTree assignment
          && assignment.getVariable() instanceof IdentifierTree variable
          && loop.getLeaf() instanceof WhileLoopTree tree
          && tree.getCondition().toString().contains(variable.getName().toString());
    }

    /// What a dropped future of the method loses; empty when it is marked and does not say it. Also
    /// the methods that it overrides may be marked.
    private Optional<String> loses(ExecutableElement method) {
      Optional<String> own = marked(method);
      if (own.isPresent() || !(method.getEnclosingElement() instanceof TypeElement owner)) {
        return own;
      }
      return supertypes(owner.asType()).stream()
          .flatMap(type -> type.getEnclosedElements().stream())
          .filter(ExecutableElement.class::isInstance)
          .map(ExecutableElement.class::cast)
          .filter(above -> above.getSimpleName().equals(method.getSimpleName()))
          .filter(above -> unit.elements().overrides(method, above, owner))
          .flatMap(above -> marked(above).stream())
          .findFirst();
    }

    private List<TypeElement> supertypes(TypeMirror type) {
      return unit.types().directSupertypes(type).stream()
          .filter(above -> unit.types().asElement(above) instanceof TypeElement)
          .flatMap(above ->
              Stream.concat(
                  Stream.of((TypeElement) unit.types().asElement(above)),
                  supertypes(above).stream()))
          .toList();
    }

    private static Optional<String> marked(ExecutableElement method) {
      for (AnnotationMirror annotation : method.getAnnotationMirrors()) {
        if (annotation.getAnnotationType().asElement() instanceof TypeElement type
            && type.getQualifiedName().contentEquals(ANNOTATION)) {
          return Optional.of(
              annotation.getElementValues().values().stream()
                  .map(value -> String.valueOf(value.getValue()))
                  .findFirst()
                  .orElse(""));
        }
      }
      return Optional.empty();
    }
  }
}
