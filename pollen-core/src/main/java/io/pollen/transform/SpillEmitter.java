package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.Locale;

/// Emits the moves between locals or operands and the fields of the machine.
final class SpillEmitter {
  private final ClassDesc machine;
  private final int firstSlot;

  /// @param firstSlot where the body's slot 0 lies in the emitted method
  SpillEmitter(ClassDesc machine, int firstSlot) {
    this.machine = machine;
    this.firstSlot = firstSlot;
  }

  static String fieldName(VType.Kind kind, int number) {
    String letter = kind == VType.Kind.REF ? "a" : kind.name().substring(0, 1);
    return letter.toLowerCase(Locale.ROOT) + number;
  }

  /// Empties the stack from its top, then reads the locals.
  void spill(CodeBuilder code, Spill spill) {
    for (Spill.Operand operand : spill.operands().reversed()) {
      if (operand.field() < 0) {
        code.pop();
      } else {
        if (operand.type().slots() == 1) {
          code.aload(0).swap();
        } else {
          code.aload(0).dup_x2().pop();
        }
        put(code, operand.type(), operand.field());
      }
    }
    for (Spill.Local local : spill.locals()) {
      if (local.field() >= 0) {
        code.aload(0).loadLocal(local.type().kind().typeKind(), firstSlot + local.slot());
        put(code, local.type(), local.field());
      }
    }
  }

  /// Nulls the reference fields that `spill` does not use: what a body no longer reaches must not
  /// be kept alive by it.
  void clearUnused(CodeBuilder code, Spill spill, int fields) {
    for (int i = spill.fields(VType.Kind.REF); i < fields; i++) {
      code.aload(0).aconst_null();
      put(code, VType.ref(ConstantDescs.CD_Object), i);
    }
  }

  void restore(CodeBuilder code, Spill spill) {
    for (Spill.Local local : spill.locals()) {
      get(code, local.type(), local.field());
      code.storeLocal(local.type().kind().typeKind(), firstSlot + local.slot());
    }
    for (Spill.Operand operand : spill.operands()) {
      get(code, operand.type(), operand.field());
    }
  }

  private void put(CodeBuilder code, VType type, int field) {
    code.putfield(machine, fieldName(type.kind(), field), fieldType(type.kind()));
  }

  private void get(CodeBuilder code, VType type, int field) {
    if (field < 0) {
      code.aconst_null();
      return;
    }
    code.aload(0).getfield(machine, fieldName(type.kind(), field), fieldType(type.kind()));
    ClassDesc cast = type.cast();
    if (cast != null) {
      code.checkcast(cast);
    }
  }

  static ClassDesc fieldType(VType.Kind kind) {
    if (kind.field == null) {
      throw new IllegalStateException("needs no field: " + kind);
    }
    return kind.field;
  }
}
