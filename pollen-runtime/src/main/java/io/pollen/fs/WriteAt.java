package io.pollen.fs;

import io.pollen.Context;
import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.woven.RawFuture;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A write at an offset, beside others. When it was dropped, its failure goes where those of
/// detached tasks go.
final class WriteAt extends FileOperation<Integer> {
  private final OpenFile file;
  private final ByteBuffer from;
  private final long offset;
  private @Nullable TakenBytes taken;
  private @Nullable JoinHandle<Integer> call;

  WriteAt(OpenFile file, ByteBuffer from, long offset) {
    this.file = file;
    this.from = from;
    this.offset = offset;
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    JoinHandle<Integer> current = call;
    TakenBytes bytes = taken;
    if (current == null || bytes == null) {
      if (!from.hasRemaining()) {
        return cx.proceed() ? 0 : PENDING;
      }
      BlockingPool pool = BlockingPool.find(cx, this);
      if (pool == null) {
        return PENDING;
      }
      bytes = TakenBytes.of(file, from, offset);
      current = bytes.begin(pool::submitMandatory);
      taken = bytes;
      call = current;
    }
    try {
      return RawFuture.poll(current, cx);
    } catch (Throwable failure) {
      bytes.giveBack();
      throw failure;
    }
  }

  @Override
  void release() {
    taken = null;
    if (call != null) {
      call.drop();
      call = null;
    }
  }

  @Override
  public String toString() {
    return "a write to " + file;
  }
}
