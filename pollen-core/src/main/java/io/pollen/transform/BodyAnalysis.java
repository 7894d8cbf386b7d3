package io.pollen.transform;

import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What has to be known about a body before it can be emitted: its awaits, what lives across them,
/// and which `new` must wait for its constructor's arguments.
final class BodyAnalysis {
  final BodyCode body;
  final List<Await> awaits = new ArrayList<>();

  /// `new` instructions that are moved behind the arguments: an object that is not yet initialised
  /// cannot be spilled.
  final Set<Integer> moved = new HashSet<>();

  private final Map<Integer, Construction> constructions = new HashMap<>();
  private final Map<VType.Kind, Integer> fields = new EnumMap<>(VType.Kind.class);

  /// A constructor call.
  ///
  /// @param site the index of its `new`
  /// @param copies how many references to the object the stack holds before the call
  record Construction(int site, int copies) {}

  private BodyAnalysis(BodyCode body) {
    this.body = body;
  }

  /// @throws Refused when the body cannot be suspended at one of its awaits
  static BodyAnalysis of(BodyCode body, AwaitForm.Recognizer recognizer) {
    BodyAnalysis analysis = new BodyAnalysis(body);
    HeldLocks held = HeldLocks.of(body);
    Liveness liveness = Liveness.of(body);
    FrameSimulation.run(
        body,
        (i, frame) -> {
          if (body.instructions.get(i) instanceof InvokeInstruction call) {
            AwaitForm form = recognizer.formOf(call);
            if (form != null) {
              held.refuseAwaitAt(i);
              analysis.await(i, form, frame, liveness);
            } else if (call.name().equalsString("<init>")) {
              analysis.construction(i, call, frame);
            }
          }
        });
    for (int site : analysis.moved) {
      analysis.requireMovable(site);
    }
    return analysis;
  }

  private void await(int i, AwaitForm form, Frame frame, Liveness liveness) {
    for (VType local : frame.locals) {
      if (local.kind() == VType.Kind.UNINIT) {
        throw new Refused(
            body.at(i)
                + ": await while a local holds an uninitialised object, which no Java compiler writes:"
                + " compile it anew, without the tool that changed the class file");
      }
    }
    for (VType operand : frame.stack) {
      if (operand.kind() == VType.Kind.UNINIT) {
        moved.add(operand.site());
      }
    }
    Spill spill = Spill.of(frame, liveness.before(i));
    for (VType.Kind kind : VType.Kind.values()) {
      fields.merge(kind, spill.fields(kind), Math::max);
    }
    boolean guarded = body.handlers(i).length > 0;
    awaits.add(new Await(awaits.size() + 1, i, body.line(i), form, guarded, spill));
  }

  private void construction(int i, InvokeInstruction call, Frame frame) {
    int receiver = frame.stack.size() - 1 - call.typeSymbol().parameterCount();
    VType fresh = frame.stack.get(receiver);
    if (fresh.kind() == VType.Kind.UNINIT) {
      int copies = 0;
      while (receiver - copies >= 0 && frame.stack.get(receiver - copies).equals(fresh)) {
        copies++;
      }
      constructions.put(i, new Construction(fresh.site(), copies));
    }
  }

  void requireMovable(int site) {
    for (Construction construction : constructions.values()) {
      if (construction.site == site
          && (construction.copies > 2 || construction.copies == 2 && !duplicated(site))) {
        throw new Refused(
            body.at(site)
                + ": await among the arguments of a 'new' in a shape that no Java compiler writes: compile"
                + " it anew, without the tool that changed the class file");
      }
    }
  }

  private boolean duplicated(int site) {
    return body.instructions.get(site + 1) instanceof StackInstruction next
        && next.opcode() == Opcode.DUP;
  }

  /// Whether the instruction at `i` duplicates a moved `new` right before it.
  boolean duplicatesMoved(int i) {
    return i > 0 && moved.contains(i - 1) && duplicated(i - 1);
  }

  /// The construction that ends at instruction `i`, if there is one.
  Construction constructionAt(int i) {
    return constructions.getOrDefault(i, NONE);
  }

  private static final Construction NONE = new Construction(-1, 0);

  /// The constructor calls by the index of the call.
  Map<Integer, Construction> constructions() {
    return constructions;
  }

  /// How many fields of a kind the machine needs for its spills.
  int fields(VType.Kind kind) {
    return fields.getOrDefault(kind, 0);
  }
}
