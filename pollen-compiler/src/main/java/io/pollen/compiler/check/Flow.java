package io.pollen.compiler.check;

import com.sun.source.tree.AssertTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import io.pollen.compiler.check.Jumps.Finally;
import io.pollen.compiler.check.Jumps.Guarded;
import io.pollen.compiler.check.Jumps.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Walks through one function in the order of execution and follows what is [Held], along every
/// path: branches, loops until nothing changes, jumps through `finally`, exceptions to their
/// handlers. What is held on some path is held.
///
/// Of nested functions only their making is part of the walk.
abstract class Flow extends TreePathScanner<@Nullable Void, @Nullable Void> {

  /// Loops settle after two or three rounds; this is for what was not thought of.
  private static final int MAX_ROUNDS = 20;

  /// A `finally` is walked once for each way into it, and ways multiply where they are nested.
  private static final int MAX_SEPARATE_FINALLY = 3;

  /// What is held now; null where the walk does not come.
  @Nullable Held now = Held.NOTHING;

  private final Jumps jumps = new Jumps();
  private int finallyDepth;

  /// What the expression that was just walked has left, by its value; null when that is the same.
  private @Nullable Split split;

  /// The next tree is a condition, whose split is wanted.
  private boolean conditional;

  /// What is held when a condition is true, and when it is not.
  record Split(@Nullable Held yes, @Nullable Held no) {
    @Nullable Held joined() {
      return Held.join(yes, no);
    }
  }

  private static final class Cases {
    final Target target;
    final @Nullable Held entry;
    @Nullable Held fallingThrough;

    /// Whether some case is always taken.
    boolean total;

    Cases(Target target, @Nullable Held entry, boolean total) {
      this.target = target;
      this.entry = entry;
      this.total = total;
    }
  }

  private @Nullable Cases cases;

  /// Called when the walk is in the resource's `try` from now on.
  abstract void opened(TreePath resource);

  /// Called when the block of the resource's `try` has ended.
  abstract void closed(TreePath resource);

  /// Called where a lambda or class is made: it may use what is held.
  abstract void captured(TreePath function);

  /// The expression just walked leaves this, by its value.
  final void leaves(Split result) {
    split = result;
  }

  /// Something may be thrown here, with `state` held.
  final void mayThrow(@Nullable Held state) {
    jumps.thrown(state);
  }

  @Override
  public @Nullable Void scan(@Nullable Tree tree, @Nullable Void none) {
    if (tree == null || now == null) {
      return null;
    }
    boolean keep = conditional;
    conditional = false;
    if (throwsByItself(tree)) {
      mayThrow(now);
    }
    super.scan(tree, null);
    Split left = split;
    if (left != null && !keep) {
      split = null;
      now = left.joined();
    }
    return null;
  }

  /// Walks an expression whose value decides where to go on.
  final Split condition(@Nullable ExpressionTree tree) {
    if (tree == null) {
      return new Split(now, null);
    }
    conditional = true;
    scan(tree, null);
    conditional = false;
    Split left = split;
    split = null;
    return left == null ? new Split(now, now) : left;
  }

  private static boolean throwsByItself(Tree tree) {
    return switch (tree.getKind()) {
      case NEW_CLASS,
          NEW_ARRAY,
          ARRAY_ACCESS,
          DIVIDE,
          REMAINDER,
          DIVIDE_ASSIGNMENT,
          REMAINDER_ASSIGNMENT,
          TYPE_CAST ->
          true;
      default -> false;
    };
  }

  // --- expressions ---

  @Override
  public @Nullable Void visitParenthesized(ParenthesizedTree tree, @Nullable Void none) {
    leaves(condition(tree.getExpression()));
    return null;
  }

