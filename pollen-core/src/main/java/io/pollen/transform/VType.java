package io.pollen.transform;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the verifier knows about one local or one operand.
///
/// @param cls the class of a [Kind#REF]
/// @param site the instruction that made an [Kind#UNINIT] object
record VType(Kind kind, @Nullable ClassDesc cls, int site) {

  /// The verifier's kinds of values; `field` is the type of the fields that hold them, if any.
  enum Kind {
    TOP(null, null),
    UNINIT(null, TypeKind.REFERENCE),
    NULL(null, TypeKind.REFERENCE),
    REF(ConstantDescs.CD_Object, TypeKind.REFERENCE),
    INT(ConstantDescs.CD_int, TypeKind.INT),
    LONG(ConstantDescs.CD_long, TypeKind.LONG),
    FLOAT(ConstantDescs.CD_float, TypeKind.FLOAT),
    DOUBLE(ConstantDescs.CD_double, TypeKind.DOUBLE);

    final @Nullable ClassDesc field;
    private final @Nullable TypeKind computed;

    Kind(@Nullable ClassDesc field, @Nullable TypeKind computed) {
      this.field = field;
      this.computed = computed;
    }

    int slots() {
      return this == LONG || this == DOUBLE ? 2 : 1;
    }

    TypeKind typeKind() {
      if (computed == null) {
        throw new IllegalStateException("no value: " + this);
      }
      return computed;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VType(Kind k, ClassDesc c, int s)
        && kind == k
        && Objects.equals(cls, c)
        && site == s;
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, cls, site);
  }

  static final VType TOP = of(Kind.TOP);
  static final VType INT = of(Kind.INT);
  static final VType NULL = of(Kind.NULL);

  private static VType of(Kind kind) {
    return new VType(kind, null, -1);
  }

  static VType ref(ClassDesc cls) {
    return new VType(Kind.REF, cls, -1);
  }

  static VType uninitialized(int site) {
    return new VType(Kind.UNINIT, null, site);
  }

  /// The type of a value of a descriptor.
  static VType of(ClassDesc type) {
    return type.isPrimitive() ? of(TypeKind.from(type)) : ref(type);
  }

  /// The type of a primitive value.
  static VType of(TypeKind kind) {
    return switch (kind) {
      case LONG -> of(Kind.LONG);
      case FLOAT -> of(Kind.FLOAT);
      case DOUBLE -> of(Kind.DOUBLE);
      case VOID -> TOP;
      case REFERENCE -> throw new IllegalArgumentException("a reference has a class");
      case BOOLEAN, BYTE, CHAR, SHORT, INT -> INT;
    };
  }

  int slots() {
    return kind.slots();
  }

  /// The class to cast to when a spilled value comes back, or null when none is needed.
  @Nullable ClassDesc cast() {
    return ConstantDescs.CD_Object.equals(cls) ? null : cls;
  }
}
