package io.pollen.transform;

import java.lang.classfile.Attributes;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs a method on types instead of values. Where control merges, the class file's own
/// StackMapTable says what is known; in between each instruction's effect is applied.
final class FrameSimulation {
  private final BodyCode body;
  private final Visitor visitor;

  /// Sees the frame before each reachable instruction.
  @FunctionalInterface
  interface Visitor {
    void before(int instruction, Frame frame);
  }

  private FrameSimulation(BodyCode body, Visitor visitor) {
    this.body = body;
    this.visitor = visitor;
  }

  static void run(BodyCode body, Visitor visitor) {
    new FrameSimulation(body, visitor).run();
  }

  private void run() {
    Map<Integer, Frame> known = new HashMap<>();
    body.code
        .findAttribute(Attributes.stackMapTable())
        .ifPresent(table ->
            table.entries().forEach(info -> known.put(body.index(info.target()), frame(info))));
    Frame frame = initial();
    for (int i = 0; i < body.size(); i++) {
      Frame merged = known.get(i);
      if (merged != null) {
        frame = merged.copy();
      }
      if (frame != null) {
        visitor.before(i, frame);
        frame = step(i, body.instructions.get(i), frame);
      }
    }
  }

  private Frame initial() {
    Frame frame = new Frame(body.code.maxLocals());
    int slot = 0;
    for (ClassDesc input : body.inputs()) {
      frame.store(slot, VType.of(input));
      slot += TypeKind.from(input).slotSize();
    }
    return frame;
  }

  private Frame frame(StackMapFrameInfo info) {
    Frame frame = new Frame(body.code.maxLocals());
    int slot = 0;
    for (var local : info.locals()) {
      VType type = type(local);
      frame.locals[slot] = type;
      slot += type.slots();
    }
    info.stack().forEach(operand -> frame.push(type(operand)));
    return frame;
  }

  private VType type(StackMapFrameInfo.VerificationTypeInfo info) {
    return switch (info) {
      case StackMapFrameInfo.ObjectVerificationTypeInfo object -> VType.ref(object.classSymbol());
      case StackMapFrameInfo.UninitializedVerificationTypeInfo fresh ->
          VType.uninitialized(body.index(fresh.newTarget()));
      case StackMapFrameInfo.SimpleVerificationTypeInfo simple ->
          switch (simple) {
            case TOP, UNINITIALIZED_THIS -> VType.TOP;
            case INTEGER -> VType.INT;
            case FLOAT -> VType.of(TypeKind.FLOAT);
            case LONG -> VType.of(TypeKind.LONG);
            case DOUBLE -> VType.of(TypeKind.DOUBLE);
            case NULL -> VType.NULL;
          };
    };
  }

  /// Applies one instruction to `frame`.
  ///
  /// @return the frame, or null where control does not go on to the next instruction
  private @Nullable Frame step(int index, Instruction instruction, Frame frame) {
    switch (instruction) {
      case LoadInstruction load ->
          frame.push(
              load.typeKind() == TypeKind.REFERENCE
                  ? frame.locals[load.slot()]
                  : VType.of(load.typeKind()));
      case StoreInstruction store -> frame.store(store.slot(), frame.pop());
      case ConstantInstruction constant -> frame.push(constant(constant));
      case OperatorInstruction operator -> operator(operator.opcode(), frame);
      case ConvertInstruction convert -> {
        frame.pop();
        frame.push(VType.of(convert.toType()));
      }
      case ArrayLoadInstruction load -> arrayLoad(load, frame);
      case ArrayStoreInstruction store -> frame.pop(3);
      case FieldInstruction field -> field(field, frame);
      case InvokeInstruction invoke -> invoke(invoke, frame);
      case InvokeDynamicInstruction invoke -> {
        frame.pop(invoke.typeSymbol().parameterCount());
        frame.push(VType.of(invoke.typeSymbol().returnType()));
      }
      case NewObjectInstruction fresh -> frame.push(VType.uninitialized(index));
      case NewPrimitiveArrayInstruction fresh -> {
        frame.pop();
        frame.push(VType.ref(fresh.typeKind().upperBound().arrayType()));
      }
      case NewReferenceArrayInstruction fresh -> {
        frame.pop();
        frame.push(VType.ref(fresh.componentType().asSymbol().arrayType()));
      }
      case NewMultiArrayInstruction fresh -> {
        frame.pop(fresh.dimensions());
        frame.push(VType.ref(fresh.arrayType().asSymbol()));
      }
      case TypeCheckInstruction check -> {
        frame.pop();
        frame.push(
            check.opcode() == Opcode.CHECKCAST ? VType.ref(check.type().asSymbol()) : VType.INT);
      }
      case StackInstruction shuffle -> shuffle(shuffle.opcode(), frame);
      case MonitorInstruction monitor -> frame.pop();
      case BranchInstruction branch -> {
        frame.pop(compared(branch.opcode()));
        return BodyCode.unconditional(branch) ? null : frame;
      }
      case IncrementInstruction none -> {}
      case NopInstruction none -> {}
      case TableSwitchInstruction ends -> {
        return null;
      }
      case LookupSwitchInstruction ends -> {
        return null;
      }
      case ReturnInstruction ends -> {
        return null;
      }
      case ThrowInstruction ends -> {
        return null;
      }
      case DiscontinuedInstruction refused ->
          throw new IllegalStateException("BodyCode refuses it: " + refused);
    }
    return frame;
  }

