package io.pollen.runtime.sys;

import java.io.IOException;

/// A system call that failed.
public final class ErrnoException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;

  /// @param call the system call
  /// @param errno its error number, positive
  public ErrnoException(String call, int errno) {
    super(call + " failed: " + Errno.describe(errno));
    this.call = call;
    this.errno = errno;
  }

  /// The system call that failed.
  public String call() {
    return call;
  }

  /// The error number, see [Errno].
  public int errno() {
    return errno;
  }
}
