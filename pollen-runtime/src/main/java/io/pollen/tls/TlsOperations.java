package io.pollen.tls;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.io.AsyncWrite;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The operations of a [TlsStream].
final class TlsOperations {
  private TlsOperations() {}

  static boolean isEmpty(ByteBuffer[] buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.hasRemaining()) {
        return false;
      }
    }
    return true;
  }

  static final class Read extends TlsOperation<Integer> {
    private final ByteBuffer to;

    Read(TlsConnection connection, ByteBuffer to) {
      super(connection, true);
      this.to = to;
    }

    @Override
    Object attempt(TlsConnection on, Context cx) throws Exception {
      return to.hasRemaining() ? on.read(to, cx) : Integer.valueOf(0);
    }

    @Override
    public String toString() {
      return "a read from a TLS stream";
    }
  }

  static final class Write extends TlsOperation<Integer> {
    private final ByteBuffer[] from;

    Write(TlsConnection connection, ByteBuffer... from) {
      super(connection, false);
      this.from = from;
    }

    @Override
    Object attempt(TlsConnection on, Context cx) throws Exception {
      return isEmpty(from) ? Integer.valueOf(0) : on.write(from, cx);
    }

    @Override
    public String toString() {
      return "a write to a TLS stream";
    }
  }

  /// Also waits until the last record is with the transport: nobody may come after it and push.
  static final class WriteAll extends TlsOperation<Void> {
    private final ByteBuffer[] from;

    WriteAll(TlsConnection connection, ByteBuffer... from) {
      super(connection, false);
      this.from = from;
    }

    @Override
    @Nullable Object attempt(TlsConnection on, Context cx) throws Exception {
      while (!isEmpty(from)) {
        if (on.write(from, cx) == PENDING) {
          return PENDING;
        }
      }
      return on.push(cx) ? null : PENDING;
    }

    @Override
    public String toString() {
      return "a write to a TLS stream";
    }
  }

  /// A flush, or with close_notify the end of the output: what is to be sent goes to the transport,
  /// then the transport is told the same.
  static final class Finish extends TlsOperation<Void> {
    private final boolean ends;
    private final Function<AsyncWrite, Future<Void>> last;
    private boolean lastHasBegun;

    private Finish(
        TlsConnection connection, boolean ends, Function<AsyncWrite, Future<Void>> last) {
      super(connection, false);
      this.ends = ends;
      this.last = last;
    }

    static Finish flush(TlsConnection connection) {
      return new Finish(connection, false, AsyncWrite::flush);
    }

    static Finish shutdown(TlsConnection connection) {
      return new Finish(connection, true, AsyncWrite::shutdown);
    }

    @Override
    @Nullable Object attempt(TlsConnection on, Context cx) throws Exception {
      if (!lastHasBegun) {
        if (!(ends ? on.endOutput(cx) : on.push(cx))) {
          return PENDING;
        }
        on.out().begin(last);
        lastHasBegun = true;
      }
      return on.push(cx) ? null : PENDING;
    }

    @Override
    public String toString() {
      return ends ? "the end of a TLS stream's output" : "a flush of a TLS stream";
    }
  }
}
