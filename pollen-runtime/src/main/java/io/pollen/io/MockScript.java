package io.pollen.io;

import static io.pollen.woven.RawFuture.PENDING;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Waker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What a [MockStream] is to see, step by step, and how far it is. Wakers are called after the lock
/// is released.
///
/// A read takes the first step only. A write takes the first one for writes, past those for reads:
/// bytes of the peer that nobody has read yet do not keep a program from writing. A pause holds up
/// both.
final class MockScript {
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();

  // --- under the lock ---
  private final List<MockStep> steps;
  private int handles;
  private boolean ended;
  private boolean closed;
  private @Nullable AssertionError failure;
  private @Nullable Waker reader;
  private @Nullable Waker writer;

  /// Whether the operation that has the lock has changed what the other direction waits for.
  private boolean moved;

  MockScript(String name, List<MockStep> steps) {
    this.name = name;
    this.steps = new ArrayList<>(steps);
  }

  // ---------------------------------------------------------------- the program

  /// @return the number of bytes, −1 at the end, or PENDING
  Object read(ByteBuffer to, MockOperation operation, Context cx) throws IOException {
    Waker other = null;
    lock.lock();
    try {
      reader = null;
      refuseAfterEnd(operation);
      return to.hasRemaining() ? take(to, operation, cx) : 0;
    } finally {
      if (moved) {
        moved = false;
        other = writer;
        writer = null;
      }
      lock.unlock();
      wake(other);
    }
  }

  private Object take(ByteBuffer to, MockOperation operation, Context cx) throws IOException {
    while (!steps.isEmpty()) {
      MockStep step = steps.getFirst();
      switch (step) {
        case MockStep.Read(ByteBuffer bytes) -> {
          int count = move(bytes, to);
          if (!bytes.hasRemaining()) {
            remove(0);
          }
          return count;
        }
        case MockStep.ReadError(IOException thrown) -> {
          remove(0);
          throw thrown;
        }
        case MockStep.Pause pause -> {
          if (!operation.isOver(pause, cx)) {
            return readerWaits(cx);
          }
          remove(0);
        }
        case MockStep.Write _, MockStep.WriteError _ -> {
          if (ended) {
            throw fail("is read, and the script has " + step + " before, but its output has ended");
          }
          return readerWaits(cx);
        }
      }
    }
    return handles == 0 ? -1 : readerWaits(cx);
  }

  private Object readerWaits(Context cx) {
    reader = cx.waker();
    return PENDING;
  }

  /// @return the number of bytes, or PENDING
  Object write(ByteBuffer from, MockOperation operation, Context cx) throws IOException {
    Waker other = null;
    lock.lock();
    try {
      writer = null;
      refuseAfterEnd(operation);
      if (ended) {
        throw new IOException("the output of " + this + " has ended");
      }
      return from.hasRemaining() ? compare(from, operation, cx) : 0;
    } finally {
      if (moved) {
        moved = false;
        other = reader;
        reader = null;
      }
      lock.unlock();
      wake(other);
    }
  }

  private Object compare(ByteBuffer from, MockOperation operation, Context cx) throws IOException {
    int at = 0;
    while (at < steps.size()) {
      MockStep step = steps.get(at);
      switch (step) {
        case MockStep.Read _, MockStep.ReadError _ -> at++;
        case MockStep.Write(ByteBuffer expected) -> {
          return compare(from, expected, at);
        }
        case MockStep.WriteError(IOException thrown) -> {
          remove(at);
          throw thrown;
        }
        case MockStep.Pause pause -> {
          if (at > 0 || !operation.isOver(pause, cx)) {
            return writerWaits(cx);
          }
          remove(0);
        }
      }
    }
    if (handles > 0) {
      return writerWaits(cx);
    }
    throw fail("was written " + MockText.of(from) + ", and the script has no write any more");
  }

  private int compare(ByteBuffer from, ByteBuffer expected, int at) {
    int count = Math.min(from.remaining(), expected.remaining());
    int same =
        from.slice(from.position(), count).mismatch(expected.slice(expected.position(), count));
    if (same >= 0) {
      throw fail(
          "was written other bytes than the script has, from byte %d on\n  expected: %s\n  actual:   %s"
              .formatted(same, MockText.of(expected, same), MockText.of(from, same)));
    }
    from.position(from.position() + count);
    expected.position(expected.position() + count);
    if (!expected.hasRemaining()) {
      remove(at);
    }
    return count;
  }

  private Object writerWaits(Context cx) {
    writer = cx.waker();
    return PENDING;
  }

  private static int move(ByteBuffer bytes, ByteBuffer to) {
    int count = Math.min(bytes.remaining(), to.remaining());
    to.put(bytes.slice(bytes.position(), count));
    bytes.position(bytes.position() + count);
    return count;
  }

  private void remove(int at) {
    steps.remove(at);
    moved = true;
  }

  private void refuseAfterEnd(MockOperation operation) throws IOException {
    if (failure != null) {
      throw new AssertionError(this + " has failed before, see the cause", failure);
    }
    if (closed) {
      throw operation.hasWaited() ? new AsynchronousCloseException() : new ClosedChannelException();
    }
  }

  /// The first failure stays, for the end of the test.
  private AssertionError fail(String what) {
    AssertionError thrown = new AssertionError(this + " " + what);
    failure = thrown;
    moved = true; // who waits is told
    return thrown;
  }

  void forget(boolean reads) {
    lock.lock();
    try {
      if (reads) {
        reader = null;
      } else {
        writer = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /// The program's output has ended.
  void endOutput() {
    change(() -> {
      for (MockStep step : steps) {
        if (!ended && step instanceof MockStep.Write) {
          throw fail("was shut down, and the script still has " + step);
        }
      }
      ended = true;
    });
  }

  boolean hasEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  // ---------------------------------------------------------------- the test

  void addHandle() {
    change(() -> handles++);
  }

  void removeHandle() {
    change(() -> handles--);
  }

  void add(MockStep step) {
    change(() -> {
      if (closed) {
        throw new IllegalStateException(this + " is closed: add to its script before");
      }
      steps.add(step);
    });
  }

  /// Both directions fail from now on.
  ///
  /// @throws AssertionError when an operation had failed the script, or something of it is left
  void close() {
    AssertionError[] found = new AssertionError[1];
    change(() -> {
      closed = true;
      found[0] = failure != null ? new AssertionError(failure.getMessage(), failure) : left();
    });
    if (found[0] != null) {
      throw found[0]; // never the one that an operation has thrown, which may be on its way up
    }
  }

  private @Nullable AssertionError left() {
    if (steps.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder(this + " was closed, and of its script is left:");
    steps.forEach(step -> text.append("\n  ").append(step));
    return new AssertionError(text.toString());
  }

  /// Runs `action` under the lock, then wakes who waits.
  private void change(Runnable action) {
    Waker first = null;
    Waker second = null;
    lock.lock();
    try {
      action.run();
    } finally {
      moved = false;
      first = reader;
      second = writer;
      reader = null;
      writer = null;
      lock.unlock();
      wake(first);
      wake(second);
    }
  }

  private static void wake(@Nullable Waker waker) {
    if (waker != null) {
      FailureHook.wake(waker);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
