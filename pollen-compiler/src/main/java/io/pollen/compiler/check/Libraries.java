package io.pollen.compiler.check;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.tools.JavaFileObject;

/// The directories and jars that sources import from, which may have lists ([ListFiles]).
final class Libraries {
  private final Trees trees;
  private final Elements elements;
  private final Settings settings;
  private final Set<CompilationUnitTree> files = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> roots = new HashSet<>();

  Libraries(Trees trees, Elements elements, Settings settings) {
    this.trees = trees;
    this.elements = elements;
    this.settings = settings;
  }

  /// Reads the lists of what a file imports.
  void of(CompilationUnitTree file) {
    if (!files.add(file)) {
      return;
    }
    TreePath path = new TreePath(file);
    for (ImportTree tree : file.getImports()) {
      if (tree.getQualifiedIdentifier() instanceof MemberSelectTree select) {
        add(new TreePath(new TreePath(path, tree), select), select);
      }
    }
  }

  private void add(TreePath imported, MemberSelectTree select) {
    Element element = trees.getElement(imported);
    if (!(element instanceof TypeElement)) {
      // Of `import a.*` and `import static a.B.c`.
      element = trees.getElement(new TreePath(imported, select.getExpression()));
    }
    switch (element) {
      case TypeElement type -> addRootOf(type);
      case PackageElement all ->
          all.getEnclosedElements().stream()
              .filter(TypeElement.class::isInstance)
              .map(TypeElement.class::cast)
              .findFirst()
              .ifPresent(this::addRootOf);
      case null, default -> {}
    }
  }

  private void addRootOf(TypeElement type) {
    JavaFileObject file = elements.getFileObjectOf(type);
    String path = elements.getBinaryName(type).toString().replace('.', '/') + ".class";
    String address = file == null ? "" : file.toUri().toString();
    if (address.endsWith(path) && !address.startsWith("jrt:")) {
      String root = address.substring(0, address.length() - path.length());
      if (roots.add(root)) {
        settings.threadBound().addFrom(root);
        settings.blocking().addFrom(root);
      }
    }
  }
}
