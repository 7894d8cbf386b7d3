package io.pollen;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The context of a driver that has nothing but a waker.
record PlainContext(Waker waker) implements Context {

  PlainContext {
    Objects.requireNonNull(waker, "waker");
  }

  @Override
  public Context withWaker(Waker other) {
    return other == waker ? this : new PlainContext(other);
  }

  @Override
  public void defer() {
    waker.wake();
  }

  @Override
  public <S> @Nullable S find(Class<S> service) {
    return null;
  }
}
