package io.pollen.compiler.check;

import com.sun.source.tree.BreakTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A loop in an async body that has no await and no way out: its task never gives its thread back,
/// and cannot be cancelled.
final class EndlessLoop implements Inspection {
  static final Check ENDLESS = new Check("endlessLoop", Level.WARN);

  @Override
  public List<Check> checks() {
    return List.of(ENDLESS);
  }

  @Override
  public void inspect(Unit unit) {
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void none) {
        loop(tree.getCondition(), tree.getStatement());
        return super.visitWhileLoop(tree, none);
      }

      @Override
      public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void none) {
        loop(tree.getCondition(), tree.getStatement());
        return super.visitDoWhileLoop(tree, none);
      }

      @Override
      public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void none) {
        loop(tree.getCondition(), tree.getStatement());
        return super.visitForLoop(tree, none);
      }

      private void loop(@Nullable ExpressionTree condition, StatementTree body) {
        TreePath loop = getCurrentPath();
        if (isAlwaysTrue(condition)
            && unit.bodies().placeOf(loop) instanceof Place.Body
            && OwnCode.awaits(unit, loop).isEmpty()
            && !hasWayOut(new TreePath(loop, body))) {
          unit.report()
              .found(
                  ENDLESS,
                  loop,
                  "this loop has no await and no way out: the task keeps its thread for ever, and"
                      + " cannot be cancelled",
                  "await something in each round, at least yieldNow()");
        }
      }
    }.scan(unit.path(), null);
  }

  private static boolean isAlwaysTrue(@Nullable ExpressionTree condition) {
    return switch (condition) {
      case null -> true;
      case ParenthesizedTree tree -> isAlwaysTrue(tree.getExpression());
      case LiteralTree tree -> Boolean.TRUE.equals(tree.getValue());
      default -> false;
    };
  }

  /// A `break` that only leaves something inside the loop counts as one, too: when in doubt there
  /// is a way out.
  private static boolean hasWayOut(TreePath body) {
    boolean[] found = {false};
    new OwnCode() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void none) {
        found[0] |=
            tree instanceof BreakTree
                || tree instanceof ReturnTree
                || tree instanceof ThrowTree
                || tree instanceof YieldTree;
        return super.scan(tree, none);
      }
    }.scan(body, null);
    return found[0];
  }
}
