package io.pollen.transform;

import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles;
import java.util.HashSet;
import java.util.Set;

/// Values of classes that the host may not name, as `var` gives them: a body computes with them,
/// but a machine cannot bring them back from its fields, which takes a cast.
final class InaccessibleTypes {
  private final MethodHandles.Lookup host;
  private final Set<ClassDesc> accessible = new HashSet<>();

  private InaccessibleTypes(MethodHandles.Lookup host) {
    this.host = host;
  }

  /// @throws Refused when such a value is needed after an await
  static void refuse(BodyAnalysis analysis, MethodHandles.Lookup host) {
    InaccessibleTypes types = new InaccessibleTypes(host);
    for (Await await : analysis.awaits) {
      int i = await.instruction();
      for (Spill.Local local : await.spill().locals()) {
        if (!types.isAccessible(local.type())) {
          String name = analysis.body.variableName(local.slot(), i);
          throw types.refused(analysis.body.at(i), name, local.type());
        }
      }
      for (Spill.Operand operand : await.spill().operands()) {
        if (!types.isAccessible(operand.type())) {
          throw types.refused(analysis.body.at(i), "a value", operand.type());
        }
      }
    }
  }

  private Refused refused(String at, String what, VType type) {
    ClassDesc cls = type.cast();
    return new Refused(
        "await at "
            + at
            + " while "
            + what
            + " of type "
            + (cls == null ? "?" : cls.displayName())
            + " is still needed: "
            + host.lookupClass().getName()
            + " may not access that class, so the value cannot be kept while the block is suspended."
            + " Declare it with a type that is accessible, or use it up before the await");
  }

  private boolean isAccessible(VType type) {
    ClassDesc cls = type.cast();
    return cls == null || accessible.contains(cls) || find(cls);
  }

  private boolean find(ClassDesc cls) {
    try {
      cls.resolveConstantDesc(host);
    } catch (IllegalAccessException refused) {
      return false;
    } catch (ReflectiveOperationException | LinkageError notThere) {
      // The body itself will say so, if it ever comes there.
    }
    accessible.add(cls);
    return true;
  }
}
