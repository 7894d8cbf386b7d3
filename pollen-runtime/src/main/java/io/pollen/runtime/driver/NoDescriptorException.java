package io.pollen.runtime.driver;

import java.io.IOException;

/// The process, or the machine, has no file descriptor left. Users meet it as
/// `io.pollen.net.DescriptorLimitException`.
public final class NoDescriptorException extends IOException {
  private static final long serialVersionUID = 1L;

  /// @param cause what the system said
  public NoDescriptorException(IOException cause) {
    super(
        "no file descriptor left (%s): close connections, or raise the limit (ulimit -n)"
            .formatted(cause.getMessage()),
        cause);
  }
}
