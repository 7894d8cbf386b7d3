package io.pollen.transform;

import io.pollen.woven.MachineInfo;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;

/// Generates a class of state machines: the spill fields and what the base class asks for. How a
/// machine is made and where its code lies is for [RuntimeMachine] and [WovenMachine] to say.
abstract class MachineClass {
  private static final int CLASS_FILE_VERSION = ClassFile.JAVA_25_VERSION;
  private static final String INFO = "INFO";

  final BodyAnalysis analysis;
  final ClassDesc self;

  MachineClass(BodyAnalysis analysis, ClassDesc self) {
    this.analysis = analysis;
    this.self = self;
  }

  /// Adds what makes machines, and `pollRaw`.
  abstract void addCode(ClassBuilder builder);

  byte[] generate(ClassHierarchyResolver hierarchy) {
    return ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy))
        .build(self, this::generate);
  }

  private void generate(ClassBuilder builder) {
    builder
        .withVersion(CLASS_FILE_VERSION, 0)
        .withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC, AccessFlag.SUPER)
        .withSuperclass(Woven.STATE_MACHINE);
    analysis.body.host.findAttribute(Attributes.sourceFile()).ifPresent(builder::with);
    analysis.body.host.findAttribute(Attributes.sourceDebugExtension()).ifPresent(builder::with);
    builder.withField(
        INFO,
        Woven.MACHINE_INFO,
        ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
    for (VType.Kind kind : VType.Kind.values()) {
      for (int i = 0; i < analysis.fields(kind); i++) {
        builder.withField(
            SpillEmitter.fieldName(kind, i), SpillEmitter.fieldType(kind), ClassFile.ACC_PRIVATE);
      }
    }
    builder.withMethodBody(
        "<clinit>", ConstantDescs.MTD_void, ClassFile.ACC_STATIC, this::initializer);
    builder.withMethodBody("<init>", ConstantDescs.MTD_void, 0, this::constructor);
    builder.withMethodBody(
        "release", ConstantDescs.MTD_void, ClassFile.ACC_PROTECTED, this::release);
    builder.withMethodBody(
        "info",
        MethodTypeDesc.of(Woven.MACHINE_INFO),
        ClassFile.ACC_PROTECTED,
        code -> code.getstatic(self, INFO, Woven.MACHINE_INFO).areturn());
    addCode(builder);
  }

  private void initializer(CodeBuilder code) {
    BodyCode body = analysis.body;
    StringBuilder awaits = new StringBuilder();
    for (Await await : analysis.awaits) {
      awaits.append((char) Math.max(await.line(), 0)).append(await.guarded() ? '\1' : '\0');
    }
    code.loadConstant(MachineInfo.ABI)
        .loadConstant(body.hostName())
        .loadConstant(body.sourceName());
    body.host
        .findAttribute(Attributes.sourceFile())
        .ifPresentOrElse(
            file -> code.loadConstant(file.sourceFile().stringValue()), code::aconst_null);
    code.loadConstant(body.firstLine())
        .loadConstant(awaits.toString())
        .loadConstant(NamedLocals.table(analysis))
        .invokestatic(
            Woven.MACHINE_INFO,
            "of",
            MethodTypeDesc.of(
                Woven.MACHINE_INFO,
                ConstantDescs.CD_int,
                ConstantDescs.CD_String,
                ConstantDescs.CD_String,
                ConstantDescs.CD_String,
                ConstantDescs.CD_int,
                ConstantDescs.CD_String,
                ConstantDescs.CD_String))
        .putstatic(self, INFO, Woven.MACHINE_INFO)
        .return_();
  }

  private void constructor(CodeBuilder code) {
    code.aload(0).invokespecial(Woven.STATE_MACHINE, "<init>", ConstantDescs.MTD_void).return_();
  }

  /// Pushes a machine that has not begun.
  final void pushFresh(CodeBuilder code) {
    code.new_(self).dup().invokespecial(self, "<init>", ConstantDescs.MTD_void);
  }

  private void release(CodeBuilder code) {
    for (int i = 0; i < analysis.fields(VType.Kind.REF); i++) {
      code.aload(0)
          .aconst_null()
          .putfield(self, SpillEmitter.fieldName(VType.Kind.REF, i), ConstantDescs.CD_Object);
    }
    code.return_();
  }
}
