package io.pollen.transform;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The code that runs a body from await to await: one method, or, when that would be too large, one
/// for each part of the body and one that calls them.
///
/// A part ends like the whole would, or with a [Crossing]; so the method that calls the parts loops
/// until one of them has another answer than the machine.
final class ResumeCode {
  /// What the class file format allows.
  private static final int MAX_METHOD = 65_535;

  private final ResumeSource source;
  private final Division division;
  private final VariableRanges variables;

  private ResumeCode(ResumeSource source, Division division) {
    this.source = source;
    this.division = division;
    this.variables = VariableRanges.of(division);
  }

  /// Divides the body as needed, and reserves the fields for that.
  ///
  /// @param accessible which classes the code may name
  /// @throws Refused when a piece that cannot be divided is too large for a method
  static ResumeCode of(ResumeSource source, Predicate<ClassDesc> accessible) {
    return of(source, accessible, PartSize.current());
  }

  static ResumeCode of(ResumeSource source, Predicate<ClassDesc> accessible, PartSize size) {
    ResumeCode whole = new ResumeCode(source, Division.none(source.analysis()));
    return size.mayBeExceeded(source.analysis()) && whole.wholeSize() > size.whole()
        ? whole.divided(CutPlaces.of(source.analysis(), accessible), size.part())
        : whole;
  }

  /// A part whose own instructions are less than half of what it may have stays as it is: it is
  /// large by its crossings, which more cuts would multiply.
  private ResumeCode divided(CutPlaces places, int most) {
    ResumeCode result = this;
    Set<BodyPart> finished = new HashSet<>();
    SortedSet<Integer> cuts = new TreeSet<>();
    while (true) {
      int before = cuts.size();
      for (BodyPart part : result.division.parts) {
        if (finished.add(part) && places.weight(part) > most / 2) {
          result.cut(part, places, most, cuts);
        }
      }
      if (cuts.size() == before) {
        return result;
      }
      result = new ResumeCode(source, Division.at(source.analysis(), cuts));
    }
  }

  private void cut(BodyPart part, CutPlaces places, int most, SortedSet<Integer> cuts) {
    int size = size(part);
    Integer cut = size > most ? places.best(part) : null;
    if (cut != null) {
      cuts.add(cut);
    } else if (size > MAX_METHOD) {
      throw Definer.tooLarge(source.analysis(), null);
    }
  }

  boolean isDivided() {
    return division.isDivided();
  }

  /// What the machine must be able to keep between two parts.
  List<Spill> crossings() {
    return division.crossings().stream().map(Crossing::spill).toList();
  }

  private int wholeSize() {
    return size(this::emitWhole);
  }

  private int size(BodyPart part) {
    return size(code -> emitPart(part, code));
  }

  /// @return the bytes of code, or more than there can be when they are too many for a method
  private int size(Consumer<CodeBuilder> emitted) {
    byte[] bytes;
    try {
      bytes =
          ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
              .build(
                  source.machine(),
                  builder ->
                      builder.withMethodBody(
                          "measured",
                          ResumeMethod.partType(source.machine()),
                          ClassFile.ACC_STATIC,
                          emitted));
    } catch (IllegalArgumentException tooLarge) {
      return Integer.MAX_VALUE;
    }
    return largest(bytes, "measured");
  }

  /// The bytes of code of the largest method whose name begins like this.
  static int largest(byte[] classFile, String name) {
    return ClassFile.of().parse(classFile).methods().stream()
        .filter(method -> method.methodName().stringValue().startsWith(name))
        .flatMap(method -> method.findAttribute(Attributes.code()).stream())
        .mapToInt(CodeAttribute::codeLength)
        .max()
        .orElse(0);
  }

  /// Emits the method that a poll runs.
  void emitResume(CodeBuilder code, ResumeMethod place) {
    if (isDivided()) {
      emitCalls(code, place);
    } else {
      emitWhole(code);
    }
  }

  /// Adds the other methods to the class of that one.
  void addParts(ClassBuilder builder, ResumeMethod place) {
    if (isDivided()) {
      for (int i = 0; i < division.parts.size(); i++) {
        BodyPart part = division.parts.get(i);
        builder.withMethodBody(
            place.partName(i + 1),
            ResumeMethod.partType(source.machine()),
            ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
            code -> emitPart(part, code));
      }
    }
  }

  /// Adds the field that the parts need to the class of the machines.
  void addField(ClassBuilder builder) {
    if (isDivided()) {
      builder.withField(CrossingEmitter.NEXT, ConstantDescs.CD_int, ClassFile.ACC_PRIVATE);
    }
  }

  private void emitWhole(CodeBuilder code) {
    BodyEmitter.emitWhole(source, division, variables, code);
  }

  private void emitPart(BodyPart part, CodeBuilder code) {
    BodyEmitter.emitPart(source, division, part, variables, code);
  }

  private void emitCalls(CodeBuilder code, ResumeMethod place) {
    Label failed = code.newLabel();
    Label answered = code.newLabel();
    Label answer = code.newLabel();
    code.aload(0)
        .invokevirtual(source.machine(), "enter", AwaitTail.ENTER)
        .istore(BodyEmitter.STATE_SLOT);
    Label again = code.newBoundLabel();
    List<Label> calls = division.parts.stream().map(part -> code.newLabel()).toList();
    StateSwitch.emitRanges(code, ranges(calls));
    for (int i = 0; i < calls.size(); i++) {
      code.labelBinding(calls.get(i))
          .aload(0)
          .aload(BodyEmitter.CONTEXT_SLOT)
          .iload(BodyEmitter.STATE_SLOT)
          .invokestatic(
              place.owner(),
              place.partName(i + 1),
              ResumeMethod.partType(source.machine()),
              place.inInterface())
          .goto_(answered);
    }
    code.labelBinding(answered)
        .dup()
        .aload(0)
        .if_acmpne(answer)
        .pop()
        .aload(0)
        .getfield(source.machine(), CrossingEmitter.NEXT, ConstantDescs.CD_int)
        .istore(BodyEmitter.STATE_SLOT)
        .goto_(again)
        .labelBinding(answer)
        .areturn();
    Label end = code.newBoundLabel();
    code.exceptionCatchAll(again, end, failed).labelBinding(failed);
    BodyEmitter.emitFailed(code, source.machine());
  }

  /// Which part each state goes on in.
  private List<StateSwitch.From> ranges(List<Label> calls) {
    TreeMap<Integer, Label> first = new TreeMap<>();
    for (int i = 0; i < calls.size(); i++) {
      BodyPart part = division.parts.get(i);
      if (part.isFirst()) {
        first.put(0, calls.get(i));
      }
      List<Await> awaits = division.awaits(part);
      if (!awaits.isEmpty()) {
        first.put(awaits.getFirst().number(), calls.get(i));
      }
      List<Crossing> crossings = division.into(part);
      if (!crossings.isEmpty()) {
        first.put(crossings.getFirst().number(), calls.get(i));
      }
    }
    List<StateSwitch.From> ranges = new ArrayList<>();
    first.forEach((state, call) -> {
      if (ranges.isEmpty() || !ranges.getLast().target().equals(call)) {
        ranges.add(new StateSwitch.From(state, call));
      }
    });
    return ranges;
  }
}
