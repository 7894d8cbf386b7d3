package io.pollen.runtime.scheduler;

import io.pollen.runtime.driver.Driver;

/// Opens the driver of a worker, or of those who share one, when the first socket is used there.
@FunctionalInterface
public interface DriverFactory {

  /// A fresh driver, owned by the caller.
  Driver open();
}
