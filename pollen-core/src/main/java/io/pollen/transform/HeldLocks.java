package io.pollen.transform;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Where a body may hold a monitor or a `java.util.concurrent` lock. Both belong to a thread, and a
/// suspended body has none.
///
/// A forward data flow: held on some path is held. A lock is named by the expression that it was
/// reached by (`this.lock`, `rw.readLock()`); an unlock by another name than any held one is taken
/// for an alias and releases all. So nothing correct is refused but a lock whose unlock hides in a
/// called method; and not seen are locks that called methods take, or take and hand back, and a
/// `tryLock` whose answer goes into a variable before it is asked.
final class HeldLocks {
  private static final Set<String> LOCKS =
      Set.of(
          "java/util/concurrent/locks/Lock",
          "java/util/concurrent/locks/ReentrantLock",
          "java/util/concurrent/locks/ReentrantReadWriteLock$ReadLock",
          "java/util/concurrent/locks/ReentrantReadWriteLock$WriteLock");

  /// Deeper nesting than that comes only from code that no compiler makes.
  private static final int MAX_MONITORS = 32;

  private final BodyCode body;
  private final @Nullable Held[] before;

  private record Held(int monitors, Set<String> locks) {
    static final Held NOTHING = new Held(0, Set.of());

    Held or(Held other) {
      Set<String> all = new HashSet<>(locks);
      all.addAll(other.locks);
      return new Held(Math.max(monitors, other.monitors), all);
    }

    Held monitor(int change) {
      return new Held(Math.clamp(monitors + change, 0, MAX_MONITORS), locks);
    }

    Held with(String lock) {
      return or(new Held(0, Set.of(lock)));
    }

    Held without(String lock) {
      Set<String> rest = new HashSet<>(locks);
      if (!rest.remove(lock)) {
        rest.clear();
      }
      return new Held(monitors, rest);
    }
  }

  private HeldLocks(BodyCode body) {
    this.body = body;
    before = new Held[body.size() + 1];
  }

  static HeldLocks of(BodyCode body) {
    HeldLocks held = new HeldLocks(body);
    if (body.instructions.stream().anyMatch(HeldLocks::takes)) {
      held.flow();
    }
    return held;
  }

  private static boolean takes(Instruction instruction) {
    return instruction instanceof MonitorInstruction
        || instruction instanceof InvokeInstruction call && isLock(call);
  }

  private static boolean isLock(InvokeInstruction call) {
    return LOCKS.contains(call.owner().asInternalName());
  }

  private void flow() {
    ArrayDeque<Integer> work = new ArrayDeque<>();
    reach(0, Held.NOTHING, work);
    for (Integer i; (i = work.poll()) != null; ) {
      Held now = before[i];
      if (now == null || i >= body.size()) {
        continue;
      }
      Held after = after(i, now);
      Held thrown = releases(i) ? after : now;
      if (mayThrow(body.instructions.get(i))) {
        for (int handler : body.handlers(i)) {
          reach(handler, thrown, work);
        }
      }
      for (int next : body.successors(i)) {
        reach(next, next == i + 1 ? after : branched(i, after), work);
      }
    }
  }

  private void reach(int i, Held held, ArrayDeque<Integer> work) {
    Held old = before[i];
    Held merged = old == null ? held : old.or(held);
    if (!merged.equals(old)) {
      before[i] = merged;
      work.add(i);
    }
  }

  private Held after(int i, Held now) {
    Instruction instruction = body.instructions.get(i);
    if (instruction instanceof MonitorInstruction monitor) {
      return now.monitor(monitor.opcode() == Opcode.MONITORENTER ? 1 : -1);
    } else if (instruction instanceof InvokeInstruction call && isLock(call)) {
      return switch (call.name().stringValue()) {
        case "lock", "lockInterruptibly" -> now.with(expression(i - 1));
        case "unlock" -> now.without(expression(i - 1));
        default -> now;
      };
    }
    boolean locked = instruction.opcode() == Opcode.IFEQ && triedLock(i);
    return locked ? now.with(triedExpression(i)) : now;
  }

