package io.pollen.compiler.check;

import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import java.util.Objects;
import javax.lang.model.type.TypeMirror;

/// The innermost function that a tree stands in.
sealed interface Place {

  /// An async body: here `await` may be used.
  ///
  /// @param function the lambda, or the method that is one by a reference or by its class
  record Body(TreePath function) implements Place {

    /// The block, or the expression of a lambda.
    TreePath code() {
      Tree code =
          switch (function.getLeaf()) {
            case LambdaExpressionTree lambda -> lambda.getBody();
            case MethodTree method -> Objects.requireNonNull(method.getBody());
            default -> throw new IllegalStateException(function.getLeaf().getKind().toString());
          };
      return new TreePath(function, code);
    }
  }

  /// A lambda of an ordinary interface.
  record OrdinaryLambda(TypeMirror type) implements Place {}

  /// A method or constructor.
  record OrdinaryMethod(MethodTree method) implements Place {}

  /// The initializer of a field or class.
  record Initializer() implements Place {}

  /// The code has errors here.
  record Unknown() implements Place {}
}
