package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Waker;
import org.jspecify.annotations.Nullable;

/// See `Async.unconstrained`.
final class UnconstrainedFuture<T> extends Adapter<T> {
  private @Nullable Unlimited unlimited; // made anew only when the driver's context is another one

  UnconstrainedFuture(Future<? extends T> inner) {
    super(inner);
  }

  private Context unlimited(Context cx) {
    Unlimited known = unlimited;
    if (known == null || known.driver != cx) {
      known = new Unlimited(cx);
      unlimited = known;
    }
    return known;
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    return pollInner(unlimited(cx));
  }

  @Override
  boolean releasePatiently(Context cx) {
    return cancelInner(unlimited(cx));
  }

  @Override
  String label() {
    return "unconstrained";
  }

  /// The driver's context, but without a budget.
  private static final class Unlimited implements Context {
    private final Context driver;

    Unlimited(Context driver) {
      this.driver = driver;
    }

    @Override
    public Waker waker() {
      return driver.waker();
    }

    @Override
    public Context withWaker(Waker waker) {
      Context derived = driver.withWaker(waker);
      return derived == driver ? this : new Unlimited(derived);
    }

    @Override
    public void defer() {
      driver.defer();
    }

    @Override
    public <S> @Nullable S find(Class<S> service) {
      return driver.find(service);
    }

    @Override
    public boolean isLast() {
      return driver.isLast();
    }
  }
}
