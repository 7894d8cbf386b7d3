package io.pollen.fs;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.io.step.Passage;
import io.pollen.runtime.blocking.PoolFuture;
import org.jspecify.annotations.Nullable;

/// From the position of a file to a socket, by `sendfile`. Nothing is ever on the way: a fill says
/// how many bytes come next, and it is the drain that sends them, and moves the position by as
/// many, in one poll. So a copy may be dropped at any time.
///
/// A drain sends what is in memory. What is not it leaves to the next fill, which has it brought in
/// by the pool.
///
/// | pages   | set by                                  | meaning                                   |
/// |---------|-----------------------------------------|-------------------------------------------|
/// | HERE    | a drain that has sent; at first         | those at the position may be in memory    |
/// | MISSING | a drain that has not                    | they are not                              |
/// | BROUGHT | a fill, after the call on the pool      | they were, a moment ago                   |
/// | UNKNOWN | a drain that has not, after BROUGHT, or | the system cannot tell, or does not keep  |
/// |         | any call that is refused                | them: the copy goes on with its buffer    |
final class FilePassage implements Passage {
  private static final int MOST_BYTES = OpenFile.MOST_BYTES;

  /// What a fill spends of the budget: as much as the reads in whose place it comes. Or one poll
  /// would send 16 MiB.
  private static final int UNITS = MOST_BYTES / (64 * 1024);

  private enum Pages {
    HERE,
    MISSING,
    BROUGHT,
    UNKNOWN
  }

  private final OpenFile file;
  private final CachedReads sends;
  private final LastWrite last;
  private final Outlet sink;

  // --- the task that uses the position ---
  private Pages pages = Pages.HERE;

  FilePassage(OpenFile file, CachedReads sends, LastWrite last, Outlet sink) {
    this.file = file;
    this.sends = sends;
    this.last = last;
    this.sink = sink;
  }

  @Override
  public Future<Integer> fill() {
    return new AfterWrite<>("a read of " + file, last, Fill::new);
  }

  @Override
  public Future<Integer> drain(int bytes) {
    return sink.move(socket -> send(socket, bytes));
  }

  private int send(int socket, int bytes) {
    int count = sends.send(socket, last.position, bytes);
    if (count == CachedReads.NO_WAY) {
      pages = Pages.UNKNOWN;
      return 0;
    }
    if (count > 0) {
      last.position += count;
      pages = Pages.HERE;
    } else if (count == 0) {
      pages = pages == Pages.BROUGHT ? Pages.UNKNOWN : Pages.MISSING;
    }
    return count;
  }

  @Override
  public void close() {}

  /// How many bytes come next.
  private final class Fill extends FileOperation<Integer> {
    private @Nullable PoolFuture<Boolean> call;
    private int spent;

    @Override
    Object step(Context cx) throws Exception {
      if (pages == Pages.MISSING) {
        PoolFuture<Boolean> current = call;
        if (current == null) {
          long from = last.position;
          current = PoolFuture.reading("a read", file, () -> sends.bringIn(from, MOST_BYTES));
          call = current;
        }
        if (!(current.pollRaw(cx) instanceof Boolean done)) {
          return PENDING;
        }
        pages = done ? Pages.BROUGHT : Pages.UNKNOWN;
      } else {
        for (; spent < UNITS; spent++) {
          if (!cx.proceed()) {
            return PENDING;
          }
        }
      }
      return next();
    }

    private int next() {
      long size = pages == Pages.UNKNOWN ? -1 : sends.size();
      if (size < 0) {
        return 0;
      }
      long left = size - last.position;
      return left > 0 ? (int) Math.min(left, MOST_BYTES) : -1;
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
}
