package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.PseudoInstruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.CharacterRange;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LocalVariableType;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Emits `pollRaw`: the body, with each await turned into a poll that can be left and come back to.
///
/// The emitted method, in order:
/// 1. the dispatch on the state;
/// 2. the inputs, and the body as it was, its slots moved up by five. At an await the future is
///    polled in place; Pending leaves for the tail;
/// 3. the tail ([AwaitTail]): for each await its second poll, for each spill layout the moves to
///    fields and back.
final class BodyEmitter {
  static final int CONTEXT_SLOT = 1;

  /// The number of the await that the poll came from or leaves at.
  static final int STATE_SLOT = 2;

  /// The awaited future on the way out, its answer on the way back in.
  static final int ANSWER_SLOT = 3;

  /// [io.pollen.woven.RawFuture#PENDING], which each await asks for.
  static final int PENDING_SLOT = 4;

  static final int FIRST_SLOT = 5;

  /// What debuggers show the `this` of the body as.
  static final String BODY_THIS = "_this";

  private final BodyAnalysis analysis;
  private final BodyCode body;
  private final ClassDesc machine;
  private final AccessSites access;
  private final Returns returns;
  private final CodeBuilder code;
  private final AwaitTail tail;
  private final VariableRanges variables;
  private final Map<Integer, Await> awaitAt = new HashMap<>();

  /// The `new` instructions of objects that the host makes.
  private final Set<Integer> replaced = new HashSet<>();

  private final Map<Integer, Label> cuts = new HashMap<>();

  /// What becomes of the body's value.
  enum Returns {
    /// Given on.
    VALUE,
    /// Given on, unless it is a future.
    CHECKED,
    /// Discarded.
    NOTHING,
    /// Discarded, unless it is a future, which nobody would poll.
    CHECKED_NOTHING;

    private static final Set<String> FINAL_VALUES =
        Set.of(
            "Ljava/lang/String;",
            "Ljava/lang/Boolean;",
            "Ljava/lang/Byte;",
            "Ljava/lang/Character;",
            "Ljava/lang/Short;",
            "Ljava/lang/Integer;",
            "Ljava/lang/Long;",
            "Ljava/lang/Float;",
            "Ljava/lang/Double;",
            "Ljava/lang/Void;");

    /// What is to be done with the values of a body whose method has this type.
    static Returns of(BodyKind kind, MethodTypeDesc type) {
      ClassDesc result = type.returnType();
      boolean mayBeFuture =
          !result.isPrimitive()
              && !result.isArray()
              && !FINAL_VALUES.contains(result.descriptorString());
      if (kind == BodyKind.ACTION) {
        return mayBeFuture ? CHECKED_NOTHING : NOTHING;
      }
      return mayBeFuture ? CHECKED : VALUE;
    }
  }

  private BodyEmitter(
      BodyAnalysis analysis,
      ClassDesc machine,
      AccessSites access,
      Returns returns,
      CodeBuilder code) {
    this.analysis = analysis;
    this.body = analysis.body;
    this.machine = machine;
    this.access = access;
    this.returns = returns;
    this.code = code;
    this.tail = new AwaitTail(analysis, machine, code);
    this.variables = VariableRanges.of(body, analysis.awaits);
    analysis.awaits.forEach(await -> awaitAt.put(await.instruction(), await));
    moveReplacedConstructions();
  }

  static void emit(
      BodyAnalysis analysis,
      ClassDesc machine,
      Inputs inputs,
      AccessSites access,
      Returns returns,
      CodeBuilder code) {
    new BodyEmitter(analysis, machine, access, returns, code).emit(inputs);
  }

  private void moveReplacedConstructions() {
    analysis
        .constructions()
        .forEach((call, construction) -> {
          InvokeInstruction init = (InvokeInstruction) body.instructions.get(call);
          if (access.replacesConstructor(init)) {
            replaced.add(construction.site());
            if (analysis.moved.add(construction.site())) {
              analysis.requireMovable(construction.site());
            }
          }
        });
  }

