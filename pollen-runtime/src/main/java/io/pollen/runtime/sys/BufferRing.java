package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Buffers that the kernel takes, in the order in which they were given, whenever bytes arrive for
/// a [Ring]. One thread at a time calls the methods; bytes of a buffer that the kernel has handed
/// out may be read by another thread, until it is given back.
public final class BufferRing {
  private static final int REGISTER_PBUF_RING = 22;

  /// `struct io_uring_buf`, linux/io_uring.h. In the first one `resv` is the ring's tail.
  static final StructLayout ENTRY =
      Native.sized(
          MemoryLayout.structLayout(
              JAVA_LONG.withName("addr"),
              JAVA_INT.withName("len"),
              JAVA_SHORT.withName("bid"),
              JAVA_SHORT.withName("resv")),
          16);

  /// `struct io_uring_buf_reg`, linux/io_uring.h.
  static final StructLayout REGISTRATION =
      Native.sized(
          MemoryLayout.structLayout(
              JAVA_LONG.withName("ring_addr"),
              JAVA_INT.withName("ring_entries"),
              JAVA_SHORT.withName("bgid"),
              JAVA_SHORT.withName("flags"),
              MemoryLayout.sequenceLayout(3, JAVA_LONG).withName("resv")),
          40);

  private static final long TAIL = 14;
  private static final VarHandle SHORT =
      MethodHandles.insertCoordinates(JAVA_SHORT.varHandle(), 1, TAIL).withInvokeExactBehavior();

  private final MemorySegment ring;
  private final MemorySegment memory;
  private final int count;
  private final int bytes;
  private short tail;

  private BufferRing(MemorySegment ring, MemorySegment memory, int count, int bytes) {
    this.ring = ring;
    this.memory = memory;
    this.count = count;
    this.bytes = bytes;
  }

  /// Registers `count` buffers of `bytes` each with `ring`, as `group`. The kernel has none of them
  /// before they are given to it, and none takes room before it has been used.
  ///
  /// @param arena lives longer than the ring
  /// @param count a power of two, at most 32,768
  public static BufferRing register(Ring ring, Arena arena, int group, int count, int bytes)
      throws ErrnoException {
    // The kernel wants whole pages of its own size, which on aarch64 may be 64 KiB.
    MemorySegment entries = Pages.reserve(arena, ENTRY.byteSize() * count);
    MemorySegment memory = Pages.reserve(arena, (long) count * bytes);
    try (Arena call = Arena.ofConfined()) {
      MemorySegment registration = call.allocate(REGISTRATION);
      registration.set(JAVA_LONG, 0, entries.address());
      registration.set(JAVA_INT, 8, count);
      registration.set(JAVA_SHORT, 12, (short) group);
      int result = RingCalls.register(ring.fd(), REGISTER_PBUF_RING, registration, 1);
      if (result < 0) {
        throw new ErrnoException("io_uring_register PBUF_RING", -result);
      }
    }
    return new BufferRing(entries, memory, count, bytes);
  }

  /// The memory of a buffer.
  public MemorySegment buffer(int buffer) {
    return memory.asSlice((long) buffer * bytes, bytes);
  }

  /// Gives a buffer back; the kernel sees it after [#publish].
  public void give(int buffer) {
    long at = (tail & (count - 1)) * ENTRY.byteSize();
    ring.set(JAVA_LONG, at, memory.address() + (long) buffer * bytes);
    ring.set(JAVA_INT, at + 8, bytes);
    ring.set(JAVA_SHORT, at + 12, (short) buffer);
    tail++;
  }

  /// Shows the kernel what was given.
  public void publish() {
    SHORT.setRelease(ring, tail); // the kernel reads the entries after the tail
  }
}
