package io.pollen.runtime.scheduler;

import io.pollen.Context;
import io.pollen.Waker;
import org.jspecify.annotations.Nullable;

/// A poll's context with another waker: budget and services are those of the poll.
final class Derived implements Context {
  private final PollContext poll;
  private final Waker waker;

  Derived(PollContext poll, Waker waker) {
    this.poll = poll;
    this.waker = waker;
  }

  @Override
  public Waker waker() {
    return waker;
  }

  @Override
  public Context withWaker(Waker other) {
    return other == waker ? this : poll.withWaker(other);
  }

  @Override
  public boolean proceed() {
    if (poll.spend()) {
      return true;
    }
    defer();
    return false;
  }

  @Override
  public void refund() {
    poll.refund();
  }

  @Override
  public void defer() {
    poll.defer(waker);
  }

  @Override
  public <S> @Nullable S find(Class<S> service) {
    return poll.find(service);
  }
}
