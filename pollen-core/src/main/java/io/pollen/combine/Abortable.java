package io.pollen.combine;

import io.pollen.AtomicWaker;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// A future that any thread can end: made by [Future#abortable].
///
/// ```
/// Abortable<Page> download = fetch(url).abortable();
/// stopButton.onClick(download.handle()::abort);
/// Page page = await(download);          // AbortedException when the button was faster
/// ```
///
/// After an abort the next poll drops the inner future and throws [AbortedException]. A value that
/// is ready in the same poll wins. Dropping the future itself is left to its owner.
///
/// @param <T> the type of the value
public final class Abortable<T> extends RawFuture<T> implements Inspectable {
  private final Handle handle = new Handle();
  private final Body<T> body;

  Abortable(Future<T> inner) {
    this.body = new Body<>(inner, handle);
  }

  /// The end for other threads. It does not keep the future itself alive.
  public Handle handle() {
    return handle;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    return body.pollRaw(cx);
  }

  @Override
  public void drop() {
    body.drop();
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    return body.pollCancel(cx);
  }

  @Override
  public void inspect(Inspection into) {
    body.inspect(into);
    into.what(handle.isAborted() ? "abortable, aborted" : "abortable");
  }

  /// Aborts the future from any thread, any number of times; after its completion without effect.
  public static final class Handle {
    private final AtomicWaker waker = new AtomicWaker();
    private volatile boolean aborted;

    private Handle() {}

    /// Asks the future to end and wakes it.
    public void abort() {
      // Volatile store, then the exchange in wake(); pairs with register() and the look in step().
      aborted = true;
      waker.wake();
    }

    /// Whether [#abort] was called; the future may have completed all the same.
    public boolean isAborted() {
      return aborted;
    }
  }

  private static final class Body<T> extends Adapter<T> {
    private final Handle handle;

    Body(Future<T> inner, Handle handle) {
      super(inner);
      this.handle = handle;
    }

    @Override
    @Nullable Object step(Context cx) throws Exception {
      if (!handle.aborted) {
        handle.waker.register(cx.waker());
        Object answer = pollInner(cx);
        if (answer != PENDING) {
          letGo();
          return answer;
        }
        // The look after register(): an abort from here on finds the waker.
        if (!handle.aborted) {
          return PENDING;
        }
      }
      throw new AbortedException(); // release() drops the inner future
    }

    @Override
    void release() {
      letGo();
      dropInner();
    }

    @Override
    boolean releasePatiently(Context cx) {
      letGo();
      return cancelInner(cx);
    }

    /// The handle may live on: it must not keep the task alive by its waker.
    private void letGo() {
      var _ = handle.waker.take();
    }
  }
}
