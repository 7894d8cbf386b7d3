package io.pollen.compiler.check;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Walks through the code of one function and leaves out the functions inside it.
class OwnCode extends TreePathScanner<@Nullable Void, @Nullable Void> {

  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void none) {
    return null;
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void none) {
    return null;
  }

  /// The awaits in a part of a function.
  static List<TreePath> awaits(Unit unit, @Nullable TreePath part) {
    List<TreePath> awaits = new ArrayList<>();
    if (part != null) {
      new OwnCode() {
        @Override
        public @Nullable Void visitMethodInvocation(
            MethodInvocationTree tree, @Nullable Void none) {
          if (unit.words().isAwait(getCurrentPath())) {
            awaits.add(getCurrentPath());
          }
          return super.visitMethodInvocation(tree, none);
        }
      }.scan(part, null);
    }
    return awaits;
  }

  static boolean hasAwait(Unit unit, TreePath parent, @Nullable Tree part) {
    return part != null && !awaits(unit, new TreePath(parent, part)).isEmpty();
  }
}
