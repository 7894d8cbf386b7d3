package io.pollen.runtime.sys;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// Binds functions of libc. Every handle takes the segment for `errno` as its first argument.
final class Native {
  static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBC = LINKER.defaultLookup();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final long ERRNO = CALL_STATE.byteOffset(PathElement.groupElement("errno"));

  private Native() {}

  /// Binds a function that must exist.
  static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
    return required(name, optional(name, result, arguments));
  }

  /// Binds a function that an older libc may lack.
  static @Nullable MethodHandle optional(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    return bind(name, FunctionDescriptor.of(result, arguments), CAPTURE);
  }

  /// Binds a function that must exist and takes a variable number of arguments.
  ///
  /// @param fixed how many arguments its declaration names
  static MethodHandle variadic(
      String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
    Linker.Option variable = Linker.Option.firstVariadicArg(fixed);
    return required(name, bind(name, FunctionDescriptor.of(result, arguments), CAPTURE, variable));
  }

  private static MethodHandle required(String name, @Nullable MethodHandle handle) {
    if (handle == null) {
      throw new UnsatisfiedLinkError("libc has no function " + name);
    }
    return handle;
  }

  private static @Nullable MethodHandle bind(
      String name, FunctionDescriptor type, Linker.Option... options) {
    return LIBC.find(name)
        .map(address -> LINKER.downcallHandle(address, type, options))
        .orElse(null);
  }

  /// The errno that the last call left in `state`, negated.
  static int failure(MemorySegment state) {
    return -state.get(ValueLayout.JAVA_INT, ERRNO);
  }

  /// For what a handle may declare but a system call does not throw. A segment whose arena is
  /// closed is the caller's mistake and passes through.
  static Error unexpected(Throwable thrown) {
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("a system call threw " + thrown, thrown);
    }
  }

  /// Asserts the size of a struct, and answers it.
  static <L extends MemoryLayout> L sized(L layout, long bytes) {
    if (layout.byteSize() != bytes) {
      throw new AssertionError(layout + " has " + layout.byteSize() + " bytes, not " + bytes);
    }
    return layout;
  }
}
