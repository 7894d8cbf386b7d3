package io.pollen.woven;

import io.pollen.AsyncTrace;
import io.pollen.Dropped;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the awaits that a failure passes, for [AsyncTrace]: blocks that wait for each other are
/// polled through each other, so they lie on the stack of the thread that polls, each at its await.
///
/// Called where there is a failure, and nowhere else. It takes the stack as an exception takes its
/// own, and reads it when somebody asks: a StackWalker that looks for the blocks at once was ten
/// times as dear.
public final class AwaitStack {
  /// So many awaits are kept of a deep chain, the innermost ones.
  private static final int MOST = 64;

  /// What the methods with the parts of a divided body have behind the name of the one that calls
  /// them; a number follows.
  public static final String PART = "$part";

  private static final String POLL = "pollRaw";

  /// The class of a block's machine has the name of the class and the method that the block was
  /// written in.
  private static final Pattern MACHINE = Pattern.compile("(.+)\\$(.+)\\$(?:async|woven)\\d+");

  private AwaitStack() {}

  /// The stack of the thread that made it.
  private static final class Here extends Throwable {
    private static final long serialVersionUID = 1L;

    Here() {
      super(null, null, false, true);
    }
  }

  /// A leaf throws a failure that was made elsewhere: it is just now that the awaits lie on the
  /// stack.
  public static void rethrown(Throwable failure) {
    rethrown(failure, null);
  }

  /// The same for a failure from another task.
  ///
  /// @param origin what is known of it from there
  public static void rethrown(Throwable failure, @Nullable AsyncTrace origin) {
    remember(failure, origin, false);
  }

  /// A failure leaves a block. The innermost one collects for all.
  static void passing(Throwable failure) {
    remember(failure, null, true);
  }

  /// @param unwound whether the innermost block has left its place already: the stack trace of the
  ///   failure knows it, if that was made there; and the blocks around it come here after it
  private static void remember(Throwable failure, @Nullable AsyncTrace origin, boolean unwound) {
    if (failure instanceof VirtualMachineError || failure instanceof Dropped) {
      return;
    }
    try {
      if (!unwound || !AsyncTrace.isKnown(failure)) {
        Here here = new Here();
        WeakReference<Throwable> maker = unwound ? new WeakReference<>(failure) : null;
        AsyncTrace.remember(failure, () -> awaits(here.getStackTrace(), maker), origin);
      }
    } catch (StackOverflowError | OutOfMemoryError noRoom) {
      // The failure itself is what counts.
    }
  }

  /// A machine that is made at run time contains the block's code, in its poll or in parts that
  /// this calls. That of a woven one lies in methods of the host, which are on the stack right
  /// above its poll. The innermost has the line. Blocks without awaits are polled by a class of the
  /// library, and left out: nothing in them waits.
  private static List<StackTraceElement> awaits(
      StackTraceElement[] stack, @Nullable WeakReference<Throwable> unwound) {
    List<StackTraceElement> awaits = new ArrayList<>();
    boolean left = unwound != null;
    for (int i = 0; i < stack.length && awaits.size() < MOST; i++) {
      if (stack[i].getMethodName().equals(POLL)) {
        Matcher machine = MACHINE.matcher(stack[i].getClassName());
        if (machine.matches()) {
          StackTraceElement code = code(stack, i, machine.group(1));
          int line = left ? ownLine(code, unwound) : code.getLineNumber();
          awaits.add(
              new StackTraceElement(machine.group(1), machine.group(2), code.getFileName(), line));
        }
        left = false;
      }
    }
    return awaits;
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
        || frame.getClassName().equals(machine) && frame.getMethodName().startsWith(POLL + PART);
  }

  private static int ownLine(StackTraceElement code, @Nullable WeakReference<Throwable> unwound) {
    Throwable failure = unwound == null ? null : unwound.get();
    return failure == null
        ? -1
        : Arrays.stream(failure.getStackTrace())
            .filter(frame -> frame.getClassName().equals(code.getClassName()))
            .filter(frame -> isOrHas(code.getMethodName(), frame.getMethodName()))
            .mapToInt(StackTraceElement::getLineNumber)
            .findFirst()
            .orElse(-1);
  }

  /// Whether a method is the other one, or one of its parts.
  private static boolean isOrHas(String method, String other) {
    return other.equals(method) || other.startsWith(method + PART);
  }
}
