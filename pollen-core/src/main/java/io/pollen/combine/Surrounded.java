package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A future with something installed around each of its polls, its drop and its cancellation: how
/// task locals are kept. The state between `enter` and `exit` is the thread's, never the task's.
///
/// @param <T> the type of the value
public final class Surrounded<T> extends Adapter<T> {
  /// What is installed. Neither method throws.
  public interface Surrounding {
    /// Installs it on the calling thread.
    ///
    /// @return what was there before
    @Nullable Object enter();

    /// Puts back what was there before.
    void exit(@Nullable Object before);
  }

  private final Surrounding surrounding;

  private Surrounded(Future<? extends T> inner, Surrounding surrounding) {
    super(inner);
    this.surrounding = surrounding;
  }

  /// `inner` within `surrounding`.
  public static <T> Future<T> of(Future<? extends T> inner, Surrounding surrounding) {
    return new Surrounded<>(Objects.requireNonNull(inner, "inner"), surrounding);
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    Object before = surrounding.enter();
    try {
      return pollInner(cx);
    } finally {
      surrounding.exit(before);
    }
  }

  @Override
  String label() {
    return "with task locals";
  }

  @Override
  void release() {
    Object before = surrounding.enter();
    try {
      dropInner();
    } finally {
      surrounding.exit(before);
    }
  }

  @Override
  boolean releasePatiently(Context cx) {
    Object before = surrounding.enter();
    try {
      return cancelInner(cx);
    } finally {
      surrounding.exit(before);
    }
  }
}
