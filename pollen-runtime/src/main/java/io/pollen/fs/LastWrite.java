package io.pollen.fs;

import io.pollen.Context;
import io.pollen.Poll;
import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.runtime.blocking.PoolCall;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The position of an [AsyncFile], and the write there that is under way or was left behind by a
/// future that was dropped: it is waited for by whoever comes next, one task at a time.
final class LastWrite {
  private final OpenFile file;
  private final PoolCall<Integer> call = new PoolCall<>();
  long position;

  LastWrite(OpenFile file, long position) {
    this.file = file;
    this.position = position;
  }

  /// @throws Exception by which it has failed; then it is told
  boolean hasEnded(Context cx) throws Exception {
    return !call.isUnderWay() || call.poll(cx).isReady();
  }

  /// Nobody waits.
  void forget() {
    call.forget();
  }

  /// The next write, of what is in `from`.
  Write write(ByteBuffer from) {
    return new Write(from);
  }

  final class Write extends FileOperation<Integer> {
    private final ByteBuffer from;
    private @Nullable TakenBytes taken;

    private Write(ByteBuffer from) {
      this.from = from;
    }

    @Override
    Object step(Context cx) throws Exception {
      TakenBytes mine = taken;
      if (mine == null) {
        if (!hasEnded(cx)) {
          return PENDING;
        }
        if (!from.hasRemaining()) {
          return cx.proceed() ? 0 : PENDING;
        }
        BlockingPool pool = BlockingPool.find(cx, this);
        if (pool == null) {
          return PENDING;
        }
        mine = begin(pool);
        taken = mine;
      }
      try {
        return call.poll(cx) instanceof Poll.Ready<Integer>(var count) ? count : PENDING;
      } catch (Throwable failure) {
        position -= mine.count() - mine.giveBack();
        throw failure;
      }
    }

    private TakenBytes begin(BlockingPool pool) throws Exception {
      TakenBytes bytes = TakenBytes.of(file, from, file.appends() ? OpenFile.END : position);
      var _ =
          bytes.begin((action, refused) -> {
            call.beginMandatory(pool, action, refused);
            return call;
          });
      position += bytes.count();
      return bytes;
    }

    @Override
    void release() {
      call.forget();
    }

    @Override
    public String toString() {
      return "a write to " + file;
    }
  }
}
