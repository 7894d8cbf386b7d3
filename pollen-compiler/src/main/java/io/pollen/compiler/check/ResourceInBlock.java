package io.pollen.compiler.check;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/// A resource that an async block was given and is the only one to close. A block that is dropped
/// before its first poll runs nothing, also not that.
final class ResourceInBlock implements Inspection {
  static final Check RESOURCE = new Check("resourceInBlock", Level.WARN);

  private static final String FACADE = "io.pollen.Async";

  @Override
  public List<Check> checks() {
    return List.of(RESOURCE);
  }

  @Override
  public void inspect(Unit unit) {
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void none) {
        if (isReturnedBlock(unit, getCurrentPath())
            && tree.getArguments().getFirst() instanceof LambdaExpressionTree body) {
          look(unit, new TreePath(getCurrentPath(), body));
        }
        return super.visitMethodInvocation(tree, none);
      }
    }.scan(unit.path(), null);
  }

  /// Whether this is a call of `async` whose future goes elsewhere before it is polled: not one
  /// that is awaited or spawned where it is made.
  private static boolean isReturnedBlock(Unit unit, TreePath call) {
    return unit.element(call) instanceof ExecutableElement method
        && method.getSimpleName().contentEquals("async")
        && method.getEnclosingElement() instanceof TypeElement owner
        && owner.getQualifiedName().contentEquals(FACADE)
        && call.getParentPath().getLeaf().getKind() == Tree.Kind.RETURN;
  }

  private static void look(Unit unit, TreePath body) {
    closed(unit, body, null)
        .forEach((resource, at) -> {
          TreePath declaration = unit.declaration(resource);
          if (declaration == null
              || Unit.isWithin(declaration, body.getLeaf())
              || declaration.getParentPath().getLeaf() instanceof TryTree
              || closed(unit, function(declaration), body.getLeaf()).containsKey(resource)) {
            return;
          }
          unit.report()
              .found(
                  RESOURCE,
                  at,
                  resource.getSimpleName()
                      + " is closed by this block only: a block that is dropped before its first"
                      + " poll never runs, and leaves it open",
                  "let it have an owner: return using(%s, own -> …), or open it in the block"
                      .formatted(resource.getSimpleName()));
        });
  }

  /// The variables that are closed in a function, and where.
  ///
  /// @param but what to leave out
  private static Map<Element, TreePath> closed(Unit unit, TreePath in, @Nullable Tree but) {
    Map<Element, TreePath> closed = new LinkedHashMap<>();
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void none) {
        return tree == but ? null : super.visitLambdaExpression(tree, none);
      }

      @Override
      public @Nullable Void visitTry(TryTree tree, @Nullable Void none) {
        for (Tree resource : tree.getResources()) {
          if (resource instanceof IdentifierTree) {
            add(new TreePath(getCurrentPath(), resource));
          }
        }
        return super.visitTry(tree, none);
      }

      @Override
      public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void none) {
        if (tree.getMethodSelect() instanceof MemberSelectTree select
            && select.getIdentifier().contentEquals("close")
            && select.getExpression() instanceof IdentifierTree name) {
          TreePath word = new TreePath(getCurrentPath(), select);
          add(new TreePath(word, name));
        }
        return super.visitMethodInvocation(tree, none);
      }

      private void add(TreePath at) {
        Element variable = unit.element(at);
        if (variable != null
            && HeldFlow.isLocal(variable)
            && unit.words().isA(variable.asType(), "java.lang.AutoCloseable")) {
          closed.putIfAbsent(variable, at);
        }
      }
    }.scan(in, null);
    return closed;
  }

  /// The function that a variable belongs to, or what there is instead.
  private static TreePath function(TreePath declaration) {
    TreePath path = declaration;
    while (path.getParentPath() != null
        && !(path.getLeaf() instanceof MethodTree)
        && !(path.getLeaf() instanceof LambdaExpressionTree)) {
      path = path.getParentPath();
    }
    return path;
  }
}
