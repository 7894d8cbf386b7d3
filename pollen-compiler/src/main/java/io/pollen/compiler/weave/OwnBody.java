package io.pollen.compiler.weave;

import io.pollen.transform.BodyKind;
import io.pollen.transform.WovenBlock;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A class that implements a body interface itself, and the method that has the body's code.
///
/// @param host the class
record OwnBody(ClassModel host, BodyKind kind, MethodModel method) {
  private static final ClassDesc STARTER = ClassDesc.of("io.pollen.woven.Starter");
  static final ClassDesc STATE_MACHINE = ClassDesc.of("io.pollen.woven.StateMachine");

  /// The method of [io.pollen.woven.Starter].
  static final MethodTypeDesc MACHINE_TYPE =
      MethodTypeDesc.of(
          STATE_MACHINE, ConstantDescs.CD_Object, ConstantDescs.CD_Object, ConstantDescs.CD_Object);

  /// @return null when the class has no body of its own
  static @Nullable OwnBody of(ClassModel host, ClassPath classes) {
    BodyKind kind =
        host.flags().has(AccessFlag.INTERFACE)
            ? null
            : classes.bodyKind(host.thisClass().asSymbol());
    if (kind == null || implementsStarter(host)) {
      return null;
    }
    ClassDesc result = kind == BodyKind.ACTION ? ConstantDescs.CD_void : ConstantDescs.CD_Object;
    MethodTypeDesc erased =
        MethodTypeDesc.of(result, Collections.nCopies(kind.arguments, ConstantDescs.CD_Object));
    return BlockPlan.method(host, kind.method + erased.descriptorString())
        .flatMap(found ->
            found.flags().has(AccessFlag.BRIDGE) ? bridged(host, found) : Optional.of(found))
        .filter(found -> found.code().isPresent())
        .map(found -> new OwnBody(host, kind, found))
        .orElse(null);
  }

  private static boolean implementsStarter(ClassModel host) {
    return host.interfaces().stream().anyMatch(type -> type.asSymbol().equals(STARTER));
  }

  /// What a bridge method calls in its own class.
  private static Optional<MethodModel> bridged(ClassModel host, MethodModel bridge) {
    return bridge.code().stream()
        .flatMap(code -> code.elementStream())
        .filter(InvokeInstruction.class::isInstance)
        .map(InvokeInstruction.class::cast)
        .filter(call -> call.name().equals(bridge.methodName()))
        .findFirst()
        .flatMap(
            call -> BlockPlan.method(host, call.name().stringValue() + call.type().stringValue()));
  }

  /// Adds `machine`, which makes the object start its own blocks.
  void addStarter(ClassBuilder builder, BlockPlan.Block block) {
    builder.withMethodBody(
        "machine",
        MACHINE_TYPE,
        ClassFile.ACC_PUBLIC | ClassFile.ACC_SYNTHETIC,
        code -> emitStarter(code, block));
  }

  private void emitStarter(CodeBuilder code, BlockPlan.Block block) {
    ClassDesc self = host.thisClass().asSymbol();
    if (!host.flags().has(AccessFlag.FINAL)) {
      // A subclass that was not woven may have another body.
      Label own = code.newLabel();
      code.aload(0)
          .invokevirtual(
              ConstantDescs.CD_Object, "getClass", MethodTypeDesc.of(ConstantDescs.CD_Class))
          .loadConstant(self)
          .if_acmpeq(own)
          .aconst_null()
          .areturn()
          .labelBinding(own);
    }
    code.aload(0);
    for (int i = 0; i < kind.arguments; i++) {
      code.aload(2 + i);
    }
    code.invokestatic(block.machine(), WovenBlock.CREATE, block.createType()).areturn();
  }

  /// The interface to add.
  static ClassDesc starter() {
    return STARTER;
  }
}
