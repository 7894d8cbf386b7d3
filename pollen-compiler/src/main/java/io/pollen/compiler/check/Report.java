package io.pollen.compiler.check;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ModuleElement;
import org.jspecify.annotations.Nullable;

/// Tells javac what was found, in javac's own form, unless it is switched off or suppressed.
final class Report {
  private static final String SUPPRESS = "pollen:";

  private final Trees trees;
  private final Levels levels;
  private final Accepted accepted;

  /// What was said already: a data flow meets one place several times.
  private final Set<Finding> said = new HashSet<>();

  private record Finding(Check check, Tree tree) {}

  /// @param accepted takes what the weaver will refuse and is no error here
  Report(Trees trees, Levels levels, Accepted accepted) {
    this.trees = trees;
    this.levels = levels;
    this.accepted = accepted;
  }

  /// Reports at the place of `at`.
  ///
  /// @param what what is wrong, and why
  /// @param instead what to write
  void found(Check check, TreePath at, String what, String instead) {
    Level level = isSuppressed(check, at) ? Level.OFF : levels.of(check);
    if (level != Level.ERROR && Accepted.REFUSED.contains(check)) {
      accepted.add(check, at);
    }
    if (level == Level.OFF || !said.add(new Finding(check, at.getLeaf()))) {
      return;
    }
    trees.printMessage(
        level.kind(),
        "[pollen:%s] %s%n  %s%n  (see %s)".formatted(check.id(), what, instead, check.anchor()),
        at.getLeaf(),
        at.getCompilationUnit());
  }

  /// Whether there is any use in looking for `check`.
  boolean wants(Check check) {
    return levels.of(check) != Level.OFF || Accepted.REFUSED.contains(check);
  }

  private boolean isSuppressed(Check check, TreePath at) {
    Element declared = null;
    for (TreePath path = at; path != null; path = path.getParentPath()) {
      if (path.getLeaf() instanceof ClassTree
          || path.getLeaf() instanceof MethodTree
          || path.getLeaf() instanceof VariableTree) {
        declared = trees.getElement(path);
        if (suppresses(declared, check)) {
          return true;
        }
      }
    }
    return suppresses(module(declared), check);
  }

  private static @Nullable Element module(@Nullable Element element) {
    Element e = element;
    while (e != null && !(e instanceof ModuleElement)) {
      e = e.getEnclosingElement();
    }
    return e;
  }

  private static boolean suppresses(@Nullable Element element, Check check) {
    SuppressWarnings annotation =
        element == null ? null : element.getAnnotation(SuppressWarnings.class);
    return annotation != null
        && Arrays.stream(annotation.value())
            .anyMatch(word -> word.equals(SUPPRESS + check.id()) || word.equals(SUPPRESS + "all"));
  }
}
