package io.pollen.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Buffers of one size that many streams use in turn, so that a connection which waits holds none,
/// and a busy program goes round among few, which stay in the processor's cache.
///
/// ```java
/// var pool = BufferPool.direct(4096);
/// var received = await(stream.read(pool)); // takes a buffer when there are bytes
/// if (received.isPresent()) {
///   try {
///     await(stream.writeAll(received.get()));
///   } finally {
///     pool.give(received.get());
///   }
/// }
/// ```
///
/// A buffer that is not given back is garbage like any other, which costs speed only;
/// [#reportingLeaks], or `-Dpollen.debug.buffers=true` for all pools of a program, tells where it
/// was taken. One that is used after it was given back, or given twice, corrupts what somebody else
/// does: give it where it was taken, in a `finally`. All methods may be called from any thread, and
/// never wait.
public final class BufferPool {
  /// How many are kept for later, in all.
  private static final int KEPT = 1024;

  /// Threads are spread over so many stacks.
  private static final int STACKS = 8;

  /// Set to `true`: every pool reports leaks, to the log.
  private static final String REPORT_LEAKS = "pollen.debug.buffers";

  private static final System.Logger LOG = System.getLogger(BufferPool.class.getName());

  private final int bytes;
  private final boolean direct;
  private final @Nullable BufferLeaks leaks;
  private final Stack[] stacks = new Stack[STACKS];

  /// The latest to come back is the next to go.
  private static final class Stack {
    // --- under its monitor ---
    private final @Nullable ByteBuffer[] buffers = new ByteBuffer[KEPT / STACKS];
    private int size;

    synchronized @Nullable ByteBuffer pop() {
      if (size == 0) {
        return null;
      }
      ByteBuffer buffer = buffers[--size];
      buffers[size] = null;
      return buffer;
    }

    synchronized void push(ByteBuffer buffer) {
      if (size < buffers.length) {
        buffers[size++] = buffer;
      }
    }
  }

  private BufferPool(int bytes, boolean direct, @Nullable Consumer<? super Throwable> onLeak) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a buffer has at least one byte, not " + bytes);
    }
    this.bytes = bytes;
    this.direct = direct;
    this.leaks = onLeak == null ? null : new BufferLeaks(toString(), onLeak);
    Arrays.setAll(stacks, _ -> new Stack());
  }

  /// A pool of direct buffers, which sockets and files take without a copy.
  ///
  /// @param bytes of each buffer, at least 1
  public static BufferPool direct(int bytes) {
    return new BufferPool(bytes, true, chosen());
  }

  /// A pool of buffers over arrays.
  ///
  /// @param bytes of each buffer, at least 1
  public static BufferPool heap(int bytes) {
    return new BufferPool(bytes, false, chosen());
  }

  private static @Nullable Consumer<Throwable> chosen() {
    return Boolean.getBoolean(REPORT_LEAKS)
        ? leak -> LOG.log(System.Logger.Level.WARNING, "a buffer was not given back", leak)
        : null;
  }

  /// Another pool of such buffers that finds out which are not given back. For tests: each [#take]
  /// notes its place, which takes far longer than it does otherwise. Such a pool also refuses what
  /// is given twice.
  ///
  /// @param onLeak called when the collector has found a buffer that was taken and not given back,
  ///   with an exception that was made where it was taken; on a thread that other pools need, too,
  ///   so it is brief
  public BufferPool reportingLeaks(Consumer<? super Throwable> onLeak) {
    return new BufferPool(bytes, direct, Objects.requireNonNull(onLeak, "onLeak"));
  }

  /// That of the calling thread, and from there on all others.
  private Stack stack(int next) {
    return stacks[(int) (Thread.currentThread().threadId() + next) & (STACKS - 1)];
  }

  /// A buffer as a new one: position 0, the limit at its capacity, big-endian; what it holds is
  /// somebody else's. Made when none is left over.
  public ByteBuffer take() {
    ByteBuffer buffer = keptOrNew();
    if (leaks != null) {
      leaks.taken(buffer);
    }
    return buffer;
  }

  private ByteBuffer keptOrNew() {
    for (int i = 0; i < STACKS; i++) { // who gives may be another thread than who takes
      ByteBuffer kept = stack(i).pop();
      if (kept != null) {
        return kept;
      }
    }
    return direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
  }

  /// Takes a buffer back, which its caller forgets. Of those that are not in use it keeps about a
  /// thousand.
  ///
  /// @throws IllegalArgumentException when it cannot be one of this pool's
  /// @throws IllegalStateException when the pool reports leaks, and this buffer is not in use
  public void give(ByteBuffer buffer) {
    if (buffer.capacity() != bytes || buffer.isDirect() != direct || buffer.isReadOnly()) {
      throw new IllegalArgumentException(buffer + " is none of a " + this);
    }
    if (leaks != null) {
      leaks.given(buffer);
    }
    stack(0).push(buffer.clear().order(ByteOrder.BIG_ENDIAN));
  }

  @Override
  public String toString() {
    return "pool of %s buffers of %d bytes".formatted(direct ? "direct" : "heap", bytes);
  }
}
