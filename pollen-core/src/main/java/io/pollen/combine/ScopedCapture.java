package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A future that is polled, dropped and cancelled with scoped values bound as they were where it
/// was made. Binding costs an object or two for each poll.
///
/// @param <T> the type of the value
public final class ScopedCapture<T> extends Adapter<T> {
  private final ScopedValue.Carrier values;

  private ScopedCapture(Future<? extends T> inner, ScopedValue.Carrier values) {
    super(inner);
    this.values = values;
  }

  /// The values that `keys` have here and now; null when none of them is bound.
  public static ScopedValue.@Nullable Carrier captured(ScopedValue<?>... keys) {
    ScopedValue.Carrier values = null;
    for (ScopedValue<?> key : keys) {
      if (key.isBound()) {
        values = with(values, key);
      }
    }
    return values;
  }

  private static <V> ScopedValue.Carrier with(
      ScopedValue.@Nullable Carrier values, ScopedValue<V> key) {
    return values == null ? ScopedValue.where(key, key.get()) : values.where(key, key.get());
  }

  /// `inner` with `values` bound.
  public static <T> Future<T> of(Future<? extends T> inner, ScopedValue.Carrier values) {
    return new ScopedCapture<>(
        Objects.requireNonNull(inner, "inner"), Objects.requireNonNull(values, "values"));
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    return values.<@Nullable Object, Exception>call(() -> pollInner(cx));
  }

  @Override
  String label() {
    return "with scoped values";
  }

  @Override
  void release() {
    values.run(this::dropInner);
  }

  @Override
  boolean releasePatiently(Context cx) {
    return values.call(() -> cancelInner(cx));
  }
}
