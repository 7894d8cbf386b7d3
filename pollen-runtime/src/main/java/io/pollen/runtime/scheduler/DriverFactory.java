package io.pollen.runtime.scheduler;

import io.pollen.runtime.driver.Driver;

/// Opens the driver of a worker, or of those who share one, when the first socket is used there.
@FunctionalInterface
public interface DriverFactory {

  /// A fresh driver, owned by the caller.
  Driver open();

  /// Whether a read of a file is a reason to open one, too, because it reads files: see
  /// [Driver#fileReads]. Without that, files are read by one that was opened for sockets.
  default boolean opensForFiles() {
    return false;
  }
}
