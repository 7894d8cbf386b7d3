package io.pollen.tls;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.io.Duplex;
import io.pollen.io.Io;
import io.pollen.runtime.AsyncRuntime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Both ends of a TLS connection, after their handshake. What comes after it needs no runtime.
record TlsPair(TlsStream client, TlsStream server) implements AutoCloseable {
  /// Room for some records in each direction.
  static final int CAPACITY = 100_000;

  static TlsPair open() throws Exception {
    return open(Certificates.newClient().build(), Certificates.newServer().build());
  }

  static TlsPair open(TlsClient client, TlsServer server) throws Exception {
    Duplex pipes = Io.duplex(CAPACITY);
    return open(client, pipes.left(), server, pipes.right());
  }

  static <C extends AsyncRead & AsyncWrite, S extends AsyncRead & AsyncWrite> TlsPair open(
      TlsClient client, C left, TlsServer server, S right) throws Exception {
    try (AsyncRuntime runtime = AsyncRuntime.builder().currentThread().build()) {
      return runtime.blockOn(
          Async.join(client.connect(left, "localhost"), server.accept(right))
              .map(both -> new TlsPair(both.first(), both.second())));
    }
  }

  /// Polls it until it is ready; it must be woken whenever it is pending.
  static <T> T now(Future<T> future) throws Exception {
    boolean[] woken = {true};
    Context cx = Context.of(Waker.of(() -> woken[0] = true));
    while (woken[0]) {
      woken[0] = false;
      if (future.poll(cx) instanceof Poll.Ready<T>(var value)) {
        return value;
      }
    }
    throw new AssertionError("pending, and nobody wakes it: " + future);
  }

  static boolean isPending(Future<?> future) throws Exception {
    return !future.poll(Context.of(Waker.noop())).isReady();
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads so many bytes, all of which have been sent.
  static String text(AsyncRead from, int count) throws Exception {
    ByteBuffer to = ByteBuffer.allocate(count);
    now(from.readExactly(to));
    return StandardCharsets.UTF_8.decode(to.flip()).toString();
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
