package io.pollen.net;

import io.pollen.Context;
import io.pollen.io.BufferPool;
import io.pollen.runtime.driver.Interest;
import io.pollen.runtime.driver.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The operations of a stream, each one small object.
final class StreamOperations {
  private StreamOperations() {}

  static Read read(SocketStream stream, ByteBuffer to) {
    return new Read(stream, to, false);
  }

  static Read peek(SocketStream stream, ByteBuffer to) {
    return new Read(stream, to, true);
  }

  static Object answer(Context cx, int count) {
    return count == StreamSocket.PENDING ? TurnOperation.pending(cx) : (Object) count;
  }

  /// A read, or a peek: that leaves the bytes where they are.
  static final class Read extends StreamOperation<Integer> {
    private final ByteBuffer to;
    private final boolean peeks;

    private Read(SocketStream stream, ByteBuffer to, boolean peeks) {
      super(stream);
      this.to = to;
      this.peeks = peeks;
    }

    @Override
    boolean reads() {
      return true;
    }

    @Override
    Object attempt(Context cx, StreamSocket socket) throws IOException {
      return answer(cx, peeks ? socket.pollPeek(cx, to) : socket.pollRead(cx, to));
    }
  }

  static final class ReadVectored extends StreamOperation<Integer> {
    private final ByteBuffer[] to;

    ReadVectored(SocketStream stream, ByteBuffer[] to) {
      super(stream);
      this.to = to;
    }

    @Override
    boolean reads() {
      return true;
    }

    @Override
    Object attempt(Context cx, StreamSocket socket) throws IOException {
      return answer(cx, socket.pollRead(cx, to, 0));
    }
  }

  /// Holds a buffer only while it is polled, until it has read something.
  static final class ReadPooled extends StreamOperation<Optional<ByteBuffer>> {
    private final BufferPool pool;

    ReadPooled(SocketStream stream, BufferPool pool) {
      super(stream);
      this.pool = pool;
    }

    @Override
    boolean reads() {
      return true;
    }

    @Override
    Object attempt(Context cx, StreamSocket socket) throws IOException {
      ByteBuffer buffer = pool.take();
      boolean used = false;
      try {
        int count = socket.pollRead(cx, buffer);
        used = count > 0;
        return switch (count) {
          case StreamSocket.PENDING -> pending(cx);
          case StreamSocket.END -> Optional.empty();
          default -> Optional.of(buffer.flip());
        };
      } finally {
        if (!used) {
          pool.give(buffer);
        }
      }
    }
  }

  /// Waits until one side may make progress.
  static final class Ready extends StreamOperation<Void> {
    private final Interest interest;

    Ready(SocketStream stream, Interest interest) {
      super(stream);
      this.interest = interest;
    }

    @Override
    boolean reads() {
      return interest == Interest.READABLE;
    }

    @Override
    @Nullable Object attempt(Context cx, StreamSocket socket) throws IOException {
      return socket.pollReady(cx, interest) ? null : TurnOperation.pending(cx);
    }
  }

  static final class Write extends StreamOperation<Integer> {
    private final ByteBuffer from;

    Write(SocketStream stream, ByteBuffer from) {
      super(stream);
      this.from = from;
    }

    @Override
    boolean reads() {
      return false;
    }

    @Override
    Object attempt(Context cx, StreamSocket socket) throws IOException {
      return answer(cx, socket.pollWrite(cx, from));
    }
  }

  static final class WriteVectored extends StreamOperation<Integer> {
    private final ByteBuffer[] from;

    WriteVectored(SocketStream stream, ByteBuffer[] from) {
      super(stream);
      this.from = from;
    }

    @Override
    boolean reads() {
      return false;
    }

    @Override
    Object attempt(Context cx, StreamSocket socket) throws IOException {
      return answer(cx, socket.pollWrite(cx, from, 0));
    }
  }

  /// Writes on until the buffer is empty. Each further piece spends a unit of the budget, like a
  /// write of its own.
  static final class WriteAll extends StreamOperation<Void> {
    private final ByteBuffer from;

    WriteAll(SocketStream stream, ByteBuffer from) {
      super(stream);
      this.from = from;
    }

    @Override
    boolean reads() {
      return false;
    }

    @Override
    @Nullable Object attempt(Context cx, StreamSocket socket) throws IOException {
      while (true) {
        if (socket.pollWrite(cx, from) == StreamSocket.PENDING) {
          return pending(cx);
        }
        if (!from.hasRemaining()) {
          return null;
        }
        if (!cx.proceed()) {
          return PENDING;
        }
      }
    }
  }

  /// As [WriteAll], for several buffers.
  static final class WriteAllVectored extends StreamOperation<Void> {
    private final ByteBuffer[] from;
    private int first;

    WriteAllVectored(SocketStream stream, ByteBuffer[] from) {
      super(stream);
      this.from = from;
    }

    @Override
    boolean reads() {
      return false;
    }

    @Override
    @Nullable Object attempt(Context cx, StreamSocket socket) throws IOException {
      while (true) {
        if (socket.pollWrite(cx, from, first) == StreamSocket.PENDING) {
          return pending(cx);
        }
        while (first < from.length && !from[first].hasRemaining()) {
          first++;
        }
        if (first == from.length) {
          return null;
        }
        if (!cx.proceed()) {
          return PENDING;
        }
      }
    }
  }
}
