package io.pollen.transform;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which field each live value goes to while a body is suspended, or between two of its parts.
/// Awaits with equal spills share the code that spills and restores, and all awaits share the
/// fields.
///
/// @param operands what lies on the stack, at an await below the awaited future, lowest first
/// @param locals the live locals
record Spill(List<Operand> operands, List<Local> locals) {

  /// @param field the number of the field among those of its kind, or -1 where none is needed
  record Operand(VType type, int field) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Operand(VType t, int f) && type.equals(t) && field == f;
    }

    @Override
    public int hashCode() {
      return Objects.hash(type, field);
    }
  }

  /// @param field the number of the field among those of its kind, or -1 where none is needed
  record Local(int slot, VType type, int field) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Local(int s, VType t, int f)
          && slot == s
          && type.equals(t)
          && field == f;
    }

    @Override
    public int hashCode() {
      return Objects.hash(slot, type, field);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Spill(List<Operand> o, List<Local> l)
        && operands.equals(o)
        && locals.equals(l);
  }

  @Override
  public int hashCode() {
    return Objects.hash(operands, locals);
  }

  /// @param frame before an await
  static Spill atAwait(Frame frame, BitSet live) {
    return of(frame.stack.subList(0, frame.stack.size() - 1), frame, live);
  }

  /// @param frame before an instruction that control crosses to
  static Spill atCrossing(Frame frame, BitSet live) {
    return of(frame.stack, frame, live);
  }

  private static Spill of(List<VType> stack, Frame frame, BitSet live) {
    Map<VType.Kind, Integer> used = new EnumMap<>(VType.Kind.class);
    List<Operand> operands = new ArrayList<>();
    for (VType type : stack) {
      if (type.kind() != VType.Kind.UNINIT) {
        operands.add(new Operand(type, field(type, used)));
      }
    }
    List<Local> locals = new ArrayList<>();
    for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
      VType type = frame.locals[slot];
      if (type.kind() != VType.Kind.TOP && type.kind() != VType.Kind.UNINIT) {
        locals.add(new Local(slot, type, field(type, used)));
      }
    }
    return new Spill(List.copyOf(operands), List.copyOf(locals));
  }

  private static int field(VType type, Map<VType.Kind, Integer> used) {
    return type.kind().field == null ? -1 : used.merge(type.kind(), 1, Integer::sum) - 1;
  }

  /// How many fields of a kind it takes.
  int fields(VType.Kind kind) {
    int fields = 0;
    if (kind.field != null) {
      for (Operand operand : operands) {
        fields += operand.type.kind() == kind ? 1 : 0;
      }
      for (Local local : locals) {
        fields += local.type.kind() == kind ? 1 : 0;
      }
    }
    return fields;
  }

  /// The slots that have their values after it.
  BitSet restored() {
    BitSet slots = new BitSet();
    for (Local local : locals) {
      slots.set(local.slot);
    }
    return slots;
  }
}
