package io.pollen.compiler.check;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/// Where an await may stand: directly in an async body, and under no monitor.
final class AwaitPlace implements Inspection {
  static final Check OUTSIDE = new Check("awaitOutside", Level.ERROR);
  static final Check IN_SYNCHRONIZED = new Check("awaitInSynchronized", Level.ERROR);

  @Override
  public List<Check> checks() {
    return List.of(OUTSIDE, IN_SYNCHRONIZED);
  }

  @Override
  public void inspect(Unit unit) {
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void none) {
        if (unit.words().isAwait(getCurrentPath())) {
          // Not at the call itself: javac has "unreported exception" there, and says one thing only
          // for each place.
          TreePath word = new TreePath(getCurrentPath(), tree.getMethodSelect());
          outside(unit, word, unit.bodies().placeOf(getCurrentPath()));
          underMonitor(unit, word);
        }
        return super.visitMethodInvocation(tree, none);
      }

      @Override
      public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void none) {
        if (unit.words().isAwaitReference(getCurrentPath())) {
          unit.report()
              .found(
                  OUTSIDE,
                  getCurrentPath(),
                  "await as a method reference: whoever calls it is no async body",
                  "write async(() -> … await(future) …), or pass the future itself on");
        }
        return super.visitMemberReference(tree, none);
      }
    }.scan(unit.path(), null);
  }

  private static void outside(Unit unit, TreePath word, Place place) {
    switch (place) {
      case Place.Body in -> {}
      case Place.Unknown errors -> {}
      case Place.OrdinaryLambda lambda ->
          unit.report()
              .found(
                  OUTSIDE,
                  word,
                  "await outside an async body: this lambda is a "
                      + unit.simpleName(lambda.type())
                      + ", which cannot wait without its thread",
                  "await before it and use the value in it, write a loop instead, or make it an"
                      + " async body: async(() -> …)");
      case Place.OrdinaryMethod method ->
          unit.report()
              .found(
                  OUTSIDE,
                  word,
                  "await outside an async body: "
                      + name(method.method())
                      + " is an ordinary method",
                  method.method().getReturnType() == null
                      ? "await before the constructor is called, in an async body"
                      : "let it return a Future: return async(() -> …); a main method writes"
                          + " run(() -> …)");
      case Place.Initializer initializer ->
          unit.report()
              .found(
                  OUTSIDE,
                  word,
                  "await outside an async body, in an initializer",
                  "keep the future, async(() -> …), and await it where it is needed");
    }
  }

  private static String name(MethodTree method) {
    return method.getReturnType() == null ? "a constructor" : method.getName() + "(…)";
  }

  private static void underMonitor(Unit unit, TreePath word) {
    TreePath inner = word;
    for (TreePath path = word.getParentPath(); path != null; path = path.getParentPath()) {
      Tree from = inner.getLeaf();
      switch (path.getLeaf()) {
        case LambdaExpressionTree none -> {
          return;
        }
        case ClassTree none -> {
          return;
        }
        case MethodTree method -> {
          if (method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)
              && unit.bodies().placeOf(word) instanceof Place.Body) {
            unit.report()
                .found(
                    IN_SYNCHRONIZED,
                    word,
                    "await in the synchronized method "
                        + name(method)
                        + ": a monitor belongs to a thread, and a suspended body has none",
                    "remove synchronized, or use io.pollen.sync.Mutex");
          }
          return;
        }
        case SynchronizedTree block when block.getBlock() == from -> {
          if (!(unit.bodies().placeOf(word) instanceof Place.Body)) {
            return; // the other check has said what is wrong
          }
          unit.report()
              .found(
                  IN_SYNCHRONIZED,
                  word,
                  "await inside synchronized: a monitor belongs to a thread, and a suspended body"
                      + " has none",
                  "await before or after the synchronized block, or use io.pollen.sync.Mutex");
          return;
        }
        default -> {}
      }
      inner = path;
    }
  }
}
