package io.pollen.transform;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.NestHostAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// The class of machines of a body that is woven at build time: a nestmate of the class that the
/// body was written in, where the body's code stays as a static method.
final class WovenMachine extends MachineClass {
  private final FieldInputs inputs;
  private final ResumeMethod resume;
  private final ClassDesc nestHost;

  WovenMachine(
      BodyAnalysis analysis,
      ClassDesc self,
      FieldInputs inputs,
      ResumeMethod resume,
      ClassDesc nestHost) {
    super(analysis, self);
    this.inputs = inputs;
    this.resume = resume;
    this.nestHost = nestHost;
  }

  @Override
  void addCode(ClassBuilder builder) {
    builder.with(NestHostAttribute.of(nestHost));
    builder.withMethodBody(
        WovenBlock.CREATE,
        inputs.createType(),
        ClassFile.ACC_STATIC,
        code -> {
          pushFresh(code);
          inputs.store(code);
          code.areturn();
        });
    builder.withMethodBody(
        Woven.POLL,
        Woven.POLL_TYPE,
        ClassFile.ACC_PUBLIC,
        code ->
            code.aload(0)
                .aload(BodyEmitter.CONTEXT_SLOT)
                .invokestatic(
                    resume.owner(), resume.name(), resume.type(self), resume.inInterface())
                .areturn());
  }

  /// The method that a poll calls.
  record ResumeMethod(ClassDesc owner, String name, boolean inInterface) {
    MethodTypeDesc type(ClassDesc machine) {
      return MethodTypeDesc.of(ConstantDescs.CD_Object, machine, Woven.CONTEXT);
    }
  }
}
