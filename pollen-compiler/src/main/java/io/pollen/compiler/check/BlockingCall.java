package io.pollen.compiler.check;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/// A call in an async body that makes its thread wait. That thread runs other tasks, too, and they
/// would all wait.
final class BlockingCall implements Inspection {
  static final Check BLOCKING = new Check("blockingCall", Level.WARN);

  /// Streams of which nobody has to wait for more: they are in memory, or where a program says
  /// something to whoever started it.
  private static final List<String> NEVER_WAITING =
      List.of(
          "java.io.ByteArrayInputStream",
          "java.io.ByteArrayOutputStream",
          "java.io.StringReader",
          "java.io.CharArrayReader",
          "java.io.PrintStream");

  private static final List<String> STREAMS =
      List.of("java.io.InputStream", "java.io.OutputStream", "java.io.Reader");

  @Override
  public List<Check> checks() {
    return List.of(BLOCKING);
  }

  @Override
  public void inspect(Unit unit) {
    new Calls(unit).scan(unit.path(), null);
  }

  private static final class Calls extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final Unit unit;

    Calls(Unit unit) {
      this.unit = unit;
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void none) {
      if (isInBody()
          && unit.element(getCurrentPath()) instanceof ExecutableElement method
          && !isOnStreamInMemory(tree.getMethodSelect())) {
        // At the word, as for await: another check may have the call itself.
        look(method, new TreePath(getCurrentPath(), tree.getMethodSelect()));
      }
      return super.visitMethodInvocation(tree, none);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void none) {
      if (isInBody() && unit.element(getCurrentPath()) instanceof ExecutableElement constructor) {
        look(constructor, getCurrentPath());
      }
      return super.visitNewClass(tree, none);
    }

    private boolean isInBody() {
      return unit.bodies().placeOf(getCurrentPath()) instanceof Place.Body;
    }

    private void look(ExecutableElement method, TreePath at) {
      HintList list = unit.settings().blocking().list();
      Optional<String> instead =
          list.ofMethod(unit.words(), method)
              .or(() -> list.ofAnnotated(method))
              .or(() -> ofClass(list, method));
      instead.ifPresent(hint ->
          unit.report()
              .found(
                  BLOCKING,
                  at,
                  name(method)
                      + " blocks its thread, which runs other tasks, too: they all would wait",
                  hint.startsWith("await") ? "write " + hint : hint));
    }

    private Optional<String> ofClass(HintList list, ExecutableElement method) {
      return method.getEnclosingElement() instanceof TypeElement owner
          ? list.ofType(unit.words(), owner.asType()).or(() -> list.ofAnnotated(owner))
          : Optional.empty();
    }

    private static String name(ExecutableElement method) {
      return method.getEnclosingElement() instanceof TypeElement owner
              && !method.getSimpleName().contentEquals("<init>")
          ? owner.getSimpleName() + "." + method.getSimpleName() + "(…)"
          : NewFutures.name(method) + "(…)";
    }

    // --- streams in memory ---

    private boolean isOnStreamInMemory(ExpressionTree select) {
      if (!(select instanceof MemberSelectTree member)) {
        return false;
      }
      TreePath word = new TreePath(getCurrentPath(), select);
      return isInMemory(new TreePath(word, member.getExpression()));
    }

    /// Also a stream around one, and a variable that was made with one.
    private boolean isInMemory(TreePath stream) {
      TypeMirror type = unit.type(stream);
      if (STREAMS.stream().noneMatch(name -> unit.words().isA(type, name))) {
        return false;
      }
      return NEVER_WAITING.stream().anyMatch(name -> unit.words().isA(type, name))
          || switch (stream.getLeaf()) {
            case NewClassTree tree ->
                tree.getArguments().stream()
                    .anyMatch(argument -> isInMemory(new TreePath(stream, argument)));
            case IdentifierTree tree -> madeInMemory(unit.element(stream));
            default -> false;
          };
    }

    private boolean madeInMemory(@Nullable Element variable) {
      TreePath declaration = variable == null ? null : unit.declaration(variable);
      Tree value =
          declaration != null && declaration.getLeaf() instanceof VariableTree tree
              ? tree.getInitializer()
              : null;
      return value != null && isInMemory(new TreePath(declaration, value));
    }
  }
}
