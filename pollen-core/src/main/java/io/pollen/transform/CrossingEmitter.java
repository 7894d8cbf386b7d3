package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/// Emits what belongs to the ways between the parts of a body.
///
/// A jump to another part moves the live values to fields, as an await does, notes in the field
/// [#NEXT] where it leads, and answers with the machine itself, which is no value that a body could
/// have. The method that calls the parts then calls the other one, which brings the values back.
/// Crossings with the same layout share the code that moves.
final class CrossingEmitter {
  /// The machine's field with the state to go on from in another part.
  static final String NEXT = "next";

  private final Division division;
  private final BodyPart part;
  private final ClassDesc machine;
  private final CodeBuilder code;
  private final SpillEmitter spills;

  /// The ways out by the instructions that they lead to.
  private final TreeMap<Integer, Label> exits = new TreeMap<>();

  CrossingEmitter(Division division, BodyPart part, ClassDesc machine, CodeBuilder code) {
    this.division = division;
    this.part = part;
    this.machine = machine;
    this.code = code;
    this.spills = new SpillEmitter(machine, BodyEmitter.FIRST_SLOT);
  }

  /// Where to jump to for an instruction of another part.
  Label exit(int target) {
    return exits.computeIfAbsent(target, to -> code.newLabel());
  }

  /// Where to jump to for a label of the body.
  Label target(Label label) {
    int to = division.analysis.body.index(label);
    return part.contains(to) ? label : exit(to);
  }

  /// An instruction with its jumps to other parts led to the ways out.
  Instruction redirected(Instruction instruction) {
    if (!division.isDivided()) {
      return instruction;
    }
    if (instruction instanceof BranchInstruction branch) {
      return BranchInstruction.of(branch.opcode(), target(branch.target()));
    } else if (instruction instanceof TableSwitchInstruction table) {
      return TableSwitchInstruction.of(
          table.lowValue(),
          table.highValue(),
          target(table.defaultTarget()),
          redirected(table.cases()));
    } else if (instruction instanceof LookupSwitchInstruction lookup) {
      return LookupSwitchInstruction.of(target(lookup.defaultTarget()), redirected(lookup.cases()));
    }
    return instruction;
  }

  private List<SwitchCase> redirected(List<SwitchCase> cases) {
    return cases.stream().map(c -> SwitchCase.of(c.caseValue(), target(c.target()))).toList();
  }

  private static Map<Spill, List<Crossing>> byLayout(Iterable<Crossing> crossings) {
    Map<Spill, List<Crossing>> layouts = new LinkedHashMap<>();
    for (Crossing crossing : crossings) {
      layouts.computeIfAbsent(crossing.spill(), spill -> new ArrayList<>()).add(crossing);
    }
    return layouts;
  }

  /// The beginning of a part's method: the way to the start of the body, to the awaits, or with the
  /// values brought back to where a crossing leads.
  ///
  /// @param start the start of the body, if it is in this part
  /// @param at makes labels of instructions
  void emitEntries(AwaitTail awaits, Label start, IntFunction<Label> at) {
    List<Crossing> crossings = division.into(part);
    Map<Spill, List<Crossing>> layouts = byLayout(crossings);
    Map<Spill, Label> restores = new HashMap<>();
    layouts.keySet().forEach(spill -> restores.put(spill, code.newLabel()));
    List<SwitchCase> cases = new ArrayList<>();
    if (part.isFirst()) {
      cases.add(SwitchCase.of(0, start));
    }
    for (Crossing crossing : crossings) {
      cases.add(SwitchCase.of(crossing.number(), restores.get(crossing.spill())));
    }
    awaits.emitPending();
    if (division.awaits(part).isEmpty()) {
      StateSwitch.emit(code, cases);
    } else {
      Label polls = code.newLabel();
      StateSwitch.emit(code, cases, polls);
      code.labelBinding(polls);
      awaits.emitSecondPolls();
    }
    layouts.forEach((spill, shared) -> {
      code.labelBinding(restores.get(spill));
      spills.restore(code, spill);
      StateSwitch.emit(
          code,
          shared.stream().map(c -> SwitchCase.of(c.number(), at.apply(c.instruction()))).toList());
    });
  }

  /// The ways out, which the rest of the method jumps to.
  void emitExits() {
    byLayout(exits.keySet().stream().map(division::to).toList())
        .forEach((spill, shared) -> {
          Label leave = code.newLabel();
          for (Crossing crossing : shared) {
            emitExit(crossing);
            if (crossing != shared.getLast()) {
              code.goto_(leave);
            }
          }
          code.labelBinding(leave);
          spills.spill(code, spill);
          code.aload(0)
              .iload(BodyEmitter.STATE_SLOT)
              .putfield(machine, NEXT, ConstantDescs.CD_int)
              .aload(0)
              .areturn();
        });
  }

  /// It has the line that it leads to, so that a debugger steps on to there.
  private void emitExit(Crossing crossing) {
    code.labelBinding(exit(crossing.instruction()));
    int line = division.analysis.body.line(crossing.instruction());
    if (line > 0) {
      code.lineNumber(line);
    }
    code.loadConstant(crossing.number()).istore(BodyEmitter.STATE_SLOT);
  }
}
