package io.pollen.transform;

import io.pollen.Async;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Recognises awaits as the JVM would resolve them: a call of a static `await` whose owner is
/// [Async] or inherits it from there. javac writes the facade that was imported as the owner.
final class ResolvedAwaits implements AwaitForm.Recognizer {
  private static final Map<String, AwaitForm> FORMS =
      Map.of(
          "(Lio/pollen/Future;)Ljava/lang/Object;", AwaitForm.FUTURE,
          "(Ljava/util/concurrent/CompletionStage;)Ljava/lang/Object;", AwaitForm.STAGE);

  private static final String ASYNC = Async.class.getName().replace('.', '/');

  private final ClassFacts classes;
  private final Map<String, Boolean> inherits = new HashMap<>();

  ResolvedAwaits(ClassFacts classes) {
    this.classes = classes;
  }

  @Override
  public @Nullable AwaitForm formOf(InvokeInstruction call) {
    if (call.opcode() != Opcode.INVOKESTATIC || !call.name().equalsString("await")) {
      return null;
    }
    String type = call.type().stringValue();
    AwaitForm form = FORMS.get(type);
    return form != null && isAwait(call.owner().asInternalName(), type) ? form : null;
  }

  private boolean isAwait(String owner, String type) {
    return inherits.computeIfAbsent(
        owner + type, key -> isInherited(classes, owner, "await", type));
  }

  /// Whether a static method, called on `owner`, is that of [Async].
  static boolean isInherited(ClassFacts classes, String owner, String method, String type) {
    String name = owner;
    while (name != null && !name.equals(ASYNC)) {
      if (classes.declares(name, method, type)) {
        return false;
      }
      name = classes.superclass(name);
    }
    return name != null;
  }
}
