package io.pollen.transform;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayList;
import java.util.BitSet;
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
  final HeldLocks held;
  final Liveness liveness;
  final List<Await> awaits = new ArrayList<>();

  /// `new` instructions that are moved behind the arguments: an object that is not yet initialised
  /// cannot be spilled.
  final Set<Integer> moved = new HashSet<>();

  /// Loads and stores of objects that are not yet initialised, with the object's `new`: compilers
  /// empty the stack into locals around a `try` in a switch expression.
  private final Map<Integer, Integer> carries = new HashMap<>();

  private final Map<Integer, Construction> constructions = new HashMap<>();
  private final Map<VType.Kind, Integer> fields = new EnumMap<>(VType.Kind.class);

  /// A constructor call.
  ///
  /// @param site the index of its `new`
  /// @param copies how many references to the object the stack holds before the call
  /// @param kept whether a local that holds one is read after the call
  record Construction(int site, int copies, boolean kept) {}

  private BodyAnalysis(BodyCode body) {
    this.body = body;
    held = HeldLocks.of(body);
    liveness = Liveness.of(body);
  }

  /// @throws Refused when the body cannot be suspended at one of its awaits
  static BodyAnalysis of(BodyCode body, AwaitForm.Recognizer recognizer) {
    BodyAnalysis analysis = new BodyAnalysis(body);
    FrameSimulation.run(
        body,
        (i, frame) -> {
          Instruction instruction = body.instructions.get(i);
          if (instruction instanceof InvokeInstruction call) {
            AwaitForm form = recognizer.formOf(call);
            if (form != null) {
              analysis.held.refuseAwaitAt(i);
              analysis.await(i, form, frame);
            } else if (call.name().equalsString("<init>")) {
              analysis.construction(i, call, frame);
            }
          } else if (instruction instanceof LoadInstruction load) {
            analysis.carry(i, frame.locals[load.slot()]);
          } else if (instruction instanceof StoreInstruction) {
            analysis.carry(i, frame.stack.getLast());
          }
        });
    for (int site : analysis.moved) {
      analysis.requireMovable(site);
    }
    return analysis;
  }

  private void await(int i, AwaitForm form, Frame frame) {
    BitSet live = liveness.before(i);
    for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
      moveFresh(frame.locals[slot]);
    }
    for (VType operand : frame.stack) {
      moveFresh(operand);
    }
    Spill spill = Spill.atAwait(frame, live);
    reserve(spill);
    boolean guarded = body.handlers(i).length > 0;
    awaits.add(new Await(awaits.size() + 1, i, body.line(i), form, guarded, spill));
  }

  private void moveFresh(VType value) {
    if (value.kind() == VType.Kind.UNINIT) {
      moved.add(value.site());
    }
  }

  private void carry(int i, VType value) {
    if (value.kind() == VType.Kind.UNINIT) {
      carries.put(i, value.site());
    }
  }

  private void construction(int i, InvokeInstruction call, Frame frame) {
    int receiver = frame.stack.size() - 1 - call.typeSymbol().parameterCount();
    VType fresh = frame.stack.get(receiver);
    if (fresh.kind() == VType.Kind.UNINIT) {
      int copies = 0;
      while (receiver - copies >= 0 && frame.stack.get(receiver - copies).equals(fresh)) {
        copies++;
      }
      BitSet live = liveness.before(i);
      boolean kept = false;
      for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
        kept |= frame.locals[slot].equals(fresh);
      }
      constructions.put(i, new Construction(fresh.site(), copies, kept));
    }
  }

  void requireMovable(int site) {
    for (Construction construction : constructions.values()) {
      if (construction.site == site
          && (construction.kept
              || construction.copies > 2
              || construction.copies == 2 && !duplicated(site))) {
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

  /// Whether the instruction at `i` is a moved `new`, or only duplicates, stores or loads what it
  /// would have made.
  boolean isLeftOut(int i) {
    return moved.contains(i)
        || i > 0 && moved.contains(i - 1) && duplicated(i - 1)
        || moved.contains(carries.getOrDefault(i, -1));
  }

  /// The construction that ends at instruction `i`, if there is one.
  Construction constructionAt(int i) {
    return constructions.getOrDefault(i, NONE);
  }

  private static final Construction NONE = new Construction(-1, 0, false);

  /// The constructor calls by the index of the call.
  Map<Integer, Construction> constructions() {
    return constructions;
  }

  /// The machine keeps the values of a spill.
  void reserve(Spill spill) {
    for (VType.Kind kind : VType.Kind.values()) {
      reserve(kind, spill.fields(kind));
    }
  }

  /// The machine keeps that many values of a kind before its first poll.
  void reserve(VType.Kind kind, int count) {
    fields.merge(kind, count, Math::max);
  }

  /// How many fields of a kind the machine needs.
  int fields(VType.Kind kind) {
    return fields.getOrDefault(kind, 0);
  }
}
