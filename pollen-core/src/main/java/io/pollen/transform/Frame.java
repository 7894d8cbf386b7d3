package io.pollen.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The types of all locals and operands before one instruction.
final class Frame {
  final VType[] locals;
  final List<VType> stack;

  Frame(int maxLocals) {
    locals = new VType[maxLocals];
    Arrays.fill(locals, VType.TOP);
    stack = new ArrayList<>();
  }

  private Frame(Frame other) {
    locals = other.locals.clone();
    stack = new ArrayList<>(other.stack);
  }

  Frame copy() {
    return new Frame(this);
  }

  void push(VType type) {
    if (type.kind() != VType.Kind.TOP) {
      stack.add(type);
    }
  }

  VType pop() {
    return stack.removeLast();
  }

  void pop(int values) {
    for (int i = 0; i < values; i++) {
      pop();
    }
  }

  /// Pops values of together `words` stack words; the lowest comes first.
  List<VType> popWords(int words) {
    List<VType> popped = new ArrayList<>();
    for (int left = words; left > 0; left -= popped.getFirst().slots()) {
      popped.addFirst(pop());
    }
    return popped;
  }

  void store(int slot, VType type) {
    locals[slot] = type;
    if (type.slots() == 2) {
      locals[slot + 1] = VType.TOP;
    }
    if (slot > 0 && locals[slot - 1].slots() == 2) {
      locals[slot - 1] = VType.TOP;
    }
  }

  void replace(VType before, VType after) {
    stack.replaceAll(type -> type.equals(before) ? after : type);
    for (int slot = 0; slot < locals.length; slot++) {
      if (locals[slot].equals(before)) {
        locals[slot] = after;
      }
    }
  }
}
