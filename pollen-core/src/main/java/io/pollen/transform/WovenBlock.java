package io.pollen.transform;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// One body, woven at build time: what the weaver needs of the transformer.
public final class WovenBlock {
  /// The static method of a machine class that makes machines.
  public static final String CREATE = "create";

  private static final Set<String> ASYNC_TYPES =
      Set.of(
          "(Lio/pollen/AsyncBody;)Lio/pollen/Future;",
          "(Lio/pollen/AsyncAction;)Lio/pollen/Future;");

  private final Source source;
  final BodyAnalysis analysis;
  private final FieldInputs inputs;
  final ResumeCode code;

  /// What is to be woven, and what the result is to be called.
  ///
  /// @param host the class that the body was written in
  /// @param method its method that has the body's code
  /// @param captured the types of the inputs that are there when the body object is made
  /// @param arguments the types that the arguments of the start are known to have
  /// @param machine the class of the machines
  /// @param resume the name of the method of the host that runs the body from await to await
  public record Source(
      ClassModel host,
      MethodModel method,
      BodyKind kind,
      List<ClassDesc> captured,
      List<ClassDesc> arguments,
      ClassDesc machine,
      String resume) {}

  private WovenBlock(Source source, BodyAnalysis analysis, FieldInputs inputs, ResumeCode code) {
    this.source = source;
    this.analysis = analysis;
    this.inputs = inputs;
    this.code = code;
  }

  /// @param accessible which classes the code of the host may name
  /// @throws Refused with what is wrong, where, and what to do
  public static WovenBlock of(Source source, ClassFacts facts, Predicate<ClassDesc> accessible) {
    BodyCode code = BodyCode.of(source.host, source.method);
    BodyAnalysis analysis = BodyAnalysis.of(code, new ResolvedAwaits(facts));
    if (!analysis.awaits.isEmpty()) {
      BodyMethods.refuseUnsuspendable(source.method, false, code);
      InaccessibleTypes.refuse(analysis, accessible);
    }
    FieldInputs inputs = new FieldInputs(source.machine, source.captured, source.arguments);
    inputs.reserveIn(analysis);
    Returns returns = Returns.of(source.kind, analysis.body.type());
    ResumeSource resume =
        new ResumeSource(analysis, source.machine, inputs, AccessSites.NONE, returns);
    return new WovenBlock(source, analysis, inputs, ResumeCode.of(resume, accessible));
  }

  /// The type of [#CREATE]: it takes the captured values and the arguments.
  public static MethodTypeDesc createType(
      ClassDesc machine, List<ClassDesc> captured, List<ClassDesc> arguments) {
    return new FieldInputs(machine, captured, arguments).createType();
  }

  /// The part of generated names that tells the method in which a body was written.
  public static String label(MethodModel method) {
    return SourceNames.identifier(method.methodName().stringValue());
  }

  /// Whether a call makes a block of a body: `async(body)`, also through a facade.
  public static boolean isAsync(InvokeInstruction call, ClassFacts facts) {
    String type = call.type().stringValue();
    return call.opcode() == Opcode.INVOKESTATIC
        && call.name().equalsString("async")
        && ASYNC_TYPES.contains(type)
        && ResolvedAwaits.isInherited(facts, call.owner().asInternalName(), "async", type);
  }

  /// The class file of the machines.
  public byte[] machineClass(ClassDesc nestHost, ClassHierarchyResolver hierarchy) {
    return new WovenMachine(analysis, source.machine, inputs, resume(), code, nestHost)
        .generate(hierarchy);
  }

  /// Adds to the host what the machines call.
  public void addResumeMethod(ClassBuilder host) {
    host.withMethodBody(
        source.resume,
        ResumeMethod.type(source.machine),
        ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
        builder -> code.emitResume(builder, resume()));
    code.addParts(host, resume());
  }

  /// How many awaits it has.
  public int awaits() {
    return analysis.awaits.size();
  }

  /// What to say when the host's class file cannot be written, because this block's method is too
  /// large.
  public Refused tooLarge(IllegalArgumentException cause) {
    return Definer.tooLarge(analysis, cause);
  }

  private ResumeMethod resume() {
    return new ResumeMethod(
        source.host.thisClass().asSymbol(),
        source.host.flags().has(AccessFlag.INTERFACE),
        source.resume);
  }
}