  private static VType constant(ConstantInstruction constant) {
    if (constant.opcode() == Opcode.ACONST_NULL) {
      return VType.NULL;
    }
    if (constant.typeKind() != TypeKind.REFERENCE
        || !(constant instanceof ConstantInstruction.LoadConstantInstruction load)) {
      return VType.of(constant.typeKind());
    }
    return switch (load.constantEntry()) {
      case StringEntry text -> VType.ref(ConstantDescs.CD_String);
      case ClassEntry type -> VType.ref(ConstantDescs.CD_Class);
      case MethodHandleEntry handle -> VType.ref(ConstantDescs.CD_MethodHandle);
      case MethodTypeEntry type -> VType.ref(ConstantDescs.CD_MethodType);
      case ConstantDynamicEntry dynamic -> VType.of(dynamic.typeSymbol());
      default -> throw new IllegalStateException("no reference: " + load);
    };
  }

  private static void operator(Opcode opcode, Frame frame) {
    switch (opcode) {
      case ARRAYLENGTH, LCMP, FCMPL, FCMPG, DCMPL, DCMPG -> {
        frame.pop(opcode == Opcode.ARRAYLENGTH ? 1 : 2);
        frame.push(VType.INT);
      }
      case INEG, LNEG, FNEG, DNEG -> {}
      default -> frame.pop(); // the other operand has the result's type
    }
  }

  private static void arrayLoad(ArrayLoadInstruction load, Frame frame) {
    frame.pop();
    VType array = frame.pop();
    if (load.typeKind() != TypeKind.REFERENCE) {
      frame.push(VType.of(load.typeKind()));
    } else {
      ClassDesc component = array.cls() == null ? null : array.cls().componentType();
      frame.push(component == null ? VType.NULL : VType.of(component));
    }
  }

  private static void field(FieldInstruction field, Frame frame) {
    switch (field.opcode()) {
      case GETSTATIC -> frame.push(VType.of(field.typeSymbol()));
      case PUTSTATIC -> frame.pop();
      case GETFIELD -> {
        frame.pop();
        frame.push(VType.of(field.typeSymbol()));
      }
      default -> frame.pop(2);
    }
  }

  private static void invoke(InvokeInstruction invoke, Frame frame) {
    frame.pop(invoke.typeSymbol().parameterCount());
    if (invoke.opcode() != Opcode.INVOKESTATIC) {
      VType receiver = frame.pop();
      if (receiver.kind() == VType.Kind.UNINIT) {
        frame.replace(receiver, VType.ref(invoke.owner().asSymbol()));
      }
    }
    frame.push(VType.of(invoke.typeSymbol().returnType()));
  }

  private static int compared(Opcode opcode) {
    return switch (opcode) {
      case GOTO, GOTO_W -> 0;
      case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE, IFNULL, IFNONNULL -> 1;
      default -> 2;
    };
  }

  private static void shuffle(Opcode opcode, Frame frame) {
    switch (opcode) {
      case POP -> frame.pop();
      case POP2 -> frame.popWords(2);
      case DUP -> duplicate(frame, 1, 0);
      case DUP_X1 -> duplicate(frame, 1, 1);
      case DUP_X2 -> duplicate(frame, 1, 2);
      case DUP2 -> duplicate(frame, 2, 0);
      case DUP2_X1 -> duplicate(frame, 2, 1);
      case DUP2_X2 -> duplicate(frame, 2, 2);
      default -> {
        VType top = frame.pop();
        VType below = frame.pop();
        frame.push(top);
        frame.push(below);
      }
    }
  }

  private static void duplicate(Frame frame, int words, int under) {
    List<VType> top = frame.popWords(words);
    List<VType> below = frame.popWords(under);
    frame.stack.addAll(top);
    frame.stack.addAll(below);
    frame.stack.addAll(top);
  }
}
