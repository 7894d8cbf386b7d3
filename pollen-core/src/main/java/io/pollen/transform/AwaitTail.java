package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Emits what belongs to awaits.
///
/// At its place, an await polls its future; an answer goes on, Pending jumps out of line: its
/// number is noted, the live values go to fields, the poll ends. The next poll comes back through
/// the dispatch to a second poll of the same future, and only if that has an answer are the values
/// brought back: a chain of blocks that stays Pending moves nothing. A failure of that second poll
/// is carried as a value to the await's place and thrown there, inside the body's own try ranges.
///
/// Each await has poll calls of its own, so that each has a type profile of its own. Moves are
/// shared by all awaits with the same layout.
final class AwaitTail {
  private final BodyAnalysis analysis;
  private final ClassDesc machine;
  private final CodeBuilder code;
  private final SpillEmitter spills;
  private final Map<Await, Labels> labels = new LinkedHashMap<>();

  private record Labels(Label leave, Label resume, Label after) {}

  AwaitTail(BodyAnalysis analysis, ClassDesc machine, CodeBuilder code) {
    this.analysis = analysis;
    this.machine = machine;
    this.code = code;
    this.spills = new SpillEmitter(machine, BodyEmitter.FIRST_SLOT);
    for (Await await : analysis.awaits) {
      labels.put(await, new Labels(code.newLabel(), code.newLabel(), code.newLabel()));
    }
  }

  int firstFreeSlot() {
    return BodyEmitter.FIRST_SLOT + analysis.body.code.maxLocals();
  }

  private Labels labels(Await await) {
    Labels found = labels.get(await);
    if (found == null) {
      throw new IllegalArgumentException("await of another body");
    }
    return found;
  }

  void emitDispatch(Label start) {
    List<SwitchCase> cases = new ArrayList<>();
    cases.add(SwitchCase.of(0, start));
    for (Await await : analysis.awaits) {
      cases.add(SwitchCase.of(await.number(), labels(await).resume));
    }
    code.aload(0)
        .invokevirtual(machine, "enter", MethodTypeDesc.of(ConstantDescs.CD_int))
        .dup()
        .istore(BodyEmitter.STATE_SLOT)
        .tableswitch(0, analysis.awaits.size(), start, cases);
  }

  /// The await in place: the future on the stack becomes its value.
  ///
  /// @param cut a label to bind where values that are not restored have gone
  void emitSite(Await await, @Nullable Label cut) {
    code.invokestatic(
            Woven.STATE_MACHINE, "raw", MethodTypeDesc.of(Woven.RAW_FUTURE, await.form().awaited))
        .dup()
        .astore(BodyEmitter.ANSWER_SLOT)
        .aload(BodyEmitter.CONTEXT_SLOT)
        .invokevirtual(Woven.RAW_FUTURE, Woven.POLL, Woven.POLL_TYPE);
    jumpIfPending(labels(await).leave);
    if (cut != null) {
      code.labelBinding(cut);
    }
    code.labelBinding(labels(await).after)
        .invokestatic(Woven.STATE_MACHINE, "unwrap", Woven.OBJECT_TO_OBJECT);
  }

  private void jumpIfPending(Label target) {
    code.dup().getstatic(Woven.RAW_FUTURE, "PENDING", ConstantDescs.CD_Object).if_acmpeq(target);
  }

