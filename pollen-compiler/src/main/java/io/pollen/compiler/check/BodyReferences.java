package io.pollen.compiler.check;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/// The method references of all sources of this run, by the name of their method. A method is an
/// async body because of a reference to it, and that may stand in another file.
final class BodyReferences {
  private final Trees trees;
  private final Elements elements;
  private final Words words;
  private final CompiledReferences compiled;

  /// The outermost classes of this run, by their internal names.
  private final Set<String> classes = new HashSet<>();

  private final Map<String, List<TreePath>> byName = new HashMap<>();
  private final Set<ExecutableElement> awaiting = new HashSet<>();
  private final Set<CompilationUnitTree> known = Collections.newSetFromMap(new IdentityHashMap<>());

  BodyReferences(Trees trees, Elements elements, Words words, CompiledReferences compiled) {
    this.trees = trees;
    this.elements = elements;
    this.words = words;
    this.compiled = compiled;
  }

  /// Takes a file that has been parsed. Its symbols are not needed yet.
  void add(CompilationUnitTree file) {
    if (!known.add(file)) {
      return;
    }
    String folder =
        file.getPackageName() == null
            ? ""
            : file.getPackageName().toString().replace('.', '/') + "/";
    for (Tree declared : file.getTypeDecls()) {
      if (declared instanceof ClassTree type) {
        classes.add(folder + type.getSimpleName());
      }
    }
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void none) {
        if (tree.getMode() == MemberReferenceTree.ReferenceMode.INVOKE) {
          byName
              .computeIfAbsent(tree.getName().toString(), name -> new ArrayList<>())
              .add(getCurrentPath());
        }
        return super.visitMemberReference(tree, none);
      }
    }.scan(file, null);
  }

  /// Whether some reference makes `method` an async body. Asking about a class that javac has not
  /// attributed yet makes it do so.
  boolean makeBody(ExecutableElement method) {
    return byName.getOrDefault(method.getSimpleName().toString(), List.of()).stream()
        .anyMatch(reference ->
            method.equals(trees.getElement(reference))
                && words.isBodyType(trees.getTypeMirror(reference))
                && isMethodHandle(reference, method));
  }

  /// Whether a class that was compiled earlier, and is not compiled now, refers to the method. What
  /// it makes of it is not known.
  boolean mayMakeBody(ExecutableElement method) {
    return !method.getModifiers().contains(Modifier.PRIVATE)
        && method.getEnclosingElement() instanceof TypeElement owner
        && compiled.referTo(
            elements.getBinaryName(owner).toString().replace('.', '/'),
            method.getSimpleName().toString(),
            classes);
  }

  /// Whether javac makes a method handle of the reference. Of others it makes a lambda that calls
  /// the method, and then the lambda is the body.
  static boolean isMethodHandle(TreePath reference, ExecutableElement method) {
    return !method.isVarArgs()
        && !(reference.getLeaf() instanceof MemberReferenceTree tree
            && tree.getQualifierExpression() instanceof IdentifierTree qualifier
            && qualifier.getName().contentEquals("super"));
  }

  /// Takes a method that has awaits of its own.
  void awaitsIn(ExecutableElement method) {
    awaiting.add(method);
  }

  /// Whether the method of a class of this run has awaits of its own. Of a class that is not
  /// compiled now nothing is known.
  ///
  /// @param at where it is, if that is known already
  boolean hasAwaits(ExecutableElement method, @Nullable TreePath at) {
    if (awaiting.contains(method)) {
      return true;
    }
    TreePath path = at == null ? trees.getPath(method) : at;
    if (path != null) {
      new TreePathScanner<@Nullable Void, @Nullable Void>() {
        @Override
        public @Nullable Void visitMethodInvocation(
            MethodInvocationTree tree, @Nullable Void none) {
          if (words.isAwait(getCurrentPath())) {
            awaitsIn(method);
          }
          return super.visitMethodInvocation(tree, none);
        }

        @Override
        public @Nullable Void visitLambdaExpression(
            LambdaExpressionTree tree, @Nullable Void none) {
          return null;
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, @Nullable Void none) {
          return null;
        }
      }.scan(path, null);
    }
    return awaiting.contains(method);
  }
}
