package io.pollen.compiler.check;

import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/// A method reference that makes an async body of a method that can be overridden. What runs is
/// decided by the object, but what is transformed is the method that the reference names.
final class OverridableBody implements Inspection {
  static final Check OVERRIDABLE = new Check("overridableBody", Level.ERROR);

  @Override
  public List<Check> checks() {
    return List.of(OVERRIDABLE);
  }

  @Override
  public void inspect(Unit unit) {
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void none) {
        if (unit.element(getCurrentPath()) instanceof ExecutableElement method
            && isOverridable(method)
            && BodyReferences.isMethodHandle(getCurrentPath(), method)
            && unit.words().isBodyType(unit.type(getCurrentPath()))
            && unit.bodies().hasAwaits(method)) {
          unit.report()
              .found(
                  OVERRIDABLE,
                  getCurrentPath(),
                  "the overridable method "
                      + method.getSimpleName()
                      + "(…) has awaits and is used as an async body: the object may have another"
                      + " one",
                  "make it private, static or final, or let it return a Future:"
                      + " return async(() -> …)");
        }
        return super.visitMemberReference(tree, none);
      }
    }.scan(unit.path(), null);
  }

  private static boolean isOverridable(ExecutableElement method) {
    Element owner = method.getEnclosingElement();
    Set<Modifier> modifiers = method.getModifiers();
    return method.getKind() == ElementKind.METHOD
        && !modifiers.contains(Modifier.STATIC)
        && !modifiers.contains(Modifier.PRIVATE)
        && !modifiers.contains(Modifier.FINAL)
        && owner != null
        && !owner.getModifiers().contains(Modifier.FINAL);
  }
}
