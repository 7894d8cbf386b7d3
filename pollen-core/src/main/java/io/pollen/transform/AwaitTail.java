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
  private final int answerSlot;
  private final int stateSlot;
  private final Label misuse;
  private final Map<Await, Labels> labels = new LinkedHashMap<>();

  private record Labels(Label leave, Label resume, Label after) {}

  AwaitTail(BodyAnalysis analysis, ClassDesc machine, CodeBuilder code) {
    this.analysis = analysis;
    this.machine = machine;
    this.code = code;
    this.spills = new SpillEmitter(machine, BodyEmitter.FIRST_SLOT);
    this.answerSlot = BodyEmitter.FIRST_SLOT + analysis.body.code.maxLocals();
    this.stateSlot = answerSlot + 1;
    this.misuse = code.newLabel();
    for (Await await : analysis.awaits) {
      labels.put(await, new Labels(code.newLabel(), code.newLabel(), code.newLabel()));
    }
  }

  int firstFreeSlot() {
    return stateSlot + 1;
  }

  private Labels labels(Await await) {
    Labels found = labels.get(await);
    if (found == null) {
      throw new IllegalArgumentException("await of another body");
    }
    return found;
  }

  void emitDispatch(Label start) {
    code.aload(0).getfield(machine, "state", ConstantDescs.CD_int).dup().istore(stateSlot);
    code.iflt(misuse);
    code.aload(0).iconst_m1().putfield(machine, "state", ConstantDescs.CD_int);
    List<SwitchCase> cases = new ArrayList<>();
    cases.add(SwitchCase.of(0, start));
    for (Await await : analysis.awaits) {
      cases.add(SwitchCase.of(await.number(), labels(await).resume));
    }
    code.iload(stateSlot).tableswitch(0, analysis.awaits.size(), misuse, cases);
  }

  void emitMisuse() {
    code.labelBinding(misuse)
        .aload(0)
        .iload(stateSlot)
        .invokevirtual(
            machine,
            "misuse",
            MethodTypeDesc.of(
                ClassDesc.of("java.lang.IllegalStateException"), ConstantDescs.CD_int))
        .athrow();
  }

  /// The await in place: the future on the stack becomes its value.
  ///
  /// @param cut a label to bind where values that are not restored have gone
  void emitSite(Await await, @Nullable Label cut) {
    Labels at = labels(await);
    Label join = code.newLabel();
    code.invokestatic(
            Woven.STATE_MACHINE, "raw", MethodTypeDesc.of(Woven.RAW_FUTURE, await.form().awaited))
        .dup()
        .aload(BodyEmitter.CONTEXT_SLOT)
        .invokevirtual(Woven.RAW_FUTURE, Woven.POLL, Woven.POLL_TYPE);
    jumpIfPending(at.leave);
    code.swap().pop().goto_(join);
    if (cut != null) {
      code.labelBinding(cut);
    }
    code.labelBinding(at.after)
        .invokestatic(Woven.STATE_MACHINE, "unwrap", Woven.OBJECT_TO_OBJECT)
        .labelBinding(join);
  }

  private void jumpIfPending(Label target) {
    code.dup().getstatic(Woven.RAW_FUTURE, "PENDING", ConstantDescs.CD_Object).if_acmpeq(target);
  }

  void emit() {
    Map<Spill, List<Await>> layouts = new LinkedHashMap<>();
    for (Await await : analysis.awaits) {
      layouts.computeIfAbsent(await.spill(), layout -> new ArrayList<>()).add(await);
    }
    Map<Spill, Label> leave = new LinkedHashMap<>();
    Map<Spill, Label> restore = new LinkedHashMap<>();
    for (Spill layout : layouts.keySet()) {
      leave.put(layout, code.newLabel());
      restore.put(layout, code.newLabel());
    }
    emitLeaving(leave);
    emitResuming(restore);
    Label suspend = code.newLabel();
    layouts.forEach((layout, awaits) -> {
      emitSpill(layout, label(leave, layout), suspend);
      emitRestore(layout, label(restore, layout), awaits);
    });
    code.labelBinding(suspend)
        .aload(0)
        .aload(answerSlot)
        .putfield(machine, "inner", ConstantDescs.CD_Object)
        .aload(0)
        .iload(stateSlot)
        .invokevirtual(
            machine, "suspend", MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_int))
        .areturn();
  }

  private static Label label(Map<Spill, Label> labels, Spill layout) {
    Label label = labels.get(layout);
    if (label == null) {
      throw new IllegalArgumentException("unknown layout");
    }
    return label;
  }

  private void emitLeaving(Map<Spill, Label> spill) {
    for (Await await : analysis.awaits) {
      code.labelBinding(labels(await).leave);
      line(await);
      code.pop().loadConstant(await.number()).istore(stateSlot);
      code.goto_(label(spill, await.spill()));
    }
  }

  /// The second polls, in one range for what they throw, and one dispatch to the restoring moves.
  private void emitResuming(Map<Spill, Label> restore) {
    Label polls = code.newBoundLabel();
    Label polled = code.newLabel();
    for (Await await : analysis.awaits) {
      code.labelBinding(labels(await).resume);
      line(await);
      code.aload(0)
          .getfield(machine, "inner", ConstantDescs.CD_Object)
          .checkcast(Woven.RAW_FUTURE)
          .aload(BodyEmitter.CONTEXT_SLOT)
          .invokevirtual(Woven.RAW_FUTURE, Woven.POLL, Woven.POLL_TYPE)
          .goto_(polled);
    }
    Label pollsEnd = code.newBoundLabel();
    Label thrown = code.newBoundLabel();
    code.exceptionCatchAll(polls, pollsEnd, thrown);
    code.invokestatic(
        Woven.STATE_MACHINE,
        "failure",
        MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Throwable));
    Label again = code.newLabel();
    code.labelBinding(polled);
    jumpIfPending(again);
    code.astore(answerSlot);
    List<SwitchCase> cases =
        analysis.awaits.stream()
            .map(await -> SwitchCase.of(await.number(), label(restore, await.spill())))
            .toList();
    dispatch(cases);
    code.labelBinding(again)
        .pop()
        .aload(0)
        .iload(stateSlot)
        .invokevirtual(
            machine, "suspend", MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_int))
        .areturn();
  }

  private void emitSpill(Spill layout, Label start, Label suspend) {
    code.labelBinding(start).astore(answerSlot);
    spills.spill(code, layout);
    spills.clearUnused(code, layout, analysis.fields(VType.Kind.REF));
    code.goto_(suspend);
  }

  private void emitRestore(Spill layout, Label start, List<Await> awaits) {
    code.labelBinding(start);
    spills.restore(code, layout);
    code.loadLocal(TypeKind.REFERENCE, answerSlot);
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
    code.iload(stateSlot);
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
