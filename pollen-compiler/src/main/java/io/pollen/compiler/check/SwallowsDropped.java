package io.pollen.compiler.check;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import javax.lang.model.element.Element;
import org.jspecify.annotations.Nullable;

/// A handler around an await that catches everything, also the signal of a drop, and ends it there.
final class SwallowsDropped implements Inspection {
  static final Check SWALLOWS = new Check("swallowsDropped", Level.WARN);

  private static final String DROPPED = "Dropped";

  @Override
  public List<Check> checks() {
    return List.of(SWALLOWS);
  }

  @Override
  public void inspect(Unit unit) {
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitTry(TryTree tree, @Nullable Void none) {
        if (unit.bodies().placeOf(getCurrentPath()) instanceof Place.Body
            && hasAwait(unit, getCurrentPath(), tree)) {
          look(unit, getCurrentPath(), tree);
        }
        return super.visitTry(tree, none);
      }
    }.scan(unit.path(), null);
  }

  private static boolean hasAwait(Unit unit, TreePath path, TryTree tree) {
    return OwnCode.hasAwait(unit, path, tree.getBlock())
        || tree.getResources().stream()
            .anyMatch(resource -> OwnCode.hasAwait(unit, path, resource));
  }

  private static void look(Unit unit, TreePath path, TryTree tree) {
    for (CatchTree handler : tree.getCatches()) {
      TreePath at = new TreePath(path, handler);
      TreePath type =
          new TreePath(new TreePath(at, handler.getParameter()), handler.getParameter().getType());
      if (!unit.words().isDroppedCaughtBy(unit.type(type))) {
        continue;
      }
      if (!passesOn(unit, at, handler)) {
        unit.report()
            .found(
                SWALLOWS,
                type,
                "this also catches Dropped, the signal that the body is dropped, and ends it here",
                "catch Exception, or begin the handler with if (%1$s instanceof Dropped) throw %1$s;"
                    .formatted(handler.getParameter().getName()));
      }
      return; // the ones below see no Dropped
    }
  }

  /// Whether the handler throws on what it has caught, says what it does with Dropped, or cannot be
  /// left but by throwing.
  private static boolean passesOn(Unit unit, TreePath at, CatchTree handler) {
    HandlerCode code =
        new HandlerCode(unit, unit.element(new TreePath(at, handler.getParameter())));
    code.scan(new TreePath(at, handler.getBlock()), null);
    return code.passesOn || (!code.leaves && endsByThrow(handler.getBlock()));
  }

  private static boolean endsByThrow(BlockTree block) {
    List<? extends StatementTree> statements = block.getStatements();
    return !statements.isEmpty() && statements.getLast().getKind() == Tree.Kind.THROW;
  }

  private static final class HandlerCode extends OwnCode {
    private final Unit unit;
    private final @Nullable Element caught;

    /// It throws what it has caught, or says what it does with Dropped.
    private boolean passesOn;

    /// Something in it may leave it in another way than by throwing.
    private boolean leaves;

    HandlerCode(Unit unit, @Nullable Element caught) {
      this.unit = unit;
      this.caught = caught;
    }

    @Override
    public @Nullable Void scan(@Nullable Tree tree, @Nullable Void none) {
      leaves |=
          tree instanceof ReturnTree
              || tree instanceof BreakTree
              || tree instanceof ContinueTree
              || tree instanceof YieldTree;
      return super.scan(tree, none);
    }

    @Override
    public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void none) {
      passesOn |= isCaught(tree.getExpression());
      return super.visitThrow(tree, none);
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void none) {
      passesOn |= tree.getName().contentEquals(DROPPED);
      return null;
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void none) {
      passesOn |= tree.getIdentifier().contentEquals(DROPPED);
      return super.visitMemberSelect(tree, none);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void none) {
      passesOn |= tree.getArguments().stream().anyMatch(this::isCaught) && knowsDropped();
      return super.visitMethodInvocation(tree, none);
    }

    private boolean isCaught(ExpressionTree value) {
      return caught != null && caught.equals(unit.element(new TreePath(getCurrentPath(), value)));
    }

    private boolean knowsDropped() {
      Element method = unit.element(getCurrentPath());
      TreePath source = method == null ? null : unit.source(method);
      return source != null && source.getLeaf().toString().contains(DROPPED);
    }
  }
}
