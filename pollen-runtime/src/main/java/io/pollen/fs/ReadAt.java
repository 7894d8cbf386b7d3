package io.pollen.fs;

import io.pollen.Context;
import io.pollen.runtime.blocking.PoolFuture;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.jspecify.annotations.Nullable;

/// A read at an offset: at once what is in memory, else by a call on the pool. The call fills
/// memory of its own, which a poll hands over: the buffer is touched in polls only.
final class ReadAt extends FileOperation<Integer> {
  private final OpenFile file;
  private final ByteBuffer to;
  private final long offset;
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
    PoolFuture<ByteBuffer> current = call;
    if (current == null) {
      int most = Math.min(to.remaining(), OpenFile.MOST_BYTES);
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

  @Override
  void release() {
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
