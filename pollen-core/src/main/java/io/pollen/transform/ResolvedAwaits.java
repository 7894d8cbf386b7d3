package io.pollen.transform;

import io.pollen.Async;
import io.pollen.Future;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Recognises awaits as the JVM would resolve them: a call of a static `await` whose owner is
/// [Async] or inherits it from there. javac writes the facade that was imported as the owner.
final class ResolvedAwaits implements AwaitForm.Recognizer {
  private static final Map<String, AwaitForm> FORMS =
      Map.of(
          "(Lio/pollen/Future;)Ljava/lang/Object;", AwaitForm.FUTURE,
          "(Ljava/util/concurrent/CompletionStage;)Ljava/lang/Object;", AwaitForm.STAGE);

  private final @Nullable ClassLoader loader;
  private final Map<String, Boolean> inherits = new HashMap<>();

  ResolvedAwaits(@Nullable ClassLoader loader) {
    this.loader = loader;
  }

  @Override
  public @Nullable AwaitForm formOf(InvokeInstruction call) {
    if (call.opcode() != Opcode.INVOKESTATIC || !call.name().equalsString("await")) {
      return null;
    }
    AwaitForm form = FORMS.get(call.type().stringValue());
    return form != null && isAwait(call.owner(), form) ? form : null;
  }

  private boolean isAwait(ClassEntry owner, AwaitForm form) {
    return inherits.computeIfAbsent(owner.asInternalName() + form, key -> resolves(owner, form));
  }

  private boolean resolves(ClassEntry owner, AwaitForm form) {
    String name = owner.asInternalName().replace('/', '.');
    if (name.equals(Async.class.getName())) {
      return true;
    }
    try {
      Class<?> type = Class.forName(name, false, loader);
      if (!Async.class.isAssignableFrom(type)) {
        return false;
      }
      for (Class<?> c = type; c != null && c != Async.class; c = c.getSuperclass()) {
        if (declares(c, form)) {
          return false;
        }
      }
      return true;
    } catch (ClassNotFoundException | LinkageError notThere) {
      return false;
    }
  }

  private static boolean declares(Class<?> type, AwaitForm form) {
    Class<?> parameter = form == AwaitForm.FUTURE ? Future.class : CompletionStage.class;
    try {
      return type.getDeclaredMethod("await", parameter) != null;
    } catch (NoSuchMethodException inherited) {
      return false;
    }
  }
}
