package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Memory straight from the system, in pages of their own.
public final class Pages {
  private static final int PROT_READ_WRITE = 0x1 | 0x2;
  private static final int MAP_SHARED_POPULATE = 0x1 | 0x8000;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x2 | 0x20;

  private static final MethodHandle MMAP =
      Native.function(
          "mmap", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle MUNMAP =
      Native.function("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);

  private Pages() {}

  /// Zeroed memory that takes room only where it is touched, unlike what an arena allocates.
  ///
  /// @param arena with whose end it goes
  /// @throws ErrnoException when the system refuses
  public static MemorySegment reserve(Arena arena, long bytes) throws ErrnoException {
    return map(-1, 0, bytes, MAP_PRIVATE_ANONYMOUS).reinterpret(arena, Pages::unmap);
  }

  /// Maps `bytes` of what the descriptor `fd` has, and shares them with the kernel, until [#unmap].
  ///
  /// @throws ErrnoException when the kernel refuses
  static MemorySegment map(int fd, long offset, long bytes) throws ErrnoException {
    return map(fd, offset, bytes, MAP_SHARED_POPULATE);
  }

  private static MemorySegment map(int fd, long offset, long bytes, int flags)
      throws ErrnoException {
    Scratch scratch = Scratch.get();
    long address;
    try {
      address =
          (long)
              MMAP.invokeExact(
                  scratch.errno, MemorySegment.NULL, bytes, PROT_READ_WRITE, flags, fd, offset);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
    if (address == -1) {
      throw new ErrnoException("mmap", -Native.failure(scratch.errno));
    }
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  /// Undoes a mapping.
  static void unmap(MemorySegment mapping) {
    Scratch scratch = Scratch.get();
    try {
      int _ = (int) MUNMAP.invokeExact(scratch.errno, mapping.address(), mapping.byteSize());
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
