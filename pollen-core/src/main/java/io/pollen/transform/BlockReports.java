package io.pollen.transform;

import io.pollen.transform.BlockReport.Fields;
import io.pollen.transform.BlockReport.Variable;
import io.pollen.woven.StateMachine;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.constant.ClassDesc;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Tells what becomes of async blocks.
public final class BlockReports {
  private final ClassFacts facts;
  private final Predicate<ClassDesc> accessible;
  private final ClassHierarchyResolver hierarchy;

  /// @param accessible which classes the code of the blocks' host may name
  /// @param hierarchy for the stack maps of the code whose size is told
  public BlockReports(
      ClassFacts facts, Predicate<ClassDesc> accessible, ClassHierarchyResolver hierarchy) {
    this.facts = facts;
    this.accessible = accessible;
    this.hierarchy = hierarchy;
  }

  /// What becomes of one body.
  ///
  /// @param type the body interface
  /// @param overridable whether the object that its method is called on may have another one
  public BlockReport of(
      WovenBlock.Source source, BlockReport.Form form, ClassDesc type, boolean overridable) {
    BodyCode code = BodyCode.of(source.host(), source.method());
    List<Variable> inputs = inputs(code);
    int captured = source.captured().size();
    return new BlockReport(
        code.hostName(),
        code.sourceName(),
        code.sourceFile(),
        code.firstLine(),
        code.lastLine(),
        form,
        binaryName(type),
        form == BlockReport.Form.CLASS ? List.of() : List.copyOf(inputs.subList(0, captured)),
        List.copyOf(inputs.subList(captured, inputs.size())),
        outcome(source, overridable, code));
  }

  private static List<Variable> inputs(BodyCode code) {
    List<Variable> inputs = new ArrayList<>();
    int slot = 0;
    for (ClassDesc type : code.inputs()) {
      inputs.add(variable(code, slot, 0, type));
      slot += TypeKind.from(type).slotSize();
    }
    return inputs;
  }

  /// The variable in a slot as the source declares it, else by the type that is known of it.
  private static Variable variable(BodyCode code, int slot, int i, @Nullable ClassDesc known) {
    LocalVariable declared = code.variable(slot, i);
    if (declared != null) {
      return new Variable(declared.name().stringValue(), binaryName(declared.typeSymbol()));
    }
    String name = slot == 0 && !code.isStatic() ? "this" : null;
    return new Variable(name, binaryName(known));
  }

  private BlockReport.Outcome outcome(
      WovenBlock.Source source, boolean overridable, BodyCode code) {
    try {
      WovenBlock block = WovenBlock.of(source, facts, accessible);
      if (block.awaits() == 0) {
        return new BlockReport.Plain();
      }
      BodyMethods.refuseUnsuspendable(source.method(), overridable, code);
      return machine(source, block);
    } catch (Refused refused) {
      return new BlockReport.Refusal(String.valueOf(refused.getMessage()));
    }
  }

  private BlockReport.Machine machine(WovenBlock.Source source, WovenBlock block) {
    BodyAnalysis analysis = block.analysis;
    List<BlockReport.State> states = new ArrayList<>();
    for (Await await : analysis.awaits) {
      states.add(state(analysis.body, await));
    }
    List<Spill> spills = new ArrayList<>(block.code.crossings());
    analysis.awaits.forEach(await -> spills.add(await.spill()));
    int next = block.code.isDivided() ? 1 : 0;
    return new BlockReport.Machine(
        List.copyOf(states),
        fields(next, analysis::fields),
        fields(
            next,
            kind -> {
              int arguments = kind == VType.Kind.REF ? source.kind().arguments : 0;
              return spills.stream()
                  .mapToInt(spill -> spill.fields(kind))
                  .reduce(arguments, Math::max);
            }),
        codeBytes(source, block));
  }

  /// @param ints how many more ints than `own` says the machine's own class has
  /// @param own how many fields of each kind it has for values of the body
  private static Fields fields(int ints, ToIntFunction<VType.Kind> own) {
    List<List<TypeKind>> classes = new ArrayList<>();
    for (Class<?> type = StateMachine.class; type != null; type = type.getSuperclass()) {
      classes.addFirst(
          Arrays.stream(type.getDeclaredFields())
              .filter(field -> !Modifier.isStatic(field.getModifiers()))
              .map(field -> TypeKind.from(field.getType()))
              .toList());
    }
    List<TypeKind> fields = new ArrayList<>();
    for (VType.Kind kind : VType.Kind.values()) {
      if (kind.field != null) {
        int more = kind == VType.Kind.INT ? ints : 0;
        fields.addAll(Collections.nCopies(own.applyAsInt(kind) + more, TypeKind.from(kind.field)));
      }
    }
    classes.add(List.copyOf(fields));
    return new Fields(List.copyOf(classes));
  }

  /// The size of the code that the host would have.
  private int codeBytes(WovenBlock.Source source, WovenBlock block) {
    byte[] host;
    try {
      host =
          ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy))
              .build(source.host().thisClass().asSymbol(), block::addResumeMethod);
    } catch (IllegalArgumentException e) {
      throw Definer.tooLarge(block.analysis, e);
    }
    return ClassFile.of().parse(host).methods().stream()
        .flatMap(method -> method.findAttribute(Attributes.code()).stream())
        .mapToInt(CodeAttribute::codeLength)
        .sum();
  }

  private static BlockReport.State state(BodyCode code, Await await) {
    int i = await.instruction();
    List<Variable> locals = new ArrayList<>();
    for (Spill.Local local : await.spill().locals()) {
      locals.add(variable(code, local.slot(), i, type(local.type())));
    }
    List<String> operands = new ArrayList<>();
    for (Spill.Operand operand : await.spill().operands()) {
      operands.add(binaryName(type(operand.type())));
    }
    return new BlockReport.State(
        await.number(),
        await.line(),
        AwaitedNames.of(code, i),
        await.guarded(),
        List.copyOf(locals),
        List.copyOf(operands));
  }

  private static @Nullable ClassDesc type(VType type) {
    return type.kind() == VType.Kind.REF ? type.cls() : type.kind().field;
  }

  private static String binaryName(@Nullable ClassDesc type) {
    if (type == null) {
      return "null";
    }
    if (type.isArray()) {
      return binaryName(type.componentType()) + "[]";
    }
    return type.packageName().isEmpty()
        ? type.displayName()
        : type.packageName() + "." + type.displayName();
  }
}
