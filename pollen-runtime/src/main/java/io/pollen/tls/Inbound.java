package io.pollen.tls;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.io.AsyncRead;
import io.pollen.woven.RawFuture;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The ciphertext that arrives, and the transport's read that waits for it. Inside the gate only.
///
/// While nothing is there it reads into a small buffer; a large one is borrowed when something
/// comes, and is kept until a read of the transport finds nothing more.
final class Inbound {
  /// What an idle connection holds: room for most requests in one read.
  static final int IDLE_BYTES = 512;

  private static final int HEADER_BYTES = 5;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final AsyncRead transport;
  private final Buffers buffers;
  private final Waker wakes;
  private final ByteBuffer small = ByteBuffer.allocate(IDLE_BYTES);

  /// From position to limit: read, not yet decrypted. While it is null, the read that waits fills
  /// [#small].
  private @Nullable ByteBuffer held;

  private @Nullable Future<Integer> read;

  /// Whether the last read found something, so that there may be more.
  private boolean flowing;

  private boolean ended;

  /// @param wakes called when the read that waits may go on
  Inbound(AsyncRead transport, Buffers buffers, Waker wakes) {
    this.transport = transport;
    this.buffers = buffers;
    this.wakes = wakes;
  }

  /// Whether the transport has come to its end; what [#bytes] has came before.
  boolean hasEnded() {
    return ended;
  }

  boolean isEmpty() {
    return held == null;
  }

  /// Whether there is a whole record of data: the engine asks for room for it before it looks
  /// whether it has come.
  boolean holdsRecord() {
    ByteBuffer there = held;
    if (there == null || there.remaining() < HEADER_BYTES) {
      return false;
    }
    int length = there.getShort(there.position() + 3) & 0xFFFF;
    return there.remaining() >= HEADER_BYTES + length;
  }

  /// What is there, to be taken from its position on; then [#taken].
  ByteBuffer bytes() {
    ByteBuffer there = held;
    return there == null ? NOTHING : there;
  }

  /// Something of [#bytes] has been taken.
  void taken() {
    ByteBuffer there = held;
    if (there != null && !there.hasRemaining()) {
      held = null;
      buffers.giveBack(there);
    }
  }

  /// Reads more.
  ///
  /// @return false when there is nothing: the reader is woken then
  boolean receive(Context cx) throws Exception {
    while (true) {
      Future<Integer> now = read;
      if (now == null) {
        now = transport.read(room());
        read = now;
      }
      Object answer = null;
      try {
        answer = RawFuture.poll(now, cx.withWaker(wakes));
      } finally {
        if (answer != RawFuture.PENDING) {
          read = null;
        }
      }
      if (answer != RawFuture.PENDING) {
        arrived(answer instanceof Integer count ? count : -1);
        return true;
      }
      if (held == null || held.hasRemaining()) {
        return false;
      }
      // Idle: a read that is dropped has taken nothing, so its buffer can go.
      flowing = false;
      dropRead();
      taken();
    }
  }

  private ByteBuffer room() throws SSLException {
    ByteBuffer there = held;
    if (there == null) {
      if (!flowing) {
        return small.clear();
      }
      there = buffers.lend(Buffers.BYTES).limit(0);
      held = there;
    } else if (there.position() > 0) {
      there.compact().flip();
    } else if (there.limit() == there.capacity()) {
      there = roomier(there);
    }
    return there.duplicate().clear().position(there.limit());
  }

  /// For the large records that the engine may have been told to accept.
  private ByteBuffer roomier(ByteBuffer full) throws SSLException {
    if (full.capacity() > Buffers.BYTES) {
      throw new SSLException("the peer sends a record of more than " + full.capacity() + " bytes");
    }
    ByteBuffer larger = buffers.lend(2 * Buffers.BYTES).put(full).flip();
    buffers.giveBack(full);
    held = larger;
    return larger;
  }

  private void arrived(int count) {
    if (count < 0) {
      ended = true;
      taken();
      return;
    }
    flowing = true;
    if (held == null) {
      held = buffers.lend(Buffers.BYTES).put(small.flip()).flip();
    } else {
      held.limit(held.limit() + count);
    }
  }

  private void dropRead() {
    Future<Integer> left = read;
    read = null;
    if (left != null) {
      FailureHook.drop(left);
    }
  }

  /// For an await tree: any thread.
  @Nullable Future<?> waitsFor() {
    return read;
  }

  /// How many bytes of memory are borrowed.
  int borrowed() {
    ByteBuffer there = held;
    return there == null ? 0 : there.capacity();
  }

  void release() {
    dropRead();
    held = null; // not given back: a transport that breaks its contract may still write to it
  }
}
