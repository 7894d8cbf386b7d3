package io.pollen.runtime.scheduler;

import io.pollen.runtime.driver.Driver;

/// Opens one worker's driver, when the first socket is used on it.
@FunctionalInterface
public interface DriverFactory {

  /// A fresh driver, owned by the caller.
  Driver open();
}
