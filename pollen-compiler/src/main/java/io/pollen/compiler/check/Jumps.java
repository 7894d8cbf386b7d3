package io.pollen.compiler.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where jumps and exceptions of a walk go: the statements around the current one that take them,
/// innermost first. A jump that leaves a `try` with `finally` waits there, and goes on when that
/// block has been walked.
final class Jumps {

  private final Deque<Frame> frames = new ArrayDeque<>();

  sealed interface Frame {}

  private enum Kind {
    LOOP,
    SWITCH,
    SWITCH_EXPRESSION,
    LABELED
  }

  /// A statement that can be left by `break`, or continued.
  static final class Target implements Frame {
    private final Kind kind;
    private final @Nullable String label;
    @Nullable Held broken;
    @Nullable Held continued;

    Target(Kind kind, @Nullable String label) {
      this.kind = kind;
      this.label = label;
    }
  }

  /// A block with handlers.
  static final class Guarded implements Frame {
    @Nullable Held thrown;
  }

  /// A block with a `finally`.
  static final class Finally implements Frame {
    private final Map<Jump, Held> waiting = new LinkedHashMap<>();
    @Nullable Held thrown;

    List<Jump> jumps() {
      return List.copyOf(waiting.keySet());
    }

    @Nullable Held heldAt(Jump jump) {
      return waiting.get(jump);
    }

    @Nullable Held everything() {
      Held all = thrown;
      for (Held one : waiting.values()) {
        all = Held.join(all, one);
      }
      return all;
    }
  }

  /// @param to null for `return`
  record Jump(@Nullable Target to, boolean again) {}

  private <F extends Frame> F enter(F frame) {
    frames.push(frame);
    return frame;
  }

  Target enterLoop(@Nullable String label) {
    return enter(new Target(Kind.LOOP, label));
  }

  Target enterLabeled(String label) {
    return enter(new Target(Kind.LABELED, label));
  }

  Target enterSwitch() {
    return enter(new Target(Kind.SWITCH, null));
  }

  Target enterSwitchExpression() {
    return enter(new Target(Kind.SWITCH_EXPRESSION, null));
  }

  Guarded enterGuarded() {
    return enter(new Guarded());
  }

  Finally enterFinally() {
    return enter(new Finally());
  }

  void leave(Frame frame) {
    if (frames.pop() != frame) {
      throw new IllegalStateException("frames are out of order");
    }
  }

  void breakTo(@Nullable String label, @Nullable Held held) {
    Target to =
        label == null
            ? innermost(Kind.LOOP, Kind.SWITCH, null)
            : innermost(Kind.LABELED, null, label);
    resume(new Jump(to, false), held);
  }

  void continueTo(@Nullable String label, @Nullable Held held) {
    resume(new Jump(innermost(Kind.LOOP, null, label), true), held);
  }

  void yield(@Nullable Held held) {
    resume(new Jump(innermost(Kind.SWITCH_EXPRESSION, null, null), false), held);
  }

  void returned(@Nullable Held held) {
    resume(new Jump(null, false), held);
  }

  private @Nullable Target innermost(Kind kind, @Nullable Kind orKind, @Nullable String label) {
    for (Frame frame : frames) {
      if (frame instanceof Target target
          && (target.kind == kind || target.kind == orKind)
          && (label == null || label.equals(target.label))) {
        return target;
      }
    }
    return null;
  }

  /// Lets a jump go on from here.
  void resume(Jump jump, @Nullable Held held) {
    if (held == null) {
      return;
    }
    for (Frame frame : frames) {
      if (frame instanceof Finally last) {
        last.waiting.merge(jump, held, Held::join);
        return;
      }
      if (frame == jump.to) {
        if (jump.again) {
          jump.to.continued = Held.join(jump.to.continued, held);
        } else {
          jump.to.broken = Held.join(jump.to.broken, held);
        }
        return;
      }
    }
  }

  /// Takes an exception to where it is seen first.
  void thrown(@Nullable Held held) {
    for (Frame frame : frames) {
      switch (frame) {
        case Guarded guarded -> {
          guarded.thrown = Held.join(guarded.thrown, held);
          return;
        }
        case Finally last -> {
          last.thrown = Held.join(last.thrown, held);
          return;
        }
        case Target none -> {}
      }
    }
  }
}
