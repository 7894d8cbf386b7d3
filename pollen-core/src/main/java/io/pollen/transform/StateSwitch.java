package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.util.List;

/// Emits jumps to where the current state goes on.
final class StateSwitch {
  private StateSwitch() {}

  /// States from a number up to the next one's.
  record From(int first, Label target) {}

  /// @param cases all states that there can be, ascending
  static void emit(CodeBuilder code, List<SwitchCase> cases) {
    Label first = cases.getFirst().target();
    if (cases.size() == 1) {
      code.goto_(first);
    } else if (cases.size() == 2) {
      code.iload(BodyEmitter.STATE_SLOT)
          .loadConstant(cases.getFirst().caseValue())
          .if_icmpeq(first)
          .goto_(cases.getLast().target());
    } else {
      emitTable(code, cases, first);
    }
  }

  /// @param cases some states, ascending
  /// @param otherwise where all others go on
  static void emit(CodeBuilder code, List<SwitchCase> cases, Label otherwise) {
    if (cases.isEmpty()) {
      code.goto_(otherwise);
    } else {
      emitTable(code, cases, otherwise);
    }
  }

  private static void emitTable(CodeBuilder code, List<SwitchCase> cases, Label otherwise) {
    int low = cases.getFirst().caseValue();
    int high = cases.getLast().caseValue();
    code.iload(BodyEmitter.STATE_SLOT);
    if (high - low + 1 <= 2 * cases.size()) {
      code.tableswitch(low, high, otherwise, cases);
    } else {
      code.lookupswitch(
          otherwise, cases.stream().filter(c -> !c.target().equals(otherwise)).toList());
    }
  }

  /// Finds one of many ranges by halving: a table of all states could be larger than what HotSpot
  /// compiles.
  ///
  /// @param ranges of all states that there can be, ascending
  static void emitRanges(CodeBuilder code, List<From> ranges) {
    if (ranges.size() == 1) {
      code.goto_(ranges.getFirst().target);
      return;
    }
    int half = ranges.size() / 2;
    Label upper = code.newLabel();
    code.iload(BodyEmitter.STATE_SLOT).loadConstant(ranges.get(half).first).if_icmpge(upper);
    emitRanges(code, ranges.subList(0, half));
    code.labelBinding(upper);
    emitRanges(code, ranges.subList(half, ranges.size()));
  }
}
