package io.pollen.transform;

import io.pollen.transform.BlockReport.Fields;
import io.pollen.transform.BlockReport.Variable;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Tells of class files what becomes of their async blocks. No class is loaded: what the classes
/// that they refer to are is read from class files, too.
///
/// For one thread.
public final class BlockReports {
  private final ClassFiles files;

  /// @param source everything that the classes to look at refer to
  public BlockReports(ClassSource source) {
    files = new ClassFiles(source);
  }

  /// The blocks of one class, by lines.
  ///
  /// @throws IllegalArgumentException when `classFile` is none that this JDK can read
  public List<BlockReport> of(byte[] classFile) {
    ClassModel model = ClassFile.of().parse(classFile);
    return BodySites.of(files, model).stream()
        .map(this::report)
        .sorted(Comparator.comparingInt(BlockReport::firstLine))
        .toList();
  }

  /// Classes that were looked for in vain: blocks that depend on them may be missing or wrong.
  public Set<String> missing() {
    return files.missing();
  }

  private BlockReport report(BodySite site) {
    BodyCode code = BodyCode.of(site.host(), site.method());
    List<Variable> inputs = inputs(code);
    int captured = site.captured().size();
    boolean isObject = site.form() == BlockReport.Form.CLASS;
    return new BlockReport(
        code.hostName(),
        code.sourceName(),
        code.sourceFile(),
        code.firstLine(),
        code.lastLine(),
        site.form(),
        site.type().replace('/', '.'),
        isObject ? List.of() : List.copyOf(inputs.subList(0, captured)),
        List.copyOf(inputs.subList(captured, inputs.size())),
        outcome(site, code));
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

  private BlockReport.Outcome outcome(BodySite site, BodyCode code) {
    ClassDesc host = site.host().thisClass().asSymbol();
    WovenBlock.Source source =
        new WovenBlock.Source(
            site.host(),
            site.method(),
            site.kind(),
            site.captured(),
            site.arguments(),
            ClassDesc.ofInternalName(site.host().thisClass().asInternalName() + "$async"),
            site.method().methodName().stringValue());
    try {
      WovenBlock block = WovenBlock.of(source, files, type -> files.isAccessible(type, host));
      if (!block.hasAwaits()) {
        return new BlockReport.Plain();
      }
      BodyMethods.refuseUnsuspendable(site.method(), site.overridable(), code);
      return machine(site, block);
    } catch (Refused refused) {
      return new BlockReport.Refusal(String.valueOf(refused.getMessage()));
    }
  }

  private BlockReport.Machine machine(BodySite site, WovenBlock block) {
    BodyAnalysis analysis = block.analysis;
    List<BlockReport.State> states = new ArrayList<>();
    for (Await await : analysis.awaits) {
      states.add(state(analysis.body, await));
    }
    return new BlockReport.Machine(
        List.copyOf(states),
        fields(analysis::fields),
        fields(kind -> {
          int arguments = kind == VType.Kind.REF ? site.kind().arguments : 0;
          return analysis.awaits.stream()
              .mapToInt(await -> await.spill().fields(kind))
              .reduce(arguments, Math::max);
        }),
        codeBytes(site, block));
  }

  /// @param own how many fields of each kind the machine's own class has
  private Fields fields(ToIntFunction<VType.Kind> own) {
    List<List<TypeKind>> classes = new ArrayList<>();
    String name = ClassFiles.internalName(Woven.STATE_MACHINE);
    for (ClassModel level; name != null; name = files.superclass(name)) {
      level = files.model(name);
      classes.addFirst(level == null ? List.of() : instanceFields(level));
    }
    List<TypeKind> fields = new ArrayList<>();
    for (VType.Kind kind : VType.Kind.values()) {
      if (kind.field != null) {
        fields.addAll(Collections.nCopies(own.applyAsInt(kind), TypeKind.from(kind.field)));
      }
    }
    classes.add(List.copyOf(fields));
    return new Fields(List.copyOf(classes));
  }

  private static List<TypeKind> instanceFields(ClassModel model) {
    List<TypeKind> kinds = new ArrayList<>();
    for (FieldModel field : model.fields()) {
      if (!field.flags().has(AccessFlag.STATIC)) {
        kinds.add(TypeKind.from(field.fieldTypeSymbol()));
      }
    }
    return List.copyOf(kinds);
  }

  /// The size of the code that the host would have.
  private int codeBytes(BodySite site, WovenBlock block) {
    byte[] host;
    try {
      host =
          ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(files.hierarchy()))
              .build(site.host().thisClass().asSymbol(), block::addResumeMethod);
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
