package io.pollen.net;

import io.pollen.runtime.driver.NoDescriptorException;
import java.io.IOException;

/// The process, or the machine, has no file descriptor left: nothing can be opened or accepted
/// until one is closed. What is open works on.
public final class DescriptorLimitException extends IOException {
  private static final long serialVersionUID = 1L;

  private DescriptorLimitException(NoDescriptorException cause) {
    super(cause.getMessage(), cause.getCause());
  }

  /// What users are to see of `failure`: itself unless it is the driver's word for this.
  static IOException translated(IOException failure) {
    return failure instanceof NoDescriptorException limit
        ? new DescriptorLimitException(limit)
        : failure;
  }
}
