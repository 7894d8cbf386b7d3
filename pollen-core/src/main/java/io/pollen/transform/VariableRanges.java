package io.pollen.transform;

import java.lang.classfile.CodeElement;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LocalVariableType;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a debugger may look at a variable. A variable that is dead at an await is not restored
/// after it, nor in another part of a divided body: its slot holds nothing until the next store,
/// and saying otherwise would show an inconsistent frame.
///
/// A forward data flow: a slot is valid where it is so on all paths.
final class VariableRanges {
  private final Division division;
  private final BodyCode body;
  private final Map<Integer, Await> awaits = new HashMap<>();
  private final @Nullable BitSet[] valid;

  /// Instructions from `start` to before `end`.
  record Range(int start, int end) {}

  private VariableRanges(Division division) {
    this.division = division;
    this.body = division.analysis.body;
    for (Await await : division.analysis.awaits) {
      awaits.put(await.instruction(), await);
    }
    valid = new BitSet[body.size() + 1];
  }

  static VariableRanges of(Division division) {
    VariableRanges ranges = new VariableRanges(division);
    if (division.analysis.body.elements.stream().anyMatch(VariableRanges::describesVariable)) {
      ranges.flow();
    }
    return ranges;
  }

  private static boolean describesVariable(CodeElement element) {
    return element instanceof LocalVariable || element instanceof LocalVariableType;
  }

  private void flow() {
    ArrayDeque<Integer> work = new ArrayDeque<>();
    BitSet inputs = new BitSet();
    int slot = 0;
    for (ClassDesc input : body.inputs()) {
      inputs.set(slot);
      slot += TypeKind.from(input).slotSize();
    }
    reach(0, inputs, work);
    for (Integer i; (i = work.poll()) != null; ) {
      BitSet now = valid[i];
      if (now == null || i >= body.size()) {
        continue;
      }
      BitSet after = after(i, now);
      for (int handler : body.handlers(i)) {
        go(i, handler, now, work);
        if (awaits.containsKey(i)) {
          go(i, handler, after, work);
        }
      }
      for (int next : body.successors(i)) {
        go(i, next, after, work);
      }
    }
  }

  private BitSet after(int i, BitSet now) {
    BitSet after = (BitSet) now.clone();
    Await await = awaits.get(i);
    if (await != null) {
      after.and(await.spill().restored());
    } else if (body.instructions.get(i) instanceof StoreInstruction store) {
      after.set(store.slot());
    }
    return after;
  }

  private void go(int from, int to, BitSet now, ArrayDeque<Integer> work) {
    Crossing crossing = division.between(from, to);
    BitSet there = now;
    if (crossing != null) {
      there = crossing.spill().restored();
      there.and(now);
    }
    reach(to, there, work);
  }

  private void reach(int i, BitSet now, ArrayDeque<Integer> work) {
    BitSet old = valid[i];
    BitSet merged = (BitSet) now.clone();
    if (old != null) {
      merged.and(old);
    }
    if (!merged.equals(old)) {
      valid[i] = merged;
      work.add(i);
    }
  }

  /// The parts of the range [start, end) in which the variable in `slot` has its value.
  List<Range> of(int slot, int start, int end) {
    List<Range> parts = new ArrayList<>();
    int from = -1;
    for (int i = start; i <= end; i++) {
      BitSet here = i < end ? valid[i] : null;
      boolean visible = here != null && here.get(slot);
      if (visible && from < 0) {
        from = i;
      } else if (!visible && from >= 0) {
        parts.add(new Range(from, i));
        from = -1;
      }
    }
    return parts;
  }
}
