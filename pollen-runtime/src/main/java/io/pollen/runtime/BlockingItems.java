package io.pollen.runtime;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.runtime.blocking.PoolCall;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;

/// The items of an iterator that may block, fetched on the blocking pool one at a time. Made by
/// [AsyncRuntime#items]. One task at a time uses it.
///
/// @param <T> the type of the items, which must not be null
public final class BlockingItems<T> {
  private final AsyncRuntime runtime;
  private final Iterator<? extends T> items;
  private final PoolCall<Optional<T>> fetching = new PoolCall<>();

  BlockingItems(AsyncRuntime runtime, Iterator<? extends T> items) {
    this.runtime = runtime;
    this.items = Objects.requireNonNull(items, "items");
  }

  /// The next item, or empty at the end. A thread of the blocking pool is asked for each, which
  /// costs some microseconds: for items that are dearer than that.
  ///
  /// **Cancel-safe**: an item that is being fetched for a dropped future is the next one's.
  public Future<Optional<T>> next() {
    return Async.pollFn(cx -> {
      if (!fetching.isUnderWay()) {
        fetching.begin(runtime, this::fetch);
      }
      return fetching.poll(cx);
    });
  }

  private Optional<T> fetch() {
    return items.hasNext() ? Optional.of(items.next()) : Optional.empty();
  }
}
