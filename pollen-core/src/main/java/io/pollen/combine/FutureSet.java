package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Inspection;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Futures that run concurrently in one task and give their values in the order in which they
/// complete. Only those that were woken are polled, so a set may be large.
///
/// ```
/// try (var downloads = new FutureSet<Page>()) {
///   for (var url : urls) downloads.add(fetch(url));
///   while (!downloads.isEmpty()) index(await(downloads.next()));
/// }
/// ```
///
/// - *Lazy*: added futures make progress only while [#next] is polled.
/// - *Cancellation*: dropping `next()` loses nothing, it borrows the set; it suits a select in a
///   loop: `onIf(!set.isEmpty(), set::next, ...)`. [#close] drops all futures, the newest first.
/// - *Threads*: one owner at a time; only the futures' wakers are called by others.
///
/// @param <T> the type of the values
public final class FutureSet<T> implements AutoCloseable {
  private final Children children = new Children();
  private boolean closed;

  /// An empty set.
  public FutureSet() {}

  /// Adds `future`, which the set owns from now on.
  ///
  /// @throws IllegalStateException after [#close]
  public void add(Future<? extends T> future) {
    Objects.requireNonNull(future, "future");
    if (closed) {
      throw new IllegalStateException("the FutureSet is closed");
    }
    children.add(future, 0);
  }

  /// The value of the next future to complete, which then leaves the set; or its failure, thrown:
  /// the others go on. The awaiter of an empty set gets a `NoSuchElementException`.
  ///
  /// Cancel-safe. One `next()` at a time.
  public Future<T> next() {
    return new Next<>(children);
  }

  /// How many futures have not been handed out yet.
  public int size() {
    return children.size();
  }

  /// Whether [#next] would find nothing to wait for.
  public boolean isEmpty() {
    return children.size() == 0;
  }

  /// Drops all futures, the newest first. Idempotent, never throws.
  @Override
  public void close() {
    closed = true;
    children.drop();
  }

  private static final class Next<T> extends Combinator<T> {
    private final Children children;

    Next(Children children) {
      this.children = children;
    }

    @Override
    @Nullable Object step(Context cx) throws Exception {
      if (children.size() == 0) {
        throw new NoSuchElementException(
            "next() on an empty FutureSet: ask isEmpty() before, or add a future");
      }
      Child child = children.pollNext(cx);
      if (child == null) {
        if (children.size() == 0) {
          throw new NoSuchElementException("the FutureSet was closed while next() polled it");
        }
        return PENDING;
      }
      Object value = child.value;
      child.value = null;
      if (isDropRequested()) {
        // Borrowed: whoever calls next() after this gets it.
        children.add(Sources.ready(value), 0);
        return PENDING;
      }
      return value;
    }

    @Override
    public void inspect(Inspection into) {
      into.what("FutureSet.next, of " + children.size());
      children.inspect(into);
    }

    @Override
    void release() {}
  }
}
