package io.pollen.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/// The steps that a [MockStream]'s script may have.
///
/// @param <S> the type of this
abstract sealed class MockSteps<S extends MockSteps<S>>
    permits MockStream.Builder, MockStream.Handle {
  MockSteps() {}

  abstract S add(MockStep step);

  /// These bytes are there to be read, once everything before them was. A read gets what it has
  /// room for, and never bytes of two steps: so two steps in a row are a read that is short.
  ///
  /// @throws IllegalArgumentException when there is none: the end of the stream is the end of the
  ///   script
  public S read(byte... bytes) {
    return add(new MockStep.Read(copy(bytes)));
  }

  /// The same as UTF-8.
  public S read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  /// These bytes have to be written next. A write takes no more than those: so two steps in a row
  /// are a write that is short.
  ///
  /// @throws IllegalArgumentException when there is none
  public S write(byte... bytes) {
    return add(new MockStep.Write(copy(bytes)));
  }

  /// The same as UTF-8.
  public S write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer copy(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a step of no bytes");
    }
    return ByteBuffer.wrap(bytes.clone());
  }

  /// Nothing is read or written for so long, by the runtime's clock, from when an operation waits
  /// for it.
  ///
  /// @throws IllegalArgumentException when `length` is not above zero
  public S pause(Duration length) {
    if (!length.isPositive()) {
      throw new IllegalArgumentException("a pause is more than no time, not " + length);
    }
    return add(new MockStep.Pause(length));
  }

  /// One read fails with `failure`, which is thrown itself; what comes after it can be read all the
  /// same.
  public S readError(IOException failure) {
    return add(new MockStep.ReadError(Objects.requireNonNull(failure, "failure")));
  }

  /// One write fails with `failure`, which is thrown itself, and takes no byte.
  public S writeError(IOException failure) {
    return add(new MockStep.WriteError(Objects.requireNonNull(failure, "failure")));
  }
}
