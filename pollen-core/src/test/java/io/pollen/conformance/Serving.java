package io.pollen.conformance;

import io.pollen.Context;
import io.pollen.Waker;

/// One of the kit's contexts with services added, for futures that need a driver or timers.
public record Serving(Context cx, Services services) implements Context {

  /// Where the services come from.
  @FunctionalInterface
  public interface Services {
    /// The service; null for one that it does not have.
    <S> S find(Class<S> service);
  }

  @Override
  public Waker waker() {
    return cx.waker();
  }

  @Override
  public Context withWaker(Waker waker) {
    return new Serving(cx.withWaker(waker), services);
  }

  @Override
  public boolean proceed() {
    return cx.proceed();
  }

  @Override
  public void refund() {
    cx.refund();
  }

  @Override
  public void defer() {
    cx.defer();
  }

  @Override
  public <S> S find(Class<S> service) {
    S found = services.find(service);
    return found != null ? found : cx.find(service);
  }
}
