package io.pollen.transform;

import org.jspecify.annotations.Nullable;

/// A body that cannot become a state machine. The message says where, why, and what to write
/// instead.
public final class Refused extends IllegalStateException {
  Refused(String message) {
    super(message);
  }

  Refused(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
