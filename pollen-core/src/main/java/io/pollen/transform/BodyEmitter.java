package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
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
import org.jspecify.annotations.Nullable;

/// Emits a body, or a part of one, with each await turned into a poll that can be left and come
/// back to.
///
/// The emitted method, in order:
/// 1. the dispatch on the state;
/// 2. the inputs, and the body as it was, its slots moved up by five. At an await the future is
///    polled in place; Pending leaves for the tail;
/// 3. of a part: the ways out to other parts ([CrossingEmitter]);
/// 4. the tail ([AwaitTail]): for each await its second poll, for each spill layout the moves to
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

  private final ResumeSource source;
  private final BodyAnalysis analysis;
  private final BodyCode body;
  private final BodyPart part;
  private final CodeBuilder code;
  private final AwaitTail tail;
  private final CrossingEmitter crossings;
  private final VariableEmitter variables;
  private final Map<Integer, Await> awaitAt = new HashMap<>();

  /// The `new` instructions of objects that the host makes.
  private final Set<Integer> replaced = new HashSet<>();

  /// Labels of instructions that are still to be bound.
  private final Map<Integer, Label> labels = new HashMap<>();

  private BodyEmitter(
      ResumeSource source,
      Division division,
      BodyPart part,
      VariableRanges ranges,
      CodeBuilder code) {
    this.source = source;
    this.analysis = source.analysis();
    this.body = analysis.body;
    this.part = part;
    this.code = code;
    List<Await> awaits = division.awaits(part);
    this.tail = new AwaitTail(analysis, awaits, source.machine(), code);
    this.crossings = new CrossingEmitter(division, part, source.machine(), code);
    this.variables = new VariableEmitter(body, part, ranges, code);
    for (Await await : awaits) {
      awaitAt.put(await.instruction(), await);
    }
    moveReplacedConstructions();
  }

  /// The code of a body that is not divided.
  static void emitWhole(
      ResumeSource source, Division whole, VariableRanges ranges, CodeBuilder code) {
    new BodyEmitter(source, whole, whole.parts.getFirst(), ranges, code).emitWhole();
  }

  /// The code of a part, without what catches the body's failure.
  static void emitPart(
      ResumeSource source,
      Division division,
      BodyPart part,
      VariableRanges ranges,
      CodeBuilder code) {
    new BodyEmitter(source, division, part, ranges, code).emitPart();
  }

  private void moveReplacedConstructions() {
    analysis
        .constructions()
        .forEach((call, construction) -> {
          InvokeInstruction init = (InvokeInstruction) body.instructions.get(call);
          if (source.access().replacesConstructor(init)) {
            replaced.add(construction.site());
            if (analysis.moved.add(construction.site())) {
              analysis.requireMovable(construction.site());
            }
          }
        });
  }

  private void emitWhole() {
    Label start = code.newLabel();
    Label bodyStart = code.newLabel();
    Label bodyEnd = code.newLabel();
    Label failed = code.newLabel();
    tail.emitDispatch(start);
    code.labelBinding(bodyStart).labelBinding(start);
    emitInputs();
    emitBody();
    tail.emit();
    code.labelBinding(bodyEnd);
    code.exceptionCatchAll(bodyStart, bodyEnd, failed);
    code.labelBinding(failed);
    emitFailed(code, source.machine());
  }

  /// The body fails with the throwable on the stack.
  static void emitFailed(CodeBuilder code, ClassDesc machine) {
    code.aload(0)
        .swap()
        .invokevirtual(
            machine,
            "failed",
            MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Throwable))
        .areturn();
  }

  private void emitPart() {
    Label start = code.newLabel();
    crossings.emitEntries(tail, start, this::label);
    if (part.isFirst()) {
      code.labelBinding(start);
      emitInputs();
    }
    emitBody();
    if (body.fallsThrough(part.end() - 1)) {
      code.goto_(crossings.exit(part.end()));
    }
    crossings.emitExits();
    tail.emit();
  }

  private void emitInputs() {
    int slot = FIRST_SLOT;
    int input = 0;
    for (ClassDesc type : body.inputs()) {
      source.inputs().push(code, input++, type);
      code.storeLocal(TypeKind.from(type), slot);
      slot += TypeKind.from(type).slotSize();
    }
  }

  private void emitBody() {
    int next = 0;
    boolean lineKnown = part.isFirst();
    variables.emitTables();
    for (CodeElement element : body.elements) {
      boolean inPart = part.contains(next) || next == body.size() && part.end() == next;
      if (element instanceof Instruction instruction) {
        if (inPart) {
          if (!lineKnown && body.line(next) > 0) {
            code.lineNumber(body.line(next));
          }
          lineKnown = true;
          emit(next, instruction);
        }
        next++;
      } else if (element instanceof ExceptionCatch range) {
        emitRange(range);
      } else if (inPart && element instanceof LabelTarget label) {
        code.with(label);
      } else if (inPart && element instanceof LineNumber line) {
        code.with(line);
        lineKnown = true;
      }
    }
    bind(variables.take(part.end()));
    bind(labels.remove(part.end()));
  }

  /// An entry of the exception table, or what of it is in this part. The JVM refuses empty ranges,
  /// so one begins where there is code.
  private void emitRange(ExceptionCatch range) {
    if (part.start() == 0 && part.end() == body.size()) {
      code.with(range);
      return;
    }
    int end = Math.min(body.index(range.tryEnd()), part.end());
    int from = -1;
    for (int i = Math.max(body.index(range.tryStart()), part.start()); i <= end; i++) {
      boolean inside = i < end && body.reaches(i, range);
      if (inside && from < 0 && !isOmitted(i)) {
        from = i;
      } else if (!inside && from >= 0) {
        code.exceptionCatch(
            label(from), label(i), crossings.target(range.handler()), range.catchType());
        from = -1;
      }
    }
  }

  private Label label(int i) {
    return labels.computeIfAbsent(i, at -> code.newLabel());
  }

  private void bind(@Nullable Label label) {
    if (label != null) {
      code.labelBinding(label);
    }
  }

  private void emit(int i, Instruction instruction) {
    bind(variables.take(i));
    bind(labels.remove(i));
    Await await = awaitAt.get(i);
    if (await != null) {
      tail.emitSite(await, variables.take(i + 1));
    } else if (instruction instanceof NewObjectInstruction fresh && analysis.moved.contains(i)) {
      // A `new` initialises the class, before the arguments; the object itself comes later.
      if (!isOmitted(i)) {
        code.new_(fresh.className()).pop();
      }
    } else if (!isOmitted(i)) {
      emitPlain(i, instruction);
    }
  }

  /// Whether nothing becomes of an instruction.
  private boolean isOmitted(int i) {
    boolean initialises = analysis.moved.contains(i) && !replaced.contains(i);
    return analysis.isLeftOut(i) && !initialises;
  }

  private void emitPlain(int i, Instruction instruction) {
    if (instruction instanceof LoadInstruction load) {
      code.loadLocal(load.typeKind(), load.slot() + FIRST_SLOT);
    } else if (instruction instanceof StoreInstruction store) {
      code.storeLocal(store.typeKind(), store.slot() + FIRST_SLOT);
    } else if (instruction instanceof IncrementInstruction increment) {
      code.iinc(increment.slot() + FIRST_SLOT, increment.constant());
    } else if (instruction instanceof ReturnInstruction) {
      source.returns().emit(code, source.machine(), body.type().returnType());
    } else if (instruction instanceof InvokeInstruction call
        && analysis.moved.contains(analysis.constructionAt(i).site())) {
      emitConstruction(call, analysis.constructionAt(i).copies());
    } else if (!source.access().emit(code, instruction)) {
      code.with(crossings.redirected(instruction));
    }
  }

  /// Makes an object whose `new` was left out: its arguments lie on the stack.
  private void emitConstruction(InvokeInstruction call, int copies) {
    if (source.access().replacesConstructor(call)) {
      source.access().emitConstruction(code, call);
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
}
