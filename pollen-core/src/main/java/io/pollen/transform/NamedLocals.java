package io.pollen.transform;

import io.pollen.woven.KeptLocals;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a body keeps at its awaits, in the user's words: the names and declared types of its local
/// variables where the class file has them.
final class NamedLocals {
  private NamedLocals() {}

  static String table(BodyAnalysis analysis) {
    List<List<KeptLocals.Variable>> awaits = new ArrayList<>();
    for (Await await : analysis.awaits) {
      awaits.add(kept(analysis.body, await));
    }
    return KeptLocals.table(awaits);
  }

  private static List<KeptLocals.Variable> kept(BodyCode body, Await await) {
    List<KeptLocals.Variable> kept = new ArrayList<>();
    for (Spill.Local local : await.spill().locals()) {
      kept.add(named(local, body.variable(local.slot(), await.instruction())));
    }
    return kept;
  }

  private static KeptLocals.Variable named(Spill.Local local, @Nullable LocalVariable variable) {
    VType.Kind kind = local.type().kind();
    String field = local.field() < 0 ? "" : SpillEmitter.fieldName(kind, local.field());
    return variable == null
        ? new KeptLocals.Variable("", field, typeName(local.type()))
        : new KeptLocals.Variable(
            variable.name().stringValue(), field, typeName(variable.typeSymbol()));
  }

  private static String typeName(VType type) {
    ClassDesc cls = type.cls();
    return cls != null ? typeName(cls) : type.kind().name().toLowerCase(Locale.ROOT);
  }

  private static String typeName(ClassDesc type) {
    if (type.isArray()) {
      return typeName(type.componentType()) + "[]";
    }
    String owner = type.packageName();
    return owner.isEmpty() ? type.displayName() : owner + "." + type.displayName();
  }
}
