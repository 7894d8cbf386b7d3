package io.pollen.io;

import java.io.IOException;

/// A stream, or a line of it, holds more than the caller was ready to take.
public final class LimitExceededException extends IOException {
  private static final long serialVersionUID = 1L;

  /// @param message what is too long, how much was allowed, and by what more can be allowed
  public LimitExceededException(String message) {
    super(message);
  }
}
