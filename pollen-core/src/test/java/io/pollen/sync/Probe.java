package io.pollen.sync;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;

/// A test's own driver: a context with a counting waker and a budget that can be looked at.
final class Probe implements Context, Waker {
  private int wakes;
  int budget = Integer.MAX_VALUE;
  Runnable onWake = () -> {};

  @Override
  public void wake() {
    synchronized (this) {
      wakes++;
    }
    onWake.run();
  }

  synchronized int wakes() {
    return wakes;
  }

  /// Polls once; the answer must be Pending.
  void pending(Future<?> future) {
    if (poll(future) instanceof Poll.Ready<?>(var value)) {
      throw new AssertionError("ready with " + value + ", expected Pending");
    }
  }

  /// Polls once; the answer must be Ready.
  <T> T ready(Future<T> future) {
    return switch (poll(future)) {
      case Poll.Ready<T>(var value) -> value;
      case Poll.Pending<T>() -> throw new AssertionError("Pending, expected Ready");
    };
  }

  /// Polls once.
  <T> Poll<T> poll(Future<T> future) {
    try {
      return future.poll(this);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Waker waker() {
    return this;
  }

  @Override
  public Context withWaker(Waker waker) {
    throw new UnsupportedOperationException("leaf futures derive no contexts");
  }

  @Override
  public boolean proceed() {
    if (budget == 0) {
      return false;
    }
    budget--;
    return true;
  }

  @Override
  public void refund() {
    budget++;
  }

  @Override
  public void defer() {
    throw new UnsupportedOperationException("only yields defer");
  }

  @Override
  public <S> S find(Class<S> service) {
    throw new UnsupportedOperationException("nothing here needs a runtime");
  }
}
