package io.pollen.io;

import io.pollen.Future;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/// A stream for tests: a script says what the program reads and what it has to write.
///
/// ```java
/// try (var stream = MockStream.builder().read("ping\n").write("pong\n").build()) {
///   await(serve(stream));
/// } // fails if the program has not done all of it
/// ```
///
/// The steps are done in order. A read waits while the script has a write first, which is how an
/// answer comes after its question. A write does not wait for reads: it is compared with the next
/// bytes that are to be written, and a difference, as any write that the script does not have,
/// fails with an `AssertionError` that shows both. After the last step reads answer −1.
///
/// What has failed the script is not lost with a task that nobody waits for: [#close] fails again.
///
/// A program that waits for ever, because the script wants something else first, is ended by the
/// test's own timeout. Pauses need a runtime, and go by its clock: with [io.pollen.time.TestClock]
/// they take no time.
///
/// As of any stream, one task at a time reads and one writes; the two may be different tasks, on
/// different threads. Both are cancel-safe.
public final class MockStream implements AsyncRead, AsyncWrite, AutoCloseable {
  private final MockScript script;

  private MockStream(MockScript script) {
    this.script = script;
  }

  /// An empty script.
  public static Builder builder() {
    return new Builder();
  }

  /// Takes the script's next bytes. **Cancel-safe.** Fails with `ClosedChannelException` after
  /// [#close], and with `AssertionError` when the script has failed, or wants a write first and the
  /// program has ended its output.
  @Override
  public Future<Integer> read(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return new MockOperation(script, true, to);
  }

  /// Compares with the script's next bytes. **Cancel-safe.** Fails with `AssertionError` when they
  /// differ, the buffer's position as it was; with `ClosedChannelException` after [#close], and
  /// with `IOException` after [#shutdown].
  @Override
  public Future<Integer> write(ByteBuffer from) {
    return new MockOperation(script, false, Objects.requireNonNull(from, "from"));
  }

  /// Ends the program's output. **Cancel-safe.** Fails with `AssertionError` when the script has
  /// bytes that are still to be written.
  @Override
  public Future<Void> shutdown() {
    return AtOnce.action("the end of " + script, script::endOutput);
  }

  /// Whether the program has called [#shutdown]. Any thread.
  public boolean isShutdown() {
    return script.hasEnded();
  }

  /// Adds to the script while the program is at it. As long as a handle is open the script has no
  /// end: who has come to its last step waits for the next one. Any thread.
  public Handle handle() {
    return new Handle(script);
  }

  /// Ends the stream: operations fail from now on, those that wait, too. Any thread.
  ///
  /// @throws AssertionError when an operation has failed the script, or when a part of it was not
  ///   used, which is listed. So does each further call
  @Override
  public void close() {
    script.close();
  }

  @Override
  public String toString() {
    return script.toString();
  }

  /// Makes a script.
  public static final class Builder extends MockSteps<Builder> {
    private final List<MockStep> steps = new ArrayList<>();
    private String name = "MockStream";

    private Builder() {}

    @Override
    Builder add(MockStep step) {
      steps.add(step);
      return this;
    }

    /// What messages call the stream.
    public Builder name(String name) {
      this.name = "MockStream '" + Objects.requireNonNull(name, "name") + "'";
      return this;
    }

    /// The stream. The builder is not to be used any more.
    public MockStream build() {
      return new MockStream(new MockScript(name, steps));
    }
  }

  /// Adds steps to the end of a script. Whoever has one closes it. Any thread.
  public static final class Handle extends MockSteps<Handle> implements AutoCloseable {
    private final MockScript script;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Handle(MockScript script) {
      this.script = script;
      script.addHandle();
    }

    /// @throws IllegalStateException when this handle, or the stream, is closed
    @Override
    Handle add(MockStep step) {
      if (closed.get()) {
        throw new IllegalStateException("this handle of " + script + " is closed");
      }
      script.add(step);
      return this;
    }

    /// Nothing more is added. Idempotent.
    @Override
    public void close() {
      if (!closed.getAndSet(true)) {
        script.removeHandle();
      }
    }
  }
}
