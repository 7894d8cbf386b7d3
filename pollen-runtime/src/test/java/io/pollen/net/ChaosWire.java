package io.pollen.net;

import static io.pollen.Async.async;

import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/// What lies below a client's TLS: it passes records on in pieces and, when it is told to, is cut
/// in the middle of one, or turns one bit around.
final class ChaosWire implements AsyncRead, AsyncWrite, AutoCloseable {
  private final SocketStream socket;
  private final Random random;
  private long written;
  private long cutAt = Long.MAX_VALUE;
  private long flipAt = Long.MAX_VALUE;
  private boolean flipped;

  ChaosWire(SocketStream socket, Random random) {
    this.socket = socket;
    this.random = random;
  }

  /// Ends after so many bytes more.
  void cutAfter(int count) {
    cutAt = written + count;
  }

  /// Spoils the end of a record after so many more.
  void flipAfter(int count) {
    flipAt = written + count;
  }

  /// Whether a failure is its doing.
  boolean isBad() {
    return cutAt != Long.MAX_VALUE || flipAt != Long.MAX_VALUE;
  }

  boolean hasFlipped() {
    return flipped;
  }

  @Override
  public Future<Integer> read(ByteBuffer to) {
    return socket.read(to);
  }

  @Override
  public Future<Integer> write(ByteBuffer from) {
    int most = (int) Math.min(from.remaining(), cutAt - written);
    if (most == 0 && from.hasRemaining()) {
      return async(() -> {
        socket.close();
        throw new IOException("the wire is cut");
      });
    }
    int count = random.nextBoolean() ? most : Math.min(most, 1 + random.nextInt(300));
    ByteBuffer piece = ByteBuffer.allocate(count).put(from.slice(from.position(), count)).flip();
    boolean flips = !flipped && written + count > flipAt && count == from.remaining();
    if (flips) { // the last byte of a record: the version in its head is nobody's concern in TLS
      // 1.3
      piece.put(count - 1, (byte) (piece.get(count - 1) ^ 1 << random.nextInt(8)));
    }
    return socket
        .write(piece)
        .map(taken -> {
          from.position(from.position() + taken);
          written += taken;
          return taken;
        });
  }

  @Override
  public Future<Integer> write(ByteBuffer... from) {
    for (ByteBuffer buffer : from) {
      if (buffer.hasRemaining()) {
        return write(buffer);
      }
    }
    return write(ByteBuffer.allocate(0));
  }

  @Override
  public Future<Void> shutdown() {
    return socket.shutdown();
  }

  @Override
  public void close() {
    socket.close();
  }
}
