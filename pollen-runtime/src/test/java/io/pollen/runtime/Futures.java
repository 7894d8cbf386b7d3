package io.pollen.runtime;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.woven.RawFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Hand-written futures for the runtime's tests.
public final class Futures {
  private Futures() {}

  /// Yields `times` times, then answers `times`.
  public static Future<Integer> yields(int times) {
    return new RawFuture<>() {
      private int left = times;
      private @Nullable Future<Void> yield;

      @Override
      public @Nullable Object pollRaw(Context cx) throws Exception {
        while (left > 0) {
          yield = yield == null ? Pollen.yieldNow() : yield;
          if (RawFuture.poll(yield, cx) == PENDING) {
            return PENDING;
          }
          yield = null;
          left--;
        }
        return times;
      }
    };
  }

  /// Awaits one after the other.
  public static <T> Future<List<T>> all(List<? extends Future<T>> futures) {
    return new RawFuture<>() {
      private final List<T> values = new ArrayList<>();

      @Override
      @SuppressWarnings("unchecked")
      public @Nullable Object pollRaw(Context cx) throws Exception {
        while (values.size() < futures.size()) {
          Object value = RawFuture.poll(futures.get(values.size()), cx);
          if (value == PENDING) {
            return PENDING;
          }
          values.add((T) value);
        }
        return values;
      }
    };
  }

  /// Never completes; counts how often it is polled and dropped.
  public static final class Stuck extends RawFuture<Void> {
    public final AtomicInteger polls = new AtomicInteger();
    public final AtomicInteger drops = new AtomicInteger();

    @Override
    public Object pollRaw(Context cx) {
      polls.incrementAndGet();
      return PENDING;
    }

    @Override
    public void drop() {
      drops.incrementAndGet();
    }
  }
}
