package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Emits what belongs to awaits.
///
/// At its place, an await notes its number and polls its future; an answer goes on, Pending jumps
/// out of line: the live values go to fields, the poll ends. The next poll comes back through the
/// dispatch to a second poll of the same future, and only if that has an answer are the values
/// brought back: a chain of blocks that stays Pending moves nothing. Inside a try block, a failure
/// of that second poll is carried as a value to the await's place and thrown there, in the body's
/// own ranges.
///
/// Each await has poll calls of its own, so that each has a type profile and a line of its own.
/// Everything else is shared by all awaits with the same layout: what one more of them takes is its
/// place, the second poll and two cases of dispatches.
final class AwaitTail {
  static final MethodTypeDesc ENTER = MethodTypeDesc.of(ConstantDescs.CD_int);
  private static final MethodTypeDesc AWAITED = MethodTypeDesc.of(Woven.RAW_FUTURE);

  private final BodyAnalysis analysis;
  private final List<Await> awaits;
  private final ClassDesc machine;
  private final CodeBuilder code;
  private final SpillEmitter spills;
  private final Map<Spill, Layout> layouts = new LinkedHashMap<>();
  private final Map<Await, Labels> labels = new IdentityHashMap<>();
  private final Label suspend;

  /// The awaits that spill the same values to the same fields.
  private record Layout(List<Await> awaits, Label leave) {}

  private record Labels(Label resume, Label after) {}

  /// @param awaits those that are in this method
  AwaitTail(BodyAnalysis analysis, List<Await> awaits, ClassDesc machine, CodeBuilder code) {
    this.analysis = analysis;
    this.awaits = awaits;
    this.machine = machine;
    this.code = code;
    this.spills = new SpillEmitter(machine, BodyEmitter.FIRST_SLOT);
    this.suspend = code.newLabel();
    for (Await await : awaits) {
      layoutOf(await).awaits.add(await);
      labels.put(await, new Labels(code.newLabel(), code.newLabel()));
    }
  }

  int firstFreeSlot() {
    return BodyEmitter.FIRST_SLOT + analysis.body.code.maxLocals();
  }

  private Layout layoutOf(Await await) {
    return layouts.computeIfAbsent(
        await.spill(), spill -> new Layout(new ArrayList<>(), code.newLabel()));
  }

  private Labels labels(Await await) {
    Labels found = labels.get(await);
    if (found == null) {
      throw new IllegalArgumentException("await of another body");
    }
    return found;
  }

  /// The beginning of a poll, and the way to `start`, or with the awaited future and the context on
  /// the stack to a second poll.
  void emitDispatch(Label start) {
    emitPending();
    code.aload(0).invokevirtual(machine, "enter", ENTER);
    if (awaits.isEmpty()) {
      code.pop();
      return;
    }
    code.dup().istore(BodyEmitter.STATE_SLOT).ifeq(start);
    emitSecondPolls();
  }

  /// What all awaits ask for.
  void emitPending() {
    if (!awaits.isEmpty()) {
      code.getstatic(Woven.RAW_FUTURE, "PENDING", ConstantDescs.CD_Object)
          .astore(BodyEmitter.PENDING_SLOT);
    }
  }

  /// The way to the second poll of the await that is the current state.
  void emitSecondPolls() {
    code.aload(0).invokevirtual(machine, "awaited", AWAITED).aload(BodyEmitter.CONTEXT_SLOT);
    dispatch(awaits, Labels::resume);
  }

  /// The await in place: the future on the stack becomes its value.
  ///
  /// @param cut a label to bind where values that are not restored have gone
  void emitSite(Await await, @Nullable Label cut) {
    code.invokestatic(
            Woven.STATE_MACHINE, "raw", MethodTypeDesc.of(Woven.RAW_FUTURE, await.form().awaited))
        .dup()
        .astore(BodyEmitter.ANSWER_SLOT)
        .loadConstant(await.number())
        .istore(BodyEmitter.STATE_SLOT)
        .aload(BodyEmitter.CONTEXT_SLOT)
        .invokevirtual(Woven.RAW_FUTURE, Woven.POLL, Woven.POLL_TYPE);
    jumpIfPending(layoutOf(await).leave);
    if (cut != null) {
      code.labelBinding(cut);
    }
    code.labelBinding(labels(await).after);
    if (await.guarded()) {
      code.invokestatic(Woven.STATE_MACHINE, "unwrap", Woven.OBJECT_TO_OBJECT);
    }
  }

  private void jumpIfPending(Label target) {
    code.dup().aload(BodyEmitter.PENDING_SLOT).if_acmpeq(target);
  }

  void emit() {
    if (awaits.isEmpty()) {
      return;
    }
    Label again = code.newLabel();
    layouts.forEach((spill, layout) -> {
      emitResuming(spill, layout.awaits, again);
      emitLeaving(spill, layout);
    });
    code.labelBinding(again)
        .pop()
        .aload(0)
        .invokevirtual(machine, "awaited", AWAITED)
        .astore(BodyEmitter.ANSWER_SLOT);
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

  /// The second polls, those inside of try blocks in one range for what they throw, and the way
  /// back into the body.
  private void emitResuming(Spill spill, List<Await> awaits, Label again) {
    Label polled = code.newLabel();
    List<Await> guarded = awaits.stream().filter(Await::guarded).toList();
    for (Await await : awaits) {
      if (!await.guarded()) {
        emitSecondPoll(await);
        if (await != awaits.getLast() || !guarded.isEmpty()) {
          code.goto_(polled);
        }
      }
    }
    if (!guarded.isEmpty()) {
      Label polls = code.newBoundLabel();
      for (Await await : guarded) {
        emitSecondPoll(await);
        code.goto_(polled);
      }
      Label thrown = code.newBoundLabel();
      code.exceptionCatchAll(polls, thrown, thrown)
          .invokestatic(
              Woven.STATE_MACHINE,
              "failure",
              MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Throwable));
    }
    code.labelBinding(polled);
    jumpIfPending(again);
    code.astore(BodyEmitter.ANSWER_SLOT);
    spills.restore(code, spill);
    code.aload(BodyEmitter.ANSWER_SLOT);
    dispatch(awaits, Labels::after);
  }

  private void emitSecondPoll(Await await) {
    code.labelBinding(labels(await).resume);
    line(await);
    code.invokevirtual(Woven.RAW_FUTURE, Woven.POLL, Woven.POLL_TYPE);
  }

  /// From the sites of one layout, with PENDING on the stack and the future in its slot.
  private void emitLeaving(Spill spill, Layout layout) {
    code.labelBinding(layout.leave);
    line(layout.awaits.getFirst());
    code.pop();
    spills.spill(code, spill);
    spills.clearUnused(code, spill, analysis.fields(VType.Kind.REF));
    code.goto_(suspend);
  }

  /// Jumps to a label of the await that is the current state, one of those given.
  private void dispatch(List<Await> awaits, Function<Labels, Label> target) {
    StateSwitch.emit(
        code,
        awaits.stream()
            .map(await -> SwitchCase.of(await.number(), target.apply(labels(await))))
            .toList());
  }

  private void line(Await await) {
    if (await.line() > 0) {
      code.lineNumber(await.line());
    }
  }
}
