package io.pollen.woven;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The awaits on the stack of a thread: collected when a failure passes them, read when somebody
/// asks. The blocks that a [Shortcut] has jumped over are not on the stack; it tells them itself.
final class Awaits implements Supplier<List<StackTraceElement>> {
  /// So many awaits are kept of a deep chain, the innermost ones.
  static final int MOST = 64;

  private static final String POLL = "pollRaw";

  /// The class of a block's machine has the name of the class and the method that the block was
  /// written in.
  static final Pattern MACHINE = Pattern.compile("(.+)\\$(.+)\\$(?:async|woven)\\d+");

  /// The stack of the thread that made it.
  private static final class Here extends Throwable {
    private static final long serialVersionUID = 1L;

    Here() {
      super(null, null, false, true);
    }
  }

  private final Here here = new Here();
  private final WeakReference<Throwable> failure;
  private final boolean unwound;

  /// For each shortcut on the stack, the innermost one first, what it has jumped over.
  private final List<List<StackTraceElement>> jumps = new ArrayList<>(0);

  private @Nullable Shortcut latest;

  /// @param unwound whether the innermost block has left its place already
  Awaits(Throwable failure, boolean unwound) {
    this.failure = new WeakReference<>(failure);
    this.unwound = unwound;
  }

  boolean isOf(Throwable other) {
    return failure.refersTo(other);
  }

  boolean isNewTo(Shortcut shortcut) {
    return latest != shortcut;
  }

  void jumped(Shortcut shortcut, List<StackTraceElement> over) {
    latest = shortcut;
    jumps.add(over);
  }

  @Override
  public List<StackTraceElement> get() {
    List<StackTraceElement> awaits = new ArrayList<>();
    StackTraceElement[] stack = here.getStackTrace();
    boolean left = unwound;
    int jump = 0;
    for (int i = 0; i < stack.length && awaits.size() < MOST; i++) {
      if (!stack[i].getMethodName().equals(POLL)) {
        continue;
      }
      if (stack[i].getClassName().equals(Shortcut.class.getName())) {
        if (jump < jumps.size()) {
          awaits.addAll(jumps.get(jump++));
        }
        continue;
      }
      addBlock(stack, i, left, awaits);
      left = false;
    }
    return awaits.subList(0, Math.min(awaits.size(), MOST));
  }

  /// A machine that is made at run time contains the block's code, in its poll or in parts that
  /// this calls. That of a woven one lies in methods of the host, which are on the stack right
  /// above its poll. The innermost has the line. Blocks without awaits are polled by a class of the
  /// library, and left out: nothing in them waits.
  private void addBlock(
      StackTraceElement[] stack, int poll, boolean left, List<StackTraceElement> awaits) {
    Matcher machine = MACHINE.matcher(stack[poll].getClassName());
    if (machine.matches()) {
      StackTraceElement code = code(stack, poll, machine.group(1));
      int line = left ? ownLine(code) : code.getLineNumber();
      awaits.add(
          new StackTraceElement(machine.group(1), machine.group(2), code.getFileName(), line));
    }
  }

  private static StackTraceElement code(StackTraceElement[] stack, int poll, String host) {
    String machine = stack[poll].getClassName();
    int at = poll;
    while (at > 0 && isCode(stack[at - 1], machine, host)) {
      at--;
    }
    return stack[at];
  }

  private static boolean isCode(StackTraceElement frame, String machine, String host) {
    return frame.getClassName().equals(host) && !frame.getMethodName().equals(POLL)
        || frame.getClassName().equals(machine)
            && frame.getMethodName().startsWith(POLL + AwaitStack.PART);
  }

  private int ownLine(StackTraceElement code) {
    Throwable maker = failure.get();
    return maker == null
        ? -1
        : Arrays.stream(maker.getStackTrace())
            .filter(frame -> frame.getClassName().equals(code.getClassName()))
            .filter(frame -> isOrHas(code.getMethodName(), frame.getMethodName()))
            .mapToInt(StackTraceElement::getLineNumber)
            .findFirst()
            .orElse(-1);
  }

  /// Whether a method is the other one, or one of its parts.
  private static boolean isOrHas(String method, String other) {
    return other.equals(method) || other.startsWith(method + AwaitStack.PART);
  }
}