  /// What is held when the branch at `i` is taken, where `after` is held when it is not.
  private Held branched(int i, Held after) {
    if (!triedLock(i) || !(body.instructions.get(i) instanceof BranchInstruction branch)) {
      return after;
    }
    String lock = triedExpression(i);
    return switch (branch.opcode()) {
      case IFEQ -> after.without(lock);
      case IFNE -> after.with(lock);
      default -> after;
    };
  }

  /// Whether the instruction before `i` is a `tryLock`: then the branch at `i` knows the answer.
  private boolean triedLock(int i) {
    return i > 0
        && body.instructions.get(i) instanceof BranchInstruction
        && body.instructions.get(i - 1) instanceof InvokeInstruction call
        && isLock(call)
        && call.name().equalsString("tryLock");
  }

  /// The lock that was tried right before the branch at `i`.
  private String triedExpression(int i) {
    boolean timed =
        body.instructions.get(i - 1) instanceof InvokeInstruction call
            && call.typeSymbol().parameterCount() > 0;
    if (!timed) {
      return expression(i - 2);
    }
    // The lock lies below a time and its unit, which are of one instruction each unless computed.
    boolean simple =
        !mayThrow(body.instructions.get(i - 2)) && !mayThrow(body.instructions.get(i - 3));
    return simple ? expression(i - 4) : "the lock of line " + body.line(i - 1);
  }

  private boolean releases(int i) {
    return body.instructions.get(i) instanceof InvokeInstruction call
        && isLock(call)
        && call.name().equalsString("unlock");
  }

  private static boolean mayThrow(Instruction instruction) {
    return switch (instruction.opcode().kind()) {
      case LOAD, STORE, CONSTANT, STACK, BRANCH, FIELD_ACCESS -> false;
      default -> true;
    };
  }

  /// The expression whose value the instruction at `i` leaves on the stack.
  private String expression(int i) {
    Instruction instruction = i < 0 ? null : body.instructions.get(i);
    if (instruction instanceof LoadInstruction load) {
      return local(load.slot(), i);
    } else if (instruction instanceof FieldInstruction field) {
      return of(field.owner(), field.opcode() == Opcode.GETSTATIC, i) + "." + field.name();
    } else if (instruction instanceof InvokeInstruction call
        && call.typeSymbol().parameterCount() == 0) {
      return of(call.owner(), call.opcode() == Opcode.INVOKESTATIC, i) + "." + call.name() + "()";
    }
    return "the lock of line " + body.line(Math.max(i, 0));
  }

  /// What the member that the instruction at `i` names is a member of.
  private String of(ClassEntry owner, boolean isStatic, int i) {
    return isStatic ? owner.asInternalName().replace('/', '.') : expression(i - 1);
  }

  private String local(int slot, int i) {
    if (slot == 0 && !body.isStatic()) {
      return "this";
    }
    return body.variableName(slot, i);
  }

  /// Whether a monitor may be held before the instruction at `i`.
  boolean monitorBefore(int i) {
    Held held = before[i];
    return held != null && held.monitors > 0;
  }

  /// @throws Refused when something thread-bound may be held before the await at `i`
  void refuseAwaitAt(int i) {
    Held held = before[i];
    if (held == null) {
      return;
    }
    if (held.monitors > 0) {
      throw new Refused(
          "await inside synchronized at "
              + body.at(i)
              + ": a monitor belongs to a thread, and a suspended block has none. Await before or"
              + " after the synchronized block, or use io.pollen.sync.Mutex");
    }
    if (!held.locks.isEmpty()) {
      throw new Refused(
          "await at "
              + body.at(i)
              + " while "
              + String.join(", ", new TreeSet<>(held.locks))
              + " may be locked: a java.util.concurrent lock belongs to a thread, and a suspended"
              + " block has none. Unlock before the await, or use io.pollen.sync.Mutex");
    }
  }
}
