package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;

/// What becomes of a body's value.
enum Returns {
  /// Given on.
  VALUE,
  /// Given on, unless it is a future.
  CHECKED,
  /// Discarded.
  NOTHING,
  /// Discarded, unless it is a future, which nobody would poll.
  CHECKED_NOTHING;

  private static final Set<String> FINAL_VALUES =
      Set.of(
          "Ljava/lang/String;",
          "Ljava/lang/Boolean;",
          "Ljava/lang/Byte;",
          "Ljava/lang/Character;",
          "Ljava/lang/Short;",
          "Ljava/lang/Integer;",
          "Ljava/lang/Long;",
          "Ljava/lang/Float;",
          "Ljava/lang/Double;",
          "Ljava/lang/Void;");

  /// What is to be done with the values of a body whose method has this type.
  static Returns of(BodyKind kind, MethodTypeDesc type) {
    ClassDesc result = type.returnType();
    boolean mayBeFuture =
        !result.isPrimitive()
            && !result.isArray()
            && !FINAL_VALUES.contains(result.descriptorString());
    if (kind == BodyKind.ACTION) {
      return mayBeFuture ? CHECKED_NOTHING : NOTHING;
    }
    return mayBeFuture ? CHECKED : VALUE;
  }

  /// Emits the end of the body, whose value is on the stack.
  ///
  /// @param result the type of the value
  void emit(CodeBuilder code, ClassDesc machine, ClassDesc result) {
    if (TypeKind.from(result) == TypeKind.VOID) {
      code.aconst_null();
    } else if (result.isPrimitive()) {
      ClassDesc box = box(result);
      code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, result));
    }
    String method =
        switch (this) {
          case VALUE, NOTHING -> "complete";
          case CHECKED -> "completeChecked";
          case CHECKED_NOTHING -> "completeDiscarding";
        };
    if (this == NOTHING) {
      code.pop().aconst_null();
    }
    code.aload(0).swap().invokevirtual(machine, method, Woven.OBJECT_TO_OBJECT).areturn();
  }

  static ClassDesc box(ClassDesc primitive) {
    return switch (TypeKind.from(primitive)) {
      case BOOLEAN -> ConstantDescs.CD_Boolean;
      case BYTE -> ConstantDescs.CD_Byte;
      case CHAR -> ConstantDescs.CD_Character;
      case SHORT -> ConstantDescs.CD_Short;
      case INT -> ConstantDescs.CD_Integer;
      case LONG -> ConstantDescs.CD_Long;
      case FLOAT -> ConstantDescs.CD_Float;
      case DOUBLE -> ConstantDescs.CD_Double;
      case REFERENCE, VOID -> throw new IllegalArgumentException("no box: " + primitive);
    };
  }
}
