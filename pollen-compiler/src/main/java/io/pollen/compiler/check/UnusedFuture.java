package io.pollen.compiler.check;

import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import org.jspecify.annotations.Nullable;

/// A future that is made and thrown away: as a statement of its own, in a variable that nobody
/// reads, or as the value of a lambda whose caller has no use for it. Futures are lazy, so nothing
/// happens.
final class UnusedFuture implements Inspection {
  static final Check UNUSED = new Check("unusedFuture", Level.WARN);

  @Override
  public List<Check> checks() {
    return List.of(UNUSED);
  }

  @Override
  public void inspect(Unit unit) {
    Search search = new Search(unit);
    search.scan(unit.path(), null);
    search.reportVariables();
  }

  private static final class Search extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final Unit unit;
    private final NewFutures newFutures;
    private final Map<Element, TreePath> variables = new LinkedHashMap<>();
    private final Set<Element> read = new HashSet<>();

    Search(Unit unit) {
      this.unit = unit;
      this.newFutures = new NewFutures(unit);
    }

    @Override
    public @Nullable Void visitExpressionStatement(
        ExpressionStatementTree tree, @Nullable Void none) {
      TreePath value = new TreePath(getCurrentPath(), tree.getExpression());
      if (newFutures.isMadeBy(value)) {
        thrownAway(value, call(value));
      }
      return super.visitExpressionStatement(tree, none);
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void none) {
      if (tree.getBody() instanceof ExpressionTree expression && isDiscarding(getCurrentPath())) {
        TreePath value = new TreePath(getCurrentPath(), expression);
        if (newFutures.isMadeBy(value)) {
          thrownAway(value, call(value));
        }
      }
      return super.visitLambdaExpression(tree, none);
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void none) {
      if (isDiscarding(getCurrentPath())
          && unit.element(getCurrentPath()) instanceof ExecutableElement method
          && newFutures.isMadeBy(method)) {
        thrownAway(getCurrentPath(), NewFutures.name(method) + "(…)");
      }
      return super.visitMemberReference(tree, none);
    }

    /// Async bodies are the business of another check.
    private boolean isDiscarding(TreePath function) {
      var type = unit.type(function);
      return Lambdas.discardValues(unit, type)
          && !Lambdas.mayThrowAnything(unit, type)
          && !unit.words().isBodyType(type);
    }

    private String call(TreePath value) {
      return switch (value.getLeaf()) {
        case NewClassTree tree -> "new " + tree.getIdentifier() + "(…)";
        case MethodInvocationTree tree
            when unit.element(value) instanceof ExecutableElement method ->
            NewFutures.name(method) + "(…)";
        default -> value.getLeaf().toString();
      };
    }

    private void thrownAway(TreePath at, String call) {
      unit.report()
          .found(
              UNUSED,
              at,
              "the future of " + call + " is thrown away: futures are lazy, so it never runs",
              "await it, spawn it, or return it");
    }

    // --- variables ---

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void none) {
      Element variable = unit.element(getCurrentPath());
      if (variable != null
          && variable.getKind() == ElementKind.LOCAL_VARIABLE
          && tree.getInitializer() != null
          && !isMeantToBeUnused(variable.getSimpleName().toString())
          && newFutures.isMadeBy(new TreePath(getCurrentPath(), tree.getInitializer()))) {
        variables.put(variable, getCurrentPath());
      }
      return super.visitVariable(tree, none);
    }

    private static boolean isMeantToBeUnused(String name) {
      return name.isEmpty() || name.startsWith("unused") || name.startsWith("ignored");
    }

    /// Also an assignment counts: such a variable has some plan behind it.
    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void none) {
      Element variable = unit.element(getCurrentPath());
      if (variable != null) {
        read.add(variable);
      }
      return super.visitIdentifier(tree, none);
    }

    void reportVariables() {
      variables.forEach((variable, at) -> {
        if (!read.contains(variable)) {
          unit.report()
              .found(
                  UNUSED,
                  at,
                  "the future in "
                      + variable.getSimpleName()
                      + " is never used: futures are lazy, so it never runs",
                  "await it, spawn it, or return it");
        }
      });
    }

    // A method that javac has made up is nobody's code.
    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void none) {
      return unit.line(tree) == 0 ? null : super.visitMethod(tree, none);
    }
  }
}