  @Override
  public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void none) {
    if (tree.getKind() != Tree.Kind.LOGICAL_COMPLEMENT) {
      return super.visitUnary(tree, none);
    }
    Split inner = condition(tree.getExpression());
    leaves(new Split(inner.no(), inner.yes()));
    return null;
  }

  @Override
  public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void none) {
    switch (tree.getKind()) {
      case CONDITIONAL_AND -> {
        Split left = condition(tree.getLeftOperand());
        now = left.yes();
        Split right = condition(tree.getRightOperand());
        leaves(new Split(right.yes(), Held.join(left.no(), right.no())));
      }
      case CONDITIONAL_OR -> {
        Split left = condition(tree.getLeftOperand());
        now = left.no();
        Split right = condition(tree.getRightOperand());
        leaves(new Split(Held.join(left.yes(), right.yes()), right.no()));
      }
      default -> super.visitBinary(tree, none);
    }
    return null;
  }

  @Override
  public @Nullable Void visitConditionalExpression(
      ConditionalExpressionTree tree, @Nullable Void none) {
    Split which = condition(tree.getCondition());
    now = which.yes();
    Split first = condition(tree.getTrueExpression());
    now = which.no();
    Split second = condition(tree.getFalseExpression());
    leaves(new Split(Held.join(first.yes(), second.yes()), Held.join(first.no(), second.no())));
    return null;
  }

  @Override
  public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void none) {
    if (tree.getValue() instanceof Boolean value) {
      leaves(value ? new Split(now, null) : new Split(null, now));
    }
    return null;
  }

  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void none) {
    captured(getCurrentPath());
    return null;
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void none) {
    captured(getCurrentPath());
    return null;
  }

  // --- statements ---

  @Override
  public @Nullable Void visitIf(IfTree tree, @Nullable Void none) {
    Split which = condition(tree.getCondition());
    now = which.yes();
    scan(tree.getThenStatement(), null);
    Held end = now;
    now = which.no();
    scan(tree.getElseStatement(), null);
    now = Held.join(end, now);
    return null;
  }

  @Override
  public @Nullable Void visitAssert(AssertTree tree, @Nullable Void none) {
    Held disabled = now;
    Split holds = condition(tree.getCondition());
    now = holds.no();
    scan(tree.getDetail(), null);
    mayThrow(now);
    now = Held.join(disabled, holds.yes());
    return null;
  }

  @Override
  public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void none) {
    loop(() -> condition(tree.getCondition()), tree.getStatement(), List.of());
    return null;
  }

  @Override
  public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void none) {
    scan(tree.getInitializer(), null);
    loop(() -> condition(tree.getCondition()), tree.getStatement(), tree.getUpdate());
    return null;
  }

  @Override
  public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void none) {
    scan(tree.getExpression(), null);
    Step next =
        () -> {
          mayThrow(now);
          return new Split(now, now);
        };
    scan(tree.getVariable(), null);
    loop(next, tree.getStatement(), List.of());
    return null;
  }

  private interface Step {
    Split take();
  }

  private void loop(Step test, Tree body, List<? extends Tree> update) {
    Target target = jumps.enterLoop(label());
    Held entry = now;
    Held end = null;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      now = entry;
      Split again = now == null ? new Split(null, null) : test.take();
      now = again.yes();
      scan(body, null);
      now = Held.join(now, target.continued);
      scan(update, null);
      end = Held.join(again.no(), target.broken);
      Held next = Held.join(entry, now);
      if (Held.same(next, entry)) {
        break;
      }
      entry = next;
    }
    jumps.leave(target);
    now = end;
  }

  @Override
  public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void none) {
    Target target = jumps.enterLoop(label());
    Held entry = now;
    Held end = null;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      now = entry;
      scan(tree.getStatement(), null);
      now = Held.join(now, target.continued);
      Split again = condition(tree.getCondition());
      end = Held.join(again.no(), target.broken);
      Held next = Held.join(entry, again.yes());
      if (Held.same(next, entry)) {
        break;
      }
      entry = next;
    }
    jumps.leave(target);
    now = end;
    return null;
  }

  private @Nullable String label() {
    TreePath parent = getCurrentPath().getParentPath();
    return parent != null && parent.getLeaf() instanceof LabeledStatementTree labeled
        ? labeled.getLabel().toString()
        : null;
  }

  @Override
  public @Nullable Void visitLabeledStatement(LabeledStatementTree tree, @Nullable Void none) {
    Target target = jumps.enterLabeled(tree.getLabel().toString());
    scan(tree.getStatement(), null);
    jumps.leave(target);
    now = Held.join(now, target.broken);
    return null;
  }

  @Override
  public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void none) {
    scan(tree.getExpression(), null);
    walk(tree.getCases(), new Cases(jumps.enterSwitch(), now, false));
    return null;
  }

  @Override
  public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void none) {
    scan(tree.getExpression(), null);
    walk(tree.getCases(), new Cases(jumps.enterSwitchExpression(), now, true));
    return null;
  }

  private void walk(List<? extends CaseTree> trees, Cases inner) {
    Cases outer = cases;
    mayThrow(now);
    for (CaseTree tree : trees) {
      cases = inner;
      now = Held.join(inner.entry, inner.fallingThrough);
      scan(tree, null);
    }
    cases = outer;
    jumps.leave(inner.target);
    now = Held.join(inner.fallingThrough, inner.target.broken);
    if (!inner.total) {
      now = Held.join(now, inner.entry);
    }
  }

  @Override
  public @Nullable Void visitCase(CaseTree tree, @Nullable Void none) {
    Cases inner = cases;
    if (inner == null) {
      return null;
    }
    // A switch with patterns or null must be exhaustive, and javac has checked that.
    inner.total |=
        tree.getLabels().stream()
            .anyMatch(label ->
                switch (label.getKind()) {
                  case DEFAULT_CASE_LABEL, PATTERN_CASE_LABEL -> true;
                  default -> label.toString().equals("null");
                });
    scan(tree.getLabels(), null);
    if (tree.getGuard() != null) {
      now = condition(tree.getGuard()).yes();
    }
    if (tree.getCaseKind() == CaseTree.CaseKind.STATEMENT) {
      scan(tree.getStatements(), null);
      inner.fallingThrough = now;
    } else {
      scan(tree.getBody(), null);
      inner.target.broken = Held.join(inner.target.broken, now);
    }
    return null;
  }

  // --- jumps and exceptions ---

  @Override
  public @Nullable Void visitBreak(BreakTree tree, @Nullable Void none) {
    jumps.breakTo(tree.getLabel() == null ? null : tree.getLabel().toString(), now);
    now = null;
    return null;
  }

  @Override
  public @Nullable Void visitContinue(ContinueTree tree, @Nullable Void none) {
    jumps.continueTo(tree.getLabel() == null ? null : tree.getLabel().toString(), now);
    now = null;
    return null;
  }

  @Override
  public @Nullable Void visitYield(YieldTree tree, @Nullable Void none) {
    scan(tree.getValue(), null);
    jumps.yield(now);
    now = null;
    return null;
  }

  @Override
  public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void none) {
    scan(tree.getExpression(), null);
    jumps.returned(now);
    now = null;
    return null;
  }

  @Override
  public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void none) {
    scan(tree.getExpression(), null);
    mayThrow(now);
    now = null;
    return null;
  }

  @Override
  public @Nullable Void visitTry(TryTree tree, @Nullable Void none) {
    Finally last = tree.getFinallyBlock() == null ? null : jumps.enterFinally();
    Guarded guarded = tree.getCatches().isEmpty() ? null : jumps.enterGuarded();
    List<TreePath> resources =
        tree.getResources().stream().map(r -> new TreePath(getCurrentPath(), r)).toList();
    for (TreePath resource : resources) {
      scan(resource.getLeaf(), null);
      opened(resource);
    }
    scan(tree.getBlock(), null);
    resources.reversed().forEach(this::closed);
    if (!resources.isEmpty()) {
      mayThrow(now);
    }
    Held end = now;
    if (guarded != null) {
      jumps.leave(guarded);
      for (CatchTree handler : tree.getCatches()) {
        now = guarded.thrown;
        scan(handler, null);
        end = Held.join(end, now);
      }
      mayThrow(guarded.thrown); // what none of them catches
    }
    now = end;
    if (last != null) {
      jumps.leave(last);
      walk(tree.getFinallyBlock(), last);
    }
    return null;
  }

  /// Walks a `finally` block: on the normal way, for what was thrown, and for each jump through it.
  private void walk(BlockTree block, Finally last) {
    finallyDepth++;
    if (finallyDepth > MAX_SEPARATE_FINALLY) {
      now = through(block, Held.join(now, last.everything()));
      mayThrow(now);
      last.jumps().forEach(jump -> jumps.resume(jump, now));
    } else {
      Held end = through(block, now);
      mayThrow(through(block, last.thrown));
      last.jumps().forEach(jump -> jumps.resume(jump, through(block, last.heldAt(jump))));
      now = end;
    }
    finallyDepth--;
  }

  private @Nullable Held through(BlockTree block, @Nullable Held before) {
    now = before;
    scan(block, null);
    return now;
  }
}
