package io.pollen.conformance;

import io.pollen.Context;
import io.pollen.Waker;
import java.util.HashMap;
import java.util.Map;

/// A context under the test's control: its budget, its services, and what was deferred.
public final class ManualContext implements Context {
  private final Waker waker;
  private final Shared shared;

  /// What derived contexts have in common.
  private static final class Shared {
    int budget;
    int refunds;
    int deferred;
    final Map<Class<?>, Object> services = new HashMap<>();
  }

  private ManualContext(Waker waker, Shared shared) {
    this.waker = waker;
    this.shared = shared;
  }

  /// A context with unlimited budget and no services.
  public static ManualContext of(Waker waker) {
    Shared shared = new Shared();
    shared.budget = Integer.MAX_VALUE;
    return new ManualContext(waker, shared);
  }

  public ManualContext budget(int units) {
    shared.budget = units;
    return this;
  }

  public <S> ManualContext service(Class<S> type, S service) {
    shared.services.put(type, service);
    return this;
  }

  public int remainingBudget() {
    return shared.budget;
  }

  public int refunds() {
    return shared.refunds;
  }

  public int deferred() {
    return shared.deferred;
  }

  @Override
  public Waker waker() {
    return waker;
  }

  @Override
  public Context withWaker(Waker other) {
    return new ManualContext(other, shared);
  }

  @Override
  public boolean proceed() {
    if (shared.budget == 0) {
      waker.wake();
      return false;
    }
    shared.budget--;
    return true;
  }

  @Override
  public void refund() {
    shared.budget++;
    shared.refunds++;
  }

  @Override
  public void defer() {
    shared.deferred++;
    waker.wake();
  }

  @Override
  public <S> S find(Class<S> service) {
    return service.cast(shared.services.get(service));
  }
}
