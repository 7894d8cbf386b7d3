package io.pollen.transform;

import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/// Values of classes that the host may not name, as `var` gives them: a body computes with them,
/// but a machine cannot bring them back from its fields, which takes a cast.
final class InaccessibleTypes {
  private InaccessibleTypes() {}

  /// Whether a class may be named with the rights of `host`.
  static Predicate<ClassDesc> accessibleTo(MethodHandles.Lookup host) {
    Set<ClassDesc> accessible = new HashSet<>();
    return type -> {
      if (!accessible.contains(type)) {
        try {
          type.resolveConstantDesc(host);
        } catch (IllegalAccessException refused) {
          return false;
        } catch (ReflectiveOperationException | LinkageError notThere) {
          // The body itself will say so, if it ever comes there.
        }
        accessible.add(type);
      }
      return true;
    };
  }

  /// @throws Refused when such a value is needed after an await
  static void refuse(BodyAnalysis analysis, Predicate<ClassDesc> accessible) {
    for (Await await : analysis.awaits) {
      int i = await.instruction();
      for (Spill.Local local : await.spill().locals()) {
        refuse(
            analysis.body,
            i,
            local.type(),
            accessible,
            analysis.body.variableName(local.slot(), i));
      }
      for (Spill.Operand operand : await.spill().operands()) {
        refuse(analysis.body, i, operand.type(), accessible, "a value");
      }
    }
  }

  private static void refuse(
      BodyCode body, int await, VType type, Predicate<ClassDesc> accessible, String what) {
    ClassDesc cls = type.cast();
    if (cls != null && !accessible.test(cls)) {
      throw new Refused(
          "await at "
              + body.at(await)
              + " while "
              + what
              + " of type "
              + cls.displayName()
              + " is still needed: "
              + body.hostName()
              + " may not access that class, so the value cannot be kept while the block is suspended."
              + " Declare it with a type that is accessible, or use it up before the await");
    }
  }
}
