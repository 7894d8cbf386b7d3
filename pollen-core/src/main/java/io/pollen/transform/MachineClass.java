package io.pollen.transform;

import io.pollen.woven.MachineInfo;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;

/// Generates the class of a body's state machines: the spill fields, `pollRaw`, and what the base
/// class asks for.
final class MachineClass {
  private static final int CLASS_FILE_VERSION = ClassFile.JAVA_25_VERSION;
  private static final String INFO = "INFO";
  private static final MethodTypeDesc FRESH =
      MethodTypeDesc.of(
          Woven.STATE_MACHINE,
          ConstantDescs.CD_Object,
          ConstantDescs.CD_Object,
          ConstantDescs.CD_Object);

  private final BodyAnalysis analysis;
  private final ClassDesc self;
  private final int arguments;
  private final int references;

  /// @param arguments how many arguments the body is started with
  MachineClass(BodyAnalysis analysis, ClassDesc self, int arguments) {
    this.analysis = analysis;
    this.self = self;
    this.arguments = arguments;
    this.references = Math.max(arguments, analysis.fields(VType.Kind.REF));
  }

  byte[] generate(
      ClassLoader loader, Inputs inputs, AccessSites access, BodyEmitter.Returns returns) {
    ClassHierarchyResolver hierarchy =
        ClassHierarchyResolver.ofClassLoading(loader)
            .orElse(ClassHierarchyResolver.defaultResolver());
    return ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy))
        .build(self, builder -> generate(builder, inputs, access, returns));
  }

  private void generate(
      ClassBuilder builder, Inputs inputs, AccessSites access, BodyEmitter.Returns returns) {
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
      int count = kind == VType.Kind.REF ? references : analysis.fields(kind);
      for (int i = 0; i < count; i++) {
        builder.withField(
            SpillEmitter.fieldName(kind, i), SpillEmitter.fieldType(kind), ClassFile.ACC_PRIVATE);
      }
    }
    builder.withMethodBody(
        "<clinit>", ConstantDescs.MTD_void, ClassFile.ACC_STATIC, this::initializer);
    builder.withMethodBody("<init>", ConstantDescs.MTD_void, 0, this::constructor);
    builder.withMethodBody("fresh", FRESH, ClassFile.ACC_PROTECTED, this::fresh);
    builder.withMethodBody(
        "release", ConstantDescs.MTD_void, ClassFile.ACC_PROTECTED, this::release);
    builder.withMethodBody(
        "info",
        MethodTypeDesc.of(Woven.MACHINE_INFO),
        ClassFile.ACC_PROTECTED,
        code -> code.getstatic(self, INFO, Woven.MACHINE_INFO).areturn());
    builder.withMethodBody(
        Woven.POLL,
        Woven.POLL_TYPE,
        ClassFile.ACC_PUBLIC,
        code -> BodyEmitter.emit(analysis, self, inputs, access, returns, code));
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
                ConstantDescs.CD_String))
        .putstatic(self, INFO, Woven.MACHINE_INFO)
        .return_();
  }

  private void constructor(CodeBuilder code) {
    code.aload(0).invokespecial(Woven.STATE_MACHINE, "<init>", ConstantDescs.MTD_void).return_();
  }

  private void fresh(CodeBuilder code) {
    code.new_(self).dup().invokespecial(self, "<init>", ConstantDescs.MTD_void);
    code.dup().aload(1).putfield(self, "inner", ConstantDescs.CD_Object);
    for (int i = 0; i < arguments; i++) {
      code.dup().aload(2 + i).putfield(self, reference(i), ConstantDescs.CD_Object);
    }
    code.areturn();
  }

  private void release(CodeBuilder code) {
    for (int i = 0; i < references; i++) {
      code.aload(0).aconst_null().putfield(self, reference(i), ConstantDescs.CD_Object);
    }
    code.return_();
  }

  /// Pushes argument number `argument` that the machine was started with.
  void pushArgument(CodeBuilder code, int argument) {
    code.aload(0).getfield(self, reference(argument), ConstantDescs.CD_Object);
  }

  /// Pushes the body that the machine was started with.
  void pushBody(CodeBuilder code) {
    code.loadLocal(TypeKind.REFERENCE, 0).getfield(self, "inner", ConstantDescs.CD_Object);
  }

  private static String reference(int number) {
    return SpillEmitter.fieldName(VType.Kind.REF, number);
  }
}
