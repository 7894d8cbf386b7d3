package io.pollen.compiler.check;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/// Which functions of a class are async bodies, and what stands in them.
///
/// An async body is the lambda of a type that extends `AsyncBody` (or `AsyncAction`,
/// `AsyncFunction`, `AsyncBiFunction`), the method that a reference of such a type names, or the
/// method by which a class implements one. Every other lambda, and every method of a class that is
/// declared inside, leaves the body.
final class Bodies {
  private final Trees trees;
  private final Words words;
  private final BodyReferences references;
  private final Map<Tree, Place> places = new IdentityHashMap<>();
  private final Map<Place.Body, List<TreePath>> awaits = new LinkedHashMap<>();

  Bodies(Trees trees, Words words, BodyReferences references, TreePath type) {
    this.trees = trees;
    this.words = words;
    this.references = references;
    find(type);
  }

  private void find(TreePath type) {
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void none) {
        if (function(getCurrentPath()) instanceof Place.Body body) {
          awaits.putIfAbsent(body, new ArrayList<>());
        }
        return super.visitLambdaExpression(tree, none);
      }

      @Override
      public @Nullable Void visitMethod(MethodTree tree, @Nullable Void none) {
        if (tree.getBody() != null && function(getCurrentPath()) instanceof Place.Body body) {
          awaits.putIfAbsent(body, new ArrayList<>());
        }
        return super.visitMethod(tree, none);
      }

      @Override
      public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void none) {
        if (words.isAwait(getCurrentPath())
            && placeOf(getCurrentPath()) instanceof Place.Body body) {
          Objects.requireNonNull(awaits.get(body)).add(getCurrentPath());
          if (trees.getElement(body.function()) instanceof ExecutableElement method) {
            references.awaitsIn(method);
          }
        }
        return super.visitMethodInvocation(tree, none);
      }
    }.scan(type, null);
  }

  /// All async bodies, outer ones before those in them, each with its own awaits in the order of
  /// the text.
  Map<Place.Body, List<TreePath>> all() {
    return awaits;
  }

  /// Whether a method of this run has awaits of its own.
  boolean hasAwaits(ExecutableElement method) {
    return references.hasAwaits(method, null);
  }

  /// The innermost function around `at`.
  Place placeOf(TreePath at) {
    for (TreePath path = at.getParentPath(); path != null; path = path.getParentPath()) {
      switch (path.getLeaf()) {
        case LambdaExpressionTree none -> {
          return function(path);
        }
        case MethodTree none -> {
          return function(path);
        }
        case ClassTree none -> {
          return new Place.Initializer();
        }
        default -> {}
      }
    }
    return new Place.Unknown();
  }

  /// What the lambda or method at `path` is.
  private Place function(TreePath path) {
    return places.computeIfAbsent(
        path.getLeaf(),
        tree -> tree instanceof MethodTree method ? ofMethod(path, method) : ofLambda(path));
  }

  private Place ofLambda(TreePath path) {
    TypeMirror type = trees.getTypeMirror(path);
    if (type == null || Words.isUnknown(type)) {
      return new Place.Unknown();
    }
    return words.isBodyType(type) ? new Place.Body(path) : new Place.OrdinaryLambda(type);
  }

  private Place ofMethod(TreePath path, MethodTree tree) {
    if (!(trees.getElement(path) instanceof ExecutableElement method)) {
      return new Place.Unknown();
    }
    return words.implementsBody(method)
            || references.makeBody(method)
            || (references.hasAwaits(method, path) && references.mayMakeBody(method))
        ? new Place.Body(path)
        : new Place.OrdinaryMethod(tree);
  }
}
