package io.pollen.transform;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.function.Function;
import java.util.function.Predicate;

/// The class of machines of a body that is transformed at run time: it contains the body's code,
/// and keeps the body object, which knows what it has captured, until the first poll.
final class RuntimeMachine extends MachineClass {
  private final int arguments;
  private final ResumeCode resume;

  /// @param arguments how many arguments the body is started with
  /// @param inputs makes the inputs of this machine
  /// @param accessible which classes the machine's code may name
  RuntimeMachine(
      BodyAnalysis analysis,
      ClassDesc self,
      int arguments,
      Function<RuntimeMachine, Inputs> inputs,
      AccessSites access,
      Returns returns,
      Predicate<ClassDesc> accessible) {
    super(analysis, self);
    this.arguments = arguments;
    analysis.reserve(VType.Kind.REF, arguments);
    resume =
        ResumeCode.of(
            new ResumeSource(analysis, self, inputs.apply(this), access, returns), accessible);
  }

  byte[] generate(ClassLoader loader) {
    return generate(
        ClassHierarchyResolver.ofClassLoading(loader)
            .orElse(ClassHierarchyResolver.defaultResolver()));
  }

  @Override
  void addCode(ClassBuilder builder) {
    builder.withInterfaceSymbols(Woven.STARTER);
    builder.withMethodBody("machine", Woven.MACHINE_TYPE, ClassFile.ACC_PUBLIC, this::machine);
    ResumeMethod poll = new ResumeMethod(self, false, Woven.POLL);
    builder.withMethodBody(
        Woven.POLL,
        Woven.POLL_TYPE,
        ClassFile.ACC_PUBLIC,
        code -> {
          resume.emitResume(code, poll);
          // Debuggers ask each frame for its receiver, and find it by this.
          code.localVariable(0, "this", self, code.startLabel(), code.endLabel());
        });
    resume.addParts(builder, poll);
    resume.addField(builder);
  }

  private void machine(CodeBuilder code) {
    pushFresh(code);
    code.dup().aload(1).putfield(self, "inner", ConstantDescs.CD_Object);
    for (int i = 0; i < arguments; i++) {
      code.dup().aload(2 + i).putfield(self, reference(i), ConstantDescs.CD_Object);
    }
    code.areturn();
  }

  /// Pushes argument number `argument` that the machine was started with.
  void pushArgument(CodeBuilder code, int argument) {
    code.aload(0).getfield(self, reference(argument), ConstantDescs.CD_Object);
  }

  /// Pushes the body that the machine was started with.
  void pushBody(CodeBuilder code) {
    code.aload(0).getfield(self, "inner", ConstantDescs.CD_Object);
  }

  private static String reference(int number) {
    return SpillEmitter.fieldName(VType.Kind.REF, number);
  }
}
