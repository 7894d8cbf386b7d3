package io.pollen.compiler.check;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import javax.lang.model.element.Element;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/// One top-level class that javac has analysed, and what inspections ask about it.
///
/// @param path of the class
/// @param bodies where its functions are, and which of them are async bodies
/// @param report takes what is found
record Unit(
    TreePath path,
    Trees trees,
    Elements elements,
    Types types,
    Words words,
    Bodies bodies,
    Settings settings,
    Report report) {

  CompilationUnitTree file() {
    return path.getCompilationUnit();
  }

  /// What the tree declares or names; null where the code has errors.
  @Nullable Element element(TreePath at) {
    return trees.getElement(at);
  }

  /// The type of an expression, or the target type of a lambda.
  @Nullable TypeMirror type(TreePath at) {
    return trees.getTypeMirror(at);
  }

  /// The source of a method of this class; null when it is elsewhere. Sources of other classes are
  /// not looked into: whether they are at hand depends on what else is compiled now.
  @Nullable TreePath source(Element method) {
    TreePath source = trees.getPath(method);
    return source != null && isWithin(source, path.getLeaf()) ? source : null;
  }

  /// Whether a tree is `outer`, or somewhere in it.
  static boolean isWithin(TreePath tree, Tree outer) {
    for (TreePath at = tree; at != null; at = at.getParentPath()) {
      if (at.getLeaf() == outer) {
        return true;
      }
    }
    return false;
  }

  /// Where a variable of this class is declared; null when that is elsewhere. Looks through the
  /// class: ask only when it matters.
  @Nullable TreePath declaration(Element variable) {
    TreePath[] found = {null};
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void none) {
        return found[0] == null ? super.scan(tree, none) : null;
      }

      @Override
      public @Nullable Void visitVariable(VariableTree tree, @Nullable Void none) {
        if (variable.equals(element(getCurrentPath()))) {
          found[0] = getCurrentPath();
        }
        return super.visitVariable(tree, none);
      }
    }.scan(path, null);
    return found[0];
  }

  /// The name of a type without its package and arguments.
  String simpleName(TypeMirror type) {
    Element element = types.asElement(type);
    return element == null ? type.toString() : element.getSimpleName().toString();
  }

  long line(Tree tree) {
    long start = trees.getSourcePositions().getStartPosition(file(), tree);
    return start < 0 ? 0 : file().getLineMap().getLineNumber(start);
  }
}
