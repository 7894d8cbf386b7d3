package io.pollen.woven;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.security.ProtectionDomain;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// Finds the line of the program that has called the library.
public final class UserFrame {
  private static final StackWalker WALKER = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);
  private static final String LIBRARY = "io.pollen.";

  private UserFrame() {}

  /// The innermost frame of the calling thread that belongs neither to the core nor to `caller`'s
  /// part of the library; that of an async block is named as the block was written. Walking costs
  /// some microseconds.
  ///
  /// @param caller a class of the calling part of the library
  /// @return the frame; null when there is none
  public static @Nullable StackTraceElement first(Class<?> caller) {
    ProtectionDomain core = UserFrame.class.getProtectionDomain();
    ProtectionDomain part = caller.getProtectionDomain();
    return WALKER.walk(frames ->
        frames
            .filter(frame -> !isOf(frame, core) && !isOf(frame, part))
            .findFirst()
            .map(UserFrame::named)
            .orElse(null));
  }

  /// Both tests: a program may be in one jar with the library, or in a package like one of its.
  private static boolean isOf(StackFrame frame, ProtectionDomain library) {
    Class<?> type = frame.getDeclaringClass();
    return type.getName().startsWith(LIBRARY) && type.getProtectionDomain() == library;
  }

  private static StackTraceElement named(StackFrame frame) {
    StackTraceElement element = frame.toStackTraceElement();
    Matcher machine = Awaits.MACHINE.matcher(element.getClassName());
    return machine.matches()
        ? new StackTraceElement(
            machine.group(1), machine.group(2), element.getFileName(), element.getLineNumber())
        : element;
  }
}
