package io.pollen.net;

import java.net.UnknownHostException;
import java.time.Duration;

/// A look-up that has found nothing, with how long that may be kept: what a [Resolver] fails with
/// that can tell "there is no such host" from "nobody who should know has answered".
public final class LookupException extends UnknownHostException {
  private static final long serialVersionUID = 1;

  private final Duration validFor;

  /// @param message what has happened, and to which host
  /// @param validFor see [#validFor]
  /// @throws IllegalArgumentException when it is negative
  public LookupException(String message, Duration validFor) {
    super(message);
    if (validFor.isNegative()) {
      throw new IllegalArgumentException("nothing is valid for " + validFor);
    }
    this.validFor = validFor;
  }

  /// For how long there is no such host; zero when it is not known whether there is one, so that
  /// another look-up may find it at once.
  public Duration validFor() {
    return validFor;
  }
}
