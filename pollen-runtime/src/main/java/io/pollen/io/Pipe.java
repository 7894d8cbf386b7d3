package io.pollen.io;

import io.pollen.FailureHook;
import io.pollen.Waker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A [Simplex], or one direction of a [Duplex]: a ring of bytes under a lock. Wakers are called
/// after the lock is released.
final class Pipe {
  static final int PENDING = -2;

  private final ReentrantLock lock = new ReentrantLock();

  // --- under the lock ---
  private final byte[] ring;
  private int head;
  private int size;
  private boolean writingEnded;
  private boolean readingEnded;
  private @Nullable Waker reader;
  private @Nullable Waker writer;

  Pipe(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a capacity of " + capacity + " bytes");
    }
    ring = new byte[capacity];
  }

  int read(ByteBuffer to, Waker waker) throws IOException {
    Waker toWake;
    int count;
    lock.lock();
    try {
      if (readingEnded) {
        throw new IOException("this side of the pipe is closed");
      }
      count = Math.min(size, to.remaining());
      if (count == 0) {
        if (!to.hasRemaining()) {
          return 0;
        }
        if (writingEnded) {
          return -1;
        }
        reader = waker;
        return PENDING;
      }
      int first = Math.min(count, ring.length - head);
      to.put(ring, head, first).put(ring, 0, count - first);
      head = (head + count) % ring.length;
      size -= count;
      toWake = writer;
      writer = null;
    } finally {
      lock.unlock();
    }
    wake(toWake);
    return count;
  }

  int write(ByteBuffer from, Waker waker) throws IOException {
    Waker toWake;
    int count;
    lock.lock();
    try {
      if (writingEnded || readingEnded) {
        throw new IOException(
            writingEnded
                ? "this side of the pipe has ended"
                : "the other side of the pipe is closed");
      }
      count = Math.min(ring.length - size, from.remaining());
      if (count == 0) {
        if (!from.hasRemaining()) {
          return 0;
        }
        writer = waker;
        return PENDING;
      }
      int tail = (head + size) % ring.length;
      int first = Math.min(count, ring.length - tail);
      from.get(ring, tail, first).get(ring, 0, count - first);
      size += count;
      toWake = reader;
      reader = null;
    } finally {
      lock.unlock();
    }
    wake(toWake);
    return count;
  }

  /// Nothing more will be written: the reader sees the end after what is there.
  void endWriting() {
    end(false);
  }

  /// Nothing more will be read: writes fail.
  void endReading() {
    end(true);
  }

  private void end(boolean reading) {
    Waker first;
    Waker second;
    lock.lock();
    try {
      readingEnded |= reading;
      writingEnded |= !reading;
      first = reader;
      second = writer;
      reader = null;
      writer = null;
    } finally {
      lock.unlock();
    }
    wake(first);
    wake(second);
  }

  void forgetReader() {
    lock.lock();
    try {
      reader = null;
    } finally {
      lock.unlock();
    }
  }

  void forgetWriter() {
    lock.lock();
    try {
      writer = null;
    } finally {
      lock.unlock();
    }
  }

  private static void wake(@Nullable Waker waker) {
    if (waker != null) {
      FailureHook.wake(waker); // the bytes have moved, whatever it does
    }
  }
}
