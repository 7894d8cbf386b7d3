package io.pollen.transform;

import java.lang.classfile.Attributes;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
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
    if (info instanceof StackMapFrameInfo.ObjectVerificationTypeInfo object) {
      return VType.ref(object.classSymbol());
    } else if (info instanceof StackMapFrameInfo.UninitializedVerificationTypeInfo fresh) {
      return VType.uninitialized(body.index(fresh.newTarget()));
    }
    return switch ((StackMapFrameInfo.SimpleVerificationTypeInfo) info) {
      case TOP, UNINITIALIZED_THIS -> VType.TOP;
      case INTEGER -> VType.INT;
      case FLOAT -> VType.of(TypeKind.FLOAT);
      case LONG -> VType.of(TypeKind.LONG);
      case DOUBLE -> VType.of(TypeKind.DOUBLE);
      case NULL -> VType.NULL;
    };
  }

  /// Applies one instruction to `frame`.
  ///
  /// @return the frame, or null where control does not go on to the next instruction
  private @Nullable Frame step(int index, Instruction instruction, Frame frame) {
    switch (instruction.opcode().kind()) {
      case LOAD -> load((LoadInstruction) instruction, frame);
      case STORE -> frame.store(((StoreInstruction) instruction).slot(), frame.pop());
      case CONSTANT -> frame.push(constant((ConstantInstruction) instruction));
      case OPERATOR -> operator(instruction.opcode(), frame);
      case CONVERT -> {
        frame.pop();
        frame.push(VType.of(((ConvertInstruction) instruction).toType()));
      }
      case ARRAY_LOAD -> arrayLoad((ArrayLoadInstruction) instruction, frame);
      case ARRAY_STORE -> frame.pop(3);
      case FIELD_ACCESS -> field((FieldInstruction) instruction, frame);
      case INVOKE -> invoke((InvokeInstruction) instruction, frame);
      case INVOKE_DYNAMIC -> {
        MethodTypeDesc type = ((InvokeDynamicInstruction) instruction).typeSymbol();
        frame.pop(type.parameterCount());
        frame.push(VType.of(type.returnType()));
      }
      case NEW_OBJECT -> frame.push(VType.uninitialized(index));
      case NEW_PRIMITIVE_ARRAY -> {
        frame.pop();
        TypeKind component = ((NewPrimitiveArrayInstruction) instruction).typeKind();
        frame.push(VType.ref(component.upperBound().arrayType()));
      }
      case NEW_REF_ARRAY -> {
        frame.pop();
        ClassEntry component = ((NewReferenceArrayInstruction) instruction).componentType();
        frame.push(VType.ref(component.asSymbol().arrayType()));
      }
      case NEW_MULTI_ARRAY -> {
        NewMultiArrayInstruction fresh = (NewMultiArrayInstruction) instruction;
        frame.pop(fresh.dimensions());
        frame.push(VType.ref(fresh.arrayType().asSymbol()));
      }
      case TYPE_CHECK -> {
        frame.pop();
        ClassEntry type = ((TypeCheckInstruction) instruction).type();
        boolean isCast = instruction.opcode() == Opcode.CHECKCAST;
        frame.push(isCast ? VType.ref(type.asSymbol()) : VType.INT);
      }
      case STACK -> shuffle(instruction.opcode(), frame);
      case MONITOR -> frame.pop();
      case BRANCH -> {
        frame.pop(compared(instruction.opcode()));
        return BodyCode.unconditional((BranchInstruction) instruction) ? null : frame;
      }
      case INCREMENT, NOP -> {}
      case TABLE_SWITCH, LOOKUP_SWITCH, RETURN, THROW_EXCEPTION -> {
        return null;
      }
      case DISCONTINUED_JSR, DISCONTINUED_RET ->
          throw new IllegalStateException("BodyCode refuses it: " + instruction);
    }
    return frame;
  }

  private static void load(LoadInstruction load, Frame frame) {
    frame.push(
        load.typeKind() == TypeKind.REFERENCE
            ? frame.locals[load.slot()]
            : VType.of(load.typeKind()));
  }

  private static VType constant(ConstantInstruction constant) {
    if (constant.opcode() == Opcode.ACONST_NULL) {
      return VType.NULL;
    }
    if (constant.typeKind() != TypeKind.REFERENCE
        || !(constant instanceof ConstantInstruction.LoadConstantInstruction load)) {
      return VType.of(constant.typeKind());
    }
    return switch (load.constantEntry().tag()) {
      case PoolEntry.TAG_STRING -> VType.ref(ConstantDescs.CD_String);
      case PoolEntry.TAG_CLASS -> VType.ref(ConstantDescs.CD_Class);
      case PoolEntry.TAG_METHOD_HANDLE -> VType.ref(ConstantDescs.CD_MethodHandle);
      case PoolEntry.TAG_METHOD_TYPE -> VType.ref(ConstantDescs.CD_MethodType);
      case PoolEntry.TAG_DYNAMIC ->
          VType.of(((ConstantDynamicEntry) load.constantEntry()).typeSymbol());
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
