package io.pollen.transform;

import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.BitSet;

/// Which locals may still be read: only those are worth a field while a body is suspended.
final class Liveness {
  private final BodyCode body;
  private final BitSet[] before;

  private Liveness(BodyCode body) {
    this.body = body;
    before = new BitSet[body.size() + 1];
    for (int i = 0; i < before.length; i++) {
      before[i] = new BitSet();
    }
  }

  static Liveness of(BodyCode body) {
    Liveness liveness = new Liveness(body);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = body.size() - 1; i >= 0; i--) {
        changed |= liveness.update(i);
      }
    }
    return liveness;
  }

  private boolean update(int i) {
    BitSet live = new BitSet();
    for (int next : body.successors(i)) {
      live.or(before[next]);
    }
    Instruction instruction = body.instructions.get(i);
    if (instruction instanceof StoreInstruction store) {
      live.clear(store.slot());
    } else if (instruction instanceof LoadInstruction load) {
      live.set(load.slot());
    } else if (instruction instanceof IncrementInstruction increment) {
      live.set(increment.slot());
    }
    for (int handler : body.handlers(i)) {
      live.or(before[handler]);
    }
    boolean changed = !live.equals(before[i]);
    before[i] = live;
    return changed;
  }

  /// The slots that may be read after the instruction at `i` has begun.
  BitSet before(int i) {
    return before[i];
  }
}
