package io.pollen.io;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The buffers of a pool that are in use, each with the place where it was taken; it holds none of
/// them. One that the collector finds is reported.
final class BufferLeaks {
  private static final Cleaner CLEANER = Cleaner.create();

  private final String pool;
  private final Consumer<? super Throwable> report;
  private final Map<Object, Taken> inUse = new ConcurrentHashMap<>();

  BufferLeaks(String pool, Consumer<? super Throwable> report) {
    this.pool = pool;
    this.report = report;
  }

  /// A buffer that was taken, as a key: the one object, whatever it holds.
  private static final class Taken extends WeakReference<ByteBuffer> {
    private final int hash;
    private final Throwable where;
    private Cleaner.@Nullable Cleanable cleanable;

    Taken(ByteBuffer buffer, Throwable where) {
      super(buffer);
      this.hash = System.identityHashCode(buffer);
      this.where = where;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    /// Of no other key: its buffer has one at a time.
    @Override
    public boolean equals(@Nullable Object other) {
      return other == this || other instanceof Probe probe && refersTo(probe.buffer);
    }
  }

  /// Finds the key of a buffer.
  private record Probe(ByteBuffer buffer) {
    @Override
    public int hashCode() {
      return System.identityHashCode(buffer);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Taken taken && taken.refersTo(buffer);
    }
  }

  void taken(ByteBuffer buffer) {
    Taken taken =
        new Taken(buffer, new IllegalStateException("taken here from a " + pool + ", never given"));
    inUse.put(taken, taken);
    // The action must not hold the buffer, and does not: the key's reference is weak.
    taken.cleanable = CLEANER.register(buffer, () -> gone(taken));
  }

  private void gone(Taken taken) {
    if (inUse.remove(taken) != null) {
      report.accept(taken.where);
    }
  }

  /// @throws IllegalStateException when it is not in use
  void given(ByteBuffer buffer) {
    Taken taken = inUse.remove(new Probe(buffer));
    if (taken == null) {
      throw new IllegalStateException(
          ("a buffer is given to a %s that is not in use: it was given before, or is not the object"
                  + " that was taken")
              .formatted(pool));
    }
    Cleaner.Cleanable cleanable = taken.cleanable;
    if (cleanable != null) {
      cleanable.clean(); // finds nothing to report any more
    }
  }
}
