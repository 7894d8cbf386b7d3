package io.pollen.compiler.check;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An await in a `finally` with statements after it. A plain drop does not wait: it ends the
/// `finally` at an await that is not ready at once.
final class AwaitInFinally implements Inspection {
  static final Check IN_FINALLY = new Check("awaitInFinally", Level.WARN);

  @Override
  public List<Check> checks() {
    return List.of(IN_FINALLY);
  }

  @Override
  public void inspect(Unit unit) {
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitTry(TryTree tree, @Nullable Void none) {
        BlockTree last = tree.getFinallyBlock();
        if (last != null && unit.bodies().placeOf(getCurrentPath()) instanceof Place.Body) {
          OwnCode.awaits(unit, new TreePath(getCurrentPath(), last))
              .forEach(await -> look(unit, await, last));
        }
        return super.visitTry(tree, none);
      }
    }.scan(unit.path(), null);
  }

  private static void look(Unit unit, TreePath await, BlockTree last) {
    for (TreePath path = await; path.getLeaf() != last; path = path.getParentPath()) {
      Tree skipped = skipped(path);
      if (skipped != null) {
        TreePath word =
            new TreePath(await, ((MethodInvocationTree) await.getLeaf()).getMethodSelect());
        unit.report()
            .found(
                IN_FINALLY,
                word,
                "a drop does not wait here: what follows in this finally, from line "
                    + unit.line(skipped)
                    + ", is skipped unless the await is ready at once",
                "do it before the await, or in a finally of its own around the await");
        return;
      }
    }
  }

  /// What comes after a statement, at its own level: the next one, or the next round of its loop.
  private static @Nullable Tree skipped(TreePath path) {
    return switch (path.getParentPath().getLeaf()) {
      case BlockTree block -> {
        List<? extends StatementTree> all = block.getStatements();
        int next = all.indexOf(path.getLeaf()) + 1;
        yield next > 0 && next < all.size() ? all.get(next) : null;
      }
      case Tree parent -> {
        yield switch (parent.getKind()) {
          case FOR_LOOP, ENHANCED_FOR_LOOP, WHILE_LOOP, DO_WHILE_LOOP -> parent;
          default -> null;
        };
      }
    };
  }
}
