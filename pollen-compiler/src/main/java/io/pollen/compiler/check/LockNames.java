package io.pollen.compiler.check;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import io.pollen.compiler.check.Held.Key;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;

/// Tells by which expressions one lock can be reached: helper variables are followed to what they
/// were assigned, `this.lock` is `lock`, and a call without arguments (`rw.readLock()`) gives the
/// same each time.
final class LockNames {
  private final Unit unit;

  LockNames(Unit unit) {
    this.unit = unit;
  }

  /// @param now what is known of variables
  Set<Key> of(TreePath path, Held now) {
    return switch (path.getLeaf()) {
      case ParenthesizedTree tree -> of(new TreePath(path, tree.getExpression()), now);
      case TypeCastTree tree -> of(new TreePath(path, tree.getExpression()), now);
      case AssignmentTree tree -> of(new TreePath(path, tree.getExpression()), now);
      case ConditionalExpressionTree tree -> {
        Set<Key> either =
            new LinkedHashSet<>(of(new TreePath(path, tree.getTrueExpression()), now));
        either.addAll(of(new TreePath(path, tree.getFalseExpression()), now));
        yield either;
      }
      case IdentifierTree tree -> named(path, now);
      case MemberSelectTree tree -> selected(path, tree.getExpression(), now);
      case MethodInvocationTree tree when tree.getArguments().isEmpty() -> called(path, tree, now);
      case Tree other -> Set.of(new Key(other, ""));
    };
  }

  private Set<Key> named(TreePath path, Held now) {
    Element element = unit.element(path);
    if (element == null) {
      return Set.of(new Key(path.getLeaf(), ""));
    }
    Set<Key> known = now.names().get(element);
    return known != null ? known : Set.of(new Key(element, ""));
  }

  private Set<Key> selected(TreePath path, ExpressionTree owner, Held now) {
    Element element = unit.element(path);
    if (element == null) {
      return Set.of(new Key(path.getLeaf(), ""));
    }
    boolean ofThis = isThis(owner) || element.getKind() != ElementKind.FIELD;
    boolean ofType = element.getModifiers().contains(javax.lang.model.element.Modifier.STATIC);
    return ofThis || ofType
        ? Set.of(new Key(element, ""))
        : then(of(new TreePath(path, owner), now), element.getSimpleName().toString());
  }

  private Set<Key> called(TreePath path, MethodInvocationTree tree, Held now) {
    TreePath select = new TreePath(path, tree.getMethodSelect());
    return switch (tree.getMethodSelect()) {
      case MemberSelectTree member when !isThis(member.getExpression()) ->
          then(
              of(new TreePath(select, member.getExpression()), now), member.getIdentifier() + "()");
      default -> {
        Element method = unit.element(select);
        yield Set.of(new Key(method == null ? tree : method, "()"));
      }
    };
  }

  /// `this`, or `Outer.this`.
  private static boolean isThis(ExpressionTree tree) {
    return switch (tree) {
      case IdentifierTree name -> name.getName().contentEquals("this");
      case MemberSelectTree select -> select.getIdentifier().contentEquals("this");
      default -> false;
    };
  }

  private static Set<Key> then(Set<Key> keys, String step) {
    Set<Key> all = new LinkedHashSet<>();
    keys.forEach(key -> all.add(key.then(step)));
    return all;
  }
}
