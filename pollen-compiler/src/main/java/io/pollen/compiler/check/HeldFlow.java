package io.pollen.compiler.check;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import io.pollen.compiler.check.Held.Bound;
import io.pollen.compiler.check.Held.Choice;
import io.pollen.compiler.check.Held.Lock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/// Follows locks and thread-bound values through one async body, and reports the awaits that they
/// are kept across.
final class HeldFlow extends Flow {
  private static final String LOCK = "java.util.concurrent.locks.Lock";
  private static final String STAMPED_LOCK = "java.util.concurrent.locks.StampedLock";

  private final Unit unit;
  private final LockNames names;
  private final BoundValues boundValues;

  /// Resources that will be closed after whatever comes next.
  private final List<Element> open = new ArrayList<>();

  HeldFlow(Unit unit) {
    this.unit = unit;
    this.names = new LockNames(unit);
    this.boundValues = new BoundValues(unit);
  }

  void inspect(Place.Body body) {
    now = boundValues.broughtInto(body, Held.NOTHING);
    scan(body.code(), null);
  }

  // --- calls ---

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void none) {
    super.visitMethodInvocation(tree, none);
    Held before = now;
    if (before == null) {
      return null;
    }
    usedByCall(tree, before);
    if (unit.words().isAwait(getCurrentPath())) {
      await(before, new TreePath(getCurrentPath(), tree.getMethodSelect()));
      mayThrow(now);
    } else if (tree.getMethodSelect() instanceof MemberSelectTree select) {
      TreePath selected = new TreePath(getCurrentPath(), select);
      call(before, new TreePath(selected, select.getExpression()), select);
    } else {
      mayThrow(before);
    }
    return null;
  }

  private void call(Held before, TreePath receiver, MemberSelectTree select) {
    TypeMirror type = unit.type(receiver);
    String method = select.getIdentifier().toString();
    if (unit.words().isA(type, LOCK)) {
      switch (method) {
        case "lock", "lockInterruptibly" -> take(before, receiver);
        case "tryLock" -> attempt(before, receiver);
        case "unlock" -> release(before, receiver);
        default -> mayThrow(before);
      }
    } else if (unit.words().isA(type, STAMPED_LOCK)) {
      switch (method) {
        case "writeLock", "writeLockInterruptibly", "readLock", "readLockInterruptibly" ->
            take(before, receiver);
        case "tryWriteLock", "tryReadLock" -> attempt(before, receiver);
        case "unlock",
            "unlockWrite",
            "unlockRead",
            "tryUnlockWrite",
            "tryUnlockRead",
            "tryConvertToOptimisticRead" ->
            release(before, receiver);
        default -> mayThrow(before);
      }
    } else {
      mayThrow(before);
    }
  }

  private void take(Held before, TreePath lock) {
    mayThrow(before);
    now =
        before.withLock(
            new Lock(names.of(lock, before), lock.getLeaf().toString(), lock.getLeaf()));
  }

  /// Taken if the answer is true, or a stamp that is not zero.
  private void attempt(Held before, TreePath lock) {
    take(before, lock);
    leaves(new Split(now, before));
  }

  private void release(Held before, TreePath lock) {
    now = before.withoutLock(names.of(lock, before));
    mayThrow(now);
  }

  private void await(Held before, TreePath word) {
    if (!before.locks().isEmpty()) {
      Set<String> held = new TreeSet<>();
      before
          .locks()
          .forEach(lock -> held.add(lock.name() + " (line " + unit.line(lock.taken()) + ")"));
      unit.report()
          .found(
              HeldAcrossAwait.LOCK,
              word,
              "await while "
                  + String.join(", ", held)
                  + " may be locked: a java.util.concurrent lock belongs to a thread, and a"
                  + " suspended body has none",
              "unlock before the await, or use io.pollen.sync.Mutex");
    }
    now = before.across(word);
    for (Element resource : open) {
      Bound bound = before.bound().get(resource);
      if (bound != null) {
        report(resource, bound, word, "closed after the await");
      }
    }
  }

  // --- variables ---

  @Override
  public @Nullable Void visitVariable(VariableTree tree, @Nullable Void none) {
    TreePath value =
        tree.getInitializer() == null
            ? null
            : new TreePath(getCurrentPath(), tree.getInitializer());
    Split answer = value == null ? null : condition(tree.getInitializer());
    assigned(unit.element(getCurrentPath()), value, answer);
    return null;
  }

  @Override
  public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void none) {
    if (!(tree.getVariable() instanceof IdentifierTree)) {
      return super.visitAssignment(tree, none);
    }
    Element variable = unit.element(new TreePath(getCurrentPath(), tree.getVariable()));
    Split answer = condition(tree.getExpression());
    assigned(variable, new TreePath(getCurrentPath(), tree.getExpression()), answer);
    if (variable != null && isLocal(variable)) {
      leaves(chosen(variable));
    }
    return null;
  }

  private void assigned(
      @Nullable Element variable, @Nullable TreePath value, @Nullable Split answer) {
    if (answer != null) {
      now = answer.joined();
    }
    Held held = now;
    if (held == null || variable == null || !isLocal(variable)) {
      return;
    }
    if (value != null && !variable.asType().getKind().isPrimitive()) {
      held = held.naming(variable, names.of(value, held));
    }
    if (answer != null) {
      held = held.choosing(variable, choice(answer));
    }
    now = held.binding(variable, boundValues.of(variable, value, held));
  }

  /// What depends on the value that a variable is assigned.
  private static Choice choice(Split answer) {
    if (answer.yes() != null && answer.no() != null) {
      return new Choice(
          without(answer.yes().locks(), answer.no().locks()),
          without(answer.no().locks(), answer.yes().locks()));
    }
    return new Choice(Set.of(), Set.of());
  }

  private static Set<Lock> without(Set<Lock> all, Set<Lock> those) {
    return all.stream()
        .filter(lock -> !those.contains(lock))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Split chosen(Element variable) {
    Held held = now;
    return held == null
        ? new Split(null, null)
        : new Split(held.chosen(variable, true), held.chosen(variable, false));
  }

  @Override
  public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void none) {
    Element variable = unit.element(getCurrentPath());
    Held held = now;
    if (held == null || variable == null || !isLocal(variable)) {
      return null;
    }
    used(variable, held, tree);
    if (held.choices().containsKey(variable)) {
      leaves(chosen(variable));
    }
    return null;
  }

  /// Also `stamp != 0` and `answer == false` are conditions.
  @Override
  public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void none) {
    boolean equal = tree.getKind() == Tree.Kind.EQUAL_TO;
    Boolean with = equal || tree.getKind() == Tree.Kind.NOT_EQUAL_TO ? constant(tree) : null;
    if (with == null) {
      return super.visitBinary(tree, none);
    }
    Split asked =
        condition(
            constant(tree.getLeftOperand()) == null
                ? tree.getLeftOperand()
                : tree.getRightOperand());
    leaves(equal == with ? asked : new Split(asked.no(), asked.yes()));
    return null;
  }

  private static @Nullable Boolean constant(BinaryTree tree) {
    Boolean left = constant(tree.getLeftOperand());
    return left != null ? left : constant(tree.getRightOperand());
  }

  /// Whether a literal stands for true: not false, and not zero.
  private static @Nullable Boolean constant(ExpressionTree tree) {
    return switch (tree) {
      case ParenthesizedTree inner -> constant(inner.getExpression());
      case LiteralTree literal when literal.getValue() instanceof Boolean value -> value;
      case LiteralTree literal
          when literal.getValue() instanceof Number number && number.longValue() == 0 ->
          false;
      default -> null;
    };
  }

  static boolean isLocal(Element element) {
    return switch (element.getKind()) {
      case LOCAL_VARIABLE, PARAMETER, RESOURCE_VARIABLE, EXCEPTION_PARAMETER, BINDING_VARIABLE ->
          true;
      default -> false;
    };
  }

  // --- thread-bound values ---

  private void used(Element variable, Held held, Tree use) {
    Bound bound = held.bound().get(variable);
    if (bound != null && bound.crossed() != null) {
      report(variable, bound, bound.crossed(), "used after the await, in line " + unit.line(use));
    }
  }

  /// The receiver and the arguments are needed when all of them have been computed, awaits in them
  /// included.
  private void usedByCall(MethodInvocationTree tree, Held held) {
    if (held.bound().isEmpty()) {
      return;
    }
    if (tree.getMethodSelect() instanceof MemberSelectTree select) {
      TreePath selected = new TreePath(getCurrentPath(), select);
      usedByCall(new TreePath(selected, select.getExpression()), held);
    }
    tree.getArguments()
        .forEach(argument -> usedByCall(new TreePath(getCurrentPath(), argument), held));
  }

  private void usedByCall(TreePath operand, Held held) {
    Element variable = operand.getLeaf() instanceof IdentifierTree ? unit.element(operand) : null;
    if (variable != null) {
      used(variable, held, operand.getLeaf());
    }
  }

  private void report(Element variable, Bound bound, TreePath await, String how) {
    unit.report()
        .found(
            HeldAcrossAwait.THREAD_BOUND,
            await,
            "await while "
                + variable.getSimpleName()
                + ", "
                + bound.what()
                + ", is still needed: it belongs to a thread, and the body may go on on another."
                + " It is "
                + how,
            bound.instead());
  }

  @Override
  void captured(TreePath function) {
    Held held = now;
    if (held == null || held.bound().isEmpty()) {
      return;
    }
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void none) {
        Element variable = unit.element(getCurrentPath());
        if (variable != null) {
          used(variable, held, tree);
        }
        return null;
      }
    }.scan(function, null);
  }

  @Override
  void opened(TreePath resource) {
    Element variable = unit.element(resource);
    if (variable != null && variable.getKind() != ElementKind.FIELD) {
      open.add(variable);
    }
  }

  @Override
  void closed(TreePath resource) {
    Element variable = unit.element(resource);
    open.remove(variable);
    if (now != null && variable != null) {
      now = now.binding(variable, null);
    }
  }
}