  void emit() {
    Map<Spill, List<Await>> layouts = new LinkedHashMap<>();
    for (Await await : analysis.awaits) {
      layouts.computeIfAbsent(await.spill(), layout -> new ArrayList<>()).add(await);
    }
    Map<Spill, Label> restore = new LinkedHashMap<>();
    layouts.keySet().forEach(layout -> restore.put(layout, code.newLabel()));
    Label suspend = code.newLabel();
    emitResuming(restore, suspend);
    layouts.forEach((layout, awaits) -> {
      emitRestore(layout, label(restore, layout), awaits);
      emitLeaving(layout, awaits, suspend);
    });
    code.labelBinding(suspend)
        .aload(0)
        .iload(BodyEmitter.STATE_SLOT)
        .aload(BodyEmitter.ANSWER_SLOT)
        .invokevirtual(
            machine,
            "suspend",
            MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_int, Woven.RAW_FUTURE))
        .areturn();
  }

  private static Label label(Map<Spill, Label> labels, Spill layout) {
    Label label = labels.get(layout);
    if (label == null) {
      throw new IllegalArgumentException("unknown layout");
    }
    return label;
  }

  /// From the sites of one layout, with PENDING on the stack and the future in its slot.
  private void emitLeaving(Spill layout, List<Await> awaits, Label suspend) {
    Label spill = code.newLabel();
    for (Await await : awaits) {
      code.labelBinding(labels(await).leave);
      line(await);
      code.loadConstant(await.number()).istore(BodyEmitter.STATE_SLOT);
      if (await != awaits.getLast()) {
        code.goto_(spill);
      }
    }
    code.labelBinding(spill).pop();
    spills.spill(code, layout);
    spills.clearUnused(code, layout, analysis.fields(VType.Kind.REF));
    code.goto_(suspend);
  }

  /// The second polls, in one range for what they throw, and one dispatch to the restoring moves.
  private void emitResuming(Map<Spill, Label> restore, Label suspend) {
    Label polls = code.newBoundLabel();
    Label polled = code.newLabel();
    for (Await await : analysis.awaits) {
      code.labelBinding(labels(await).resume);
      line(await);
      code.aload(0)
          .invokevirtual(machine, "awaited", MethodTypeDesc.of(Woven.RAW_FUTURE))
          .aload(BodyEmitter.CONTEXT_SLOT)
          .invokevirtual(Woven.RAW_FUTURE, Woven.POLL, Woven.POLL_TYPE);
      if (await != analysis.awaits.getLast()) {
        code.goto_(polled);
      }
    }
    Label pollsEnd = code.newBoundLabel();
    Label thrown = code.newLabel();
    Label again = code.newLabel();
    code.exceptionCatchAll(polls, pollsEnd, thrown);
    code.labelBinding(polled);
    jumpIfPending(again);
    code.astore(BodyEmitter.ANSWER_SLOT);
    List<SwitchCase> cases =
        analysis.awaits.stream()
            .map(await -> SwitchCase.of(await.number(), label(restore, await.spill())))
            .toList();
    dispatch(cases);
    code.labelBinding(thrown)
        .invokestatic(
            Woven.STATE_MACHINE,
            "failure",
            MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Throwable))
        .goto_(polled);
    code.labelBinding(again)
        .pop()
        .aload(0)
        .invokevirtual(machine, "awaited", MethodTypeDesc.of(Woven.RAW_FUTURE))
        .astore(BodyEmitter.ANSWER_SLOT)
        .goto_(suspend);
  }

  private void emitRestore(Spill layout, Label start, List<Await> awaits) {
    code.labelBinding(start);
    spills.restore(code, layout);
    code.loadLocal(TypeKind.REFERENCE, BodyEmitter.ANSWER_SLOT);
    dispatch(
        awaits.stream().map(await -> SwitchCase.of(await.number(), labels(await).after)).toList());
  }

  /// Jumps to the case of the current state, one of those given.
  private void dispatch(List<SwitchCase> cases) {
    Label first = cases.getFirst().target();
    if (cases.stream().allMatch(c -> c.target() == first)) {
      code.goto_(first);
      return;
    }
    int low = cases.getFirst().caseValue();
    int high = cases.getLast().caseValue();
    code.iload(BodyEmitter.STATE_SLOT);
    if (cases.size() == 2) {
      code.loadConstant(low).if_icmpeq(first).goto_(cases.getLast().target());
    } else if (high - low + 1 <= 2 * cases.size()) {
      code.tableswitch(low, high, first, cases);
    } else {
      code.lookupswitch(first, cases.subList(1, cases.size()));
    }
  }

  private void line(Await await) {
    if (await.line() > 0) {
      code.lineNumber(await.line());
    }
  }
}
