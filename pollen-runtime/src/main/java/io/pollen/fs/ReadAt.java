package io.pollen.fs;

import io.pollen.Context;
import io.pollen.runtime.blocking.PoolFuture;
import io.pollen.runtime.driver.FileRead;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import org.jspecify.annotations.Nullable;

/// A read at an offset: at once what is in memory, else by the worker's driver, else by a call on
/// the pool. Both fill memory of their own, which a poll hands over: the buffer is touched in polls
/// only.
final class ReadAt extends FileOperation<Integer> {
  private final OpenFile file;
  private final ByteBuffer to;
  private final long offset;

  // --- one of the two at a time, from the first poll that has to wait on ---
  private @Nullable FileRead read;
  private @Nullable PoolFuture<ByteBuffer> call;

  ReadAt(OpenFile file, ByteBuffer to, long offset) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    this.file = file;
    this.to = to;
    this.offset = offset;
  }

  /// @return the number of bytes, −1 at the end of the file
  @Override
  Object step(Context cx) throws Exception {
    if (read == null && call == null) {
      int most = most();
      if (most == 0) {
        return cx.proceed() ? 0 : PENDING;
      }
      if (!cx.proceed()) {
        return PENDING;
      }
      int now = file.readNow(to, most, offset);
      if (now != CachedReads.NOT_HERE) {
        return now > 0 ? now : -1;
      }
      cx.refund();
      read = file.begin(cx, most, offset);
    }
    FileRead begun = read;
    if (begun != null) {
      if (!file.isOpen()) {
        throw new AsynchronousCloseException();
      }
      int count = begun.poll(cx, to);
      if (count == FileRead.PENDING) {
        return PENDING;
      }
      letGo();
      if (count != FileRead.FAILED) {
        return count > 0 ? count : -1;
      }
    }
    return byThePool(cx);
  }

  private int most() {
    return Math.min(to.remaining(), OpenFile.MOST_BYTES);
  }

  private Object byThePool(Context cx) throws Exception {
    PoolFuture<ByteBuffer> current = call;
    if (current == null) {
      int most = most();
      current = PoolFuture.undisturbed("a read", file, () -> file.read(most, offset));
      call = current;
    }
    if (!(current.pollRaw(cx) instanceof ByteBuffer bytes)) {
      return PENDING;
    }
    int count = bytes.remaining();
    to.put(bytes);
    return count > 0 ? count : -1;
  }

  private void letGo() {
    FileRead begun = read;
    read = null;
    if (begun != null) {
      begun.drop();
    }
  }

  @Override
  void release() {
    letGo();
    if (call != null) {
      call.drop();
      call = null;
    }
  }

  @Override
  public String toString() {
    return "a read of " + file;
  }
}
