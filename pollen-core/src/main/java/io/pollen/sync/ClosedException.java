package io.pollen.sync;

/// The semaphore or channel that an operation waits for was closed, and the operation can never
/// succeed. Each failed operation throws a fresh one.
public final class ClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Says what was closed.
  ///
  /// @param message what was closed, for a human
  public ClosedException(String message) {
    super(message);
  }
}
