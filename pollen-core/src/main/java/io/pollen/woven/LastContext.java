package io.pollen.woven;

import io.pollen.Context;
import io.pollen.Waker;
import org.jspecify.annotations.Nullable;

/// The context of the cleanup of a block that is dropped: what is not ready now never will be.
record LastContext(Waker waker) implements Context {
  static final Context NOBODY = new LastContext(Waker.noop());

  @Override
  public Context withWaker(Waker other) {
    return other == waker ? this : new LastContext(other);
  }

  @Override
  public void defer() {
    waker.wake();
  }

  @Override
  public <S> @Nullable S find(Class<S> service) {
    return null;
  }

  @Override
  public boolean isLast() {
    return true;
  }
}
