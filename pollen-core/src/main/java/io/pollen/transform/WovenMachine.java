package io.pollen.transform;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.NestHostAttribute;
import java.lang.constant.ClassDesc;

/// The class of machines of a body that is woven at build time: a nestmate of the class that the
/// body was written in, where the body's code stays as a static method.
final class WovenMachine extends MachineClass {
  private final FieldInputs inputs;
  private final ResumeMethod resume;
  private final ResumeCode code;
  private final ClassDesc nestHost;

  /// @param resume the method that a poll calls
  WovenMachine(
      BodyAnalysis analysis,
      ClassDesc self,
      FieldInputs inputs,
      ResumeMethod resume,
      ResumeCode code,
      ClassDesc nestHost) {
    super(analysis, self);
    this.inputs = inputs;
    this.resume = resume;
    this.code = code;
    this.nestHost = nestHost;
  }

  @Override
  void addCode(ClassBuilder builder) {
    builder.with(NestHostAttribute.of(nestHost));
    builder.withMethodBody(
        WovenBlock.CREATE,
        inputs.createType(),
        ClassFile.ACC_STATIC,
        create -> {
          pushFresh(create);
          inputs.store(create);
          create.areturn();
        });
    builder.withMethodBody(
        Woven.POLL,
        Woven.POLL_TYPE,
        ClassFile.ACC_PUBLIC,
        poll ->
            poll.aload(0)
                .aload(BodyEmitter.CONTEXT_SLOT)
                .invokestatic(
                    resume.owner(), resume.name(), ResumeMethod.type(self), resume.inInterface())
                .areturn());
    code.addField(builder);
  }
}
