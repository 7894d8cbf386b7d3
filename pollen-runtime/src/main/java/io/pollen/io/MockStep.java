package io.pollen.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/// A step of a [MockStream]'s script.
sealed interface MockStep {

  /// What is read.
  ///
  /// @param bytes those that are left
  record Read(ByteBuffer bytes) implements MockStep {
    @Override
    public String toString() {
      return "a read of " + MockText.of(bytes);
    }
  }

  /// What has to be written.
  ///
  /// @param bytes those that are left
  record Write(ByteBuffer bytes) implements MockStep {
    @Override
    public String toString() {
      return "a write of " + MockText.of(bytes);
    }
  }

  record ReadError(IOException failure) implements MockStep {
    @Override
    public String toString() {
      return "a read that fails with " + failure;
    }
  }

  record WriteError(IOException failure) implements MockStep {
    @Override
    public String toString() {
      return "a write that fails with " + failure;
    }
  }

  /// Nothing happens for a while, which begins with the operation that finds it first.
  final class Pause implements MockStep {
    private final Duration length;
    private boolean begun;
    private long deadline;

    Pause(Duration length) {
      this.length = length;
    }

    Duration length() {
      return length;
    }

    boolean hasBegun() {
      return begun;
    }

    void begin(long deadlineNanos) {
      begun = true;
      deadline = deadlineNanos;
    }

    /// By the runtime's clock, once it has begun.
    long deadline() {
      return deadline;
    }

    @Override
    public String toString() {
      return "a pause of " + length;
    }
  }
}
