package io.pollen.io;

import io.pollen.FailureHook;

/// The close of what a stream is built on.
final class Closing {
  private Closing() {}

  /// Closes `part` when it is `AutoCloseable`. What that throws is reported as what a drop throws.
  static void close(Object part) {
    if (part instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception failed) {
        FailureHook.report(part, failed);
      }
    }
  }
}
