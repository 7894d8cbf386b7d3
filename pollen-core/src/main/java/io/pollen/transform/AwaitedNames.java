package io.pollen.transform;

import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the source names as the thing that an await waits for.
final class AwaitedNames {
  private final BodyCode body;
  private final Set<String> names = new LinkedHashSet<>();
  private final BitSet seen = new BitSet();

  private AwaitedNames(BodyCode body) {
    this.body = body;
  }

  static List<String> of(BodyCode body, int await) {
    AwaitedNames awaited = new AwaitedNames(body);
    awaited.topBefore(await);
    return List.copyOf(awaited.names);
  }

  /// What is on top of the stack before the instruction at `i`: left there by the instruction
  /// before it, or by one that jumps to it (`a ? b() : c()`).
  private void topBefore(int i) {
    if (seen.get(i)) {
      return;
    }
    seen.set(i);
    for (int from = 0; from < body.size(); from++) {
      if (from != i - 1
          && body.instructions.get(from) instanceof BranchInstruction jump
          && BodyCode.unconditional(jump)
          && body.index(jump.target()) == i) {
        topBefore(from);
      }
    }
    if (i > 0) {
      leftBy(i - 1, i);
    }
  }

  private void leftBy(int p, int next) {
    switch (body.instructions.get(p)) {
      case BranchInstruction jump when BodyCode.unconditional(jump) -> {
        if (body.index(jump.target()) == next) {
          topBefore(p);
        }
      }
      case TypeCheckInstruction cast when cast.opcode() == Opcode.CHECKCAST -> topBefore(p);
      case StackInstruction copy -> topBefore(p);
      case StoreInstruction assigned -> topBefore(p - 1);
      case InvokeInstruction call when call.name().equalsString("<init>") ->
          names.add("new " + binary(call.owner().asInternalName()));
      case InvokeInstruction call ->
          names.add(binary(call.owner().asInternalName()) + "." + call.name().stringValue());
      case FieldInstruction field ->
          names.add(binary(field.owner().asInternalName()) + "." + field.name().stringValue());
      case LoadInstruction load -> names.add(body.variableName(load.slot(), p));
      case InvokeDynamicInstruction lambda -> names.add("a lambda");
      case ArrayLoadInstruction element -> names.add("an array element");
      case ConstantInstruction constant -> names.add("null");
      default -> {}
    }
  }

  private static String binary(String internalName) {
    return internalName.replace('/', '.');
  }
}
