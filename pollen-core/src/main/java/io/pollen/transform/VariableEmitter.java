package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LocalVariableType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Emits what debuggers see of the body's variables: its tables, cut to where [VariableRanges] says
/// that a variable has its value.
final class VariableEmitter {
  /// What debuggers show the `this` of the body as.
  static final String BODY_THIS = "_this";

  private final BodyCode body;
  private final BodyPart part;
  private final VariableRanges ranges;
  private final CodeBuilder code;

  /// Labels before instructions that are still to be bound.
  private final Map<Integer, Label> cuts = new HashMap<>();

  VariableEmitter(BodyCode body, BodyPart part, VariableRanges ranges, CodeBuilder code) {
    this.body = body;
    this.part = part;
    this.ranges = ranges;
    this.code = code;
  }

  /// The entries, whose ends [#take] then tells.
  void emitTables() {
    for (CodeElement element : body.elements) {
      if (element instanceof LocalVariable v) {
        for (var range : ranges(v.slot(), v.startScope(), v.endScope())) {
          code.localVariable(
              v.slot() + BodyEmitter.FIRST_SLOT,
              shown(v.name()),
              v.type(),
              cut(range.start()),
              cut(range.end()));
        }
      } else if (element instanceof LocalVariableType v) {
        for (var range : ranges(v.slot(), v.startScope(), v.endScope())) {
          code.localVariableType(
              v.slot() + BodyEmitter.FIRST_SLOT,
              shown(v.name()),
              v.signature(),
              cut(range.start()),
              cut(range.end()));
        }
      }
    }
  }

  private List<VariableRanges.Range> ranges(int slot, Label start, Label end) {
    int from = Math.max(body.index(start), part.start());
    int to = Math.min(body.index(end), part.end());
    return from < to ? ranges.of(slot, from, to) : List.of();
  }

  /// The name of a variable for debuggers. They take `this` for the receiver of the method that
  /// runs, and do not list it.
  private Utf8Entry shown(Utf8Entry name) {
    return name.equalsString("this") ? code.constantPool().utf8Entry(BODY_THIS) : name;
  }

  private Label cut(int i) {
    return cuts.computeIfAbsent(i, at -> code.newLabel());
  }

  /// The label to bind before instruction `i`, if there is one.
  @Nullable Label take(int i) {
    return cuts.remove(i);
  }
}