  private void emit(Inputs inputs) {
    Label start = code.newLabel();
    Label bodyStart = code.newLabel();
    Label bodyEnd = code.newLabel();
    Label failed = code.newLabel();
    tail.emitDispatch(start);
    code.labelBinding(bodyStart).labelBinding(start);
    emitInputs(inputs);
    emitBody();
    tail.emit();
    code.labelBinding(bodyEnd);
    code.exceptionCatchAll(bodyStart, bodyEnd, failed);
    code.labelBinding(failed)
        .aload(0)
        .swap()
        .invokevirtual(
            machine,
            "failed",
            MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Throwable))
        .areturn();
  }

  private void emitInputs(Inputs inputs) {
    int slot = FIRST_SLOT;
    int input = 0;
    for (ClassDesc type : body.inputs()) {
      inputs.push(code, input++, type);
      code.storeLocal(TypeKind.from(type), slot);
      slot += TypeKind.from(type).slotSize();
    }
  }

  private void emitBody() {
    int i = -1;
    planVariables();
    for (CodeElement element : body.elements) {
      switch (element) {
        case LocalVariable planned -> {}
        case LocalVariableType planned -> {}
        case CharacterRange dropped -> {}
        case ExceptionCatch handler -> code.with(handler);
        case LabelTarget label -> code.with(label);
        case LineNumber line -> code.with(line);
        case PseudoInstruction other -> {}
        case Instruction instruction -> {
          i++;
          emit(i, instruction);
        }
        default -> {}
      }
    }
    bindCut(body.size());
  }

  private void emit(int i, Instruction instruction) {
    Await await = awaitAt.get(i);
    if (await != null) {
      bindCut(i);
      Label afterCut = cuts.remove(i + 1);
      tail.emitSite(await, afterCut);
      return;
    }
    bindCut(i);
    if (instruction instanceof NewObjectInstruction fresh && analysis.moved.contains(i)) {
      // A `new` initialises the class, before the arguments; the object itself comes later.
      if (!replaced.contains(i)) {
        code.new_(fresh.className()).pop();
      }
    } else if (!analysis.isLeftOut(i)) {
      emitPlain(i, instruction);
    }
  }

  private void emitPlain(int i, Instruction instruction) {
    switch (instruction) {
      case LoadInstruction load -> code.loadLocal(load.typeKind(), load.slot() + FIRST_SLOT);
      case StoreInstruction store -> code.storeLocal(store.typeKind(), store.slot() + FIRST_SLOT);
      case IncrementInstruction increment ->
          code.iinc(increment.slot() + FIRST_SLOT, increment.constant());
      case ReturnInstruction result -> emitReturn(result.typeKind());
      case InvokeInstruction call when analysis.moved.contains(analysis.constructionAt(i).site()) ->
          emitConstruction(call, analysis.constructionAt(i).copies());
      default -> {
        if (!access.emit(code, instruction)) {
          code.with(instruction);
        }
      }
    }
  }

  private void emitReturn(TypeKind kind) {
    if (kind == TypeKind.VOID) {
      code.aconst_null();
    } else if (kind != TypeKind.REFERENCE) {
      ClassDesc primitive = body.type().returnType();
      ClassDesc box = box(primitive);
      code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, primitive));
    }
    switch (returns) {
      case VALUE -> complete("complete");
      case CHECKED -> complete("completeChecked");
      case NOTHING -> {
        code.pop().aconst_null();
        complete("complete");
      }
      case CHECKED_NOTHING -> complete("completeDiscarding");
    }
    code.areturn();
  }

  private void complete(String method) {
    code.aload(0).swap().invokevirtual(machine, method, Woven.OBJECT_TO_OBJECT);
  }

  static ClassDesc box(ClassDesc primitive) {
    return switch (TypeKind.from(primitive)) {
      case BOOLEAN -> ConstantDescs.CD_Boolean;
      case BYTE -> ConstantDescs.CD_Byte;
      case CHAR -> ConstantDescs.CD_Character;
      case SHORT -> ConstantDescs.CD_Short;
      case INT -> ConstantDescs.CD_Integer;
      case LONG -> ConstantDescs.CD_Long;
      case FLOAT -> ConstantDescs.CD_Float;
      case DOUBLE -> ConstantDescs.CD_Double;
      case REFERENCE, VOID -> throw new IllegalArgumentException("no box: " + primitive);
    };
  }

  /// Makes an object whose `new` was left out: its arguments lie on the stack.
  private void emitConstruction(InvokeInstruction call, int copies) {
    if (access.replacesConstructor(call)) {
      access.emitConstruction(code, call);
      if (copies == 1) {
        code.pop();
      }
      return;
    }
    List<ClassDesc> parameters = call.typeSymbol().parameterList();
    int[] slots = new int[parameters.size()];
    int slot = tail.firstFreeSlot();
    for (int p = 0; p < slots.length; p++) {
      slots[p] = slot;
      slot += TypeKind.from(parameters.get(p)).slotSize();
    }
    for (int p = slots.length - 1; p >= 0; p--) {
      code.storeLocal(TypeKind.from(parameters.get(p)), slots[p]);
    }
    code.new_(call.owner());
    if (copies == 2) {
      code.dup();
    }
    for (int p = 0; p < slots.length; p++) {
      code.loadLocal(TypeKind.from(parameters.get(p)), slots[p]);
    }
    code.with(call);
  }

  /// The name of a variable for debuggers. They take `this` for the receiver of the method that
  /// runs, and do not list it.
  private Utf8Entry shown(Utf8Entry name) {
    return name.equalsString("this") ? code.constantPool().utf8Entry(BODY_THIS) : name;
  }

  private void planVariables() {
    for (CodeElement element : body.elements) {
      switch (element) {
        case LocalVariable v ->
            variables
                .of(v.slot(), body.index(v.startScope()), body.index(v.endScope()))
                .forEach(part ->
                    code.localVariable(
                        v.slot() + FIRST_SLOT,
                        shown(v.name()),
                        v.type(),
                        cut(part.start()),
                        cut(part.end())));
        case LocalVariableType v ->
            variables
                .of(v.slot(), body.index(v.startScope()), body.index(v.endScope()))
                .forEach(part ->
                    code.localVariableType(
                        v.slot() + FIRST_SLOT,
                        shown(v.name()),
                        v.signature(),
                        cut(part.start()),
                        cut(part.end())));
        default -> {}
      }
    }
  }

  private Label cut(int i) {
    return cuts.computeIfAbsent(i, at -> code.newLabel());
  }

  private void bindCut(int i) {
    Label cut = cuts.remove(i);
    if (cut != null) {
      code.labelBinding(cut);
    }
  }
}
