package io.pollen.compiler.check;

import com.sun.source.tree.ClassTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.tools.Diagnostic;

/// Places that the transformer will refuse, and of which the user has said that they are no errors:
/// by the level of a check, or by suppressing it. Then weaving does not fail either.
public final class Accepted {

  /// The checks whose subject the weaver refuses, too.
  static final Set<Check> REFUSED = Set.of(AwaitPlace.IN_SYNCHRONIZED, HeldAcrossAwait.LOCK);

  private final Trees trees;
  private final Elements elements;

  /// The first such place of each class, by its internal name.
  private final Map<String, Place> places = new HashMap<>();

  private record Place(Check check, TreePath at) {}

  Accepted(Trees trees, Elements elements) {
    this.trees = trees;
    this.elements = elements;
  }

  void add(Check check, TreePath at) {
    for (TreePath path = at; path != null; path = path.getParentPath()) {
      if (path.getLeaf() instanceof ClassTree
          && trees.getElement(path) instanceof TypeElement type) {
        places.putIfAbsent(
            elements.getBinaryName(type).toString().replace('.', '/'), new Place(check, at));
        return;
      }
    }
  }

  /// Whether what the weaver refuses in a class was accepted. If so, it is said as a warning.
  ///
  /// @param className with slashes
  /// @param reason the weaver's words
  public boolean accepts(String className, String reason) {
    Place place = places.get(className);
    if (place == null) {
      return false;
    }
    trees.printMessage(
        Diagnostic.Kind.WARNING,
        "[pollen:%s] nothing of this class is woven, and this body is refused when it is started: %s%n  (see %s)"
            .formatted(place.check().id(), reason, place.check().anchor()),
        place.at().getLeaf(),
        place.at().getCompilationUnit());
    return true;
  }
}
