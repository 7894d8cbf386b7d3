package io.pollen.bench.measure;

/// A measurement that could not be made, with the reason in words; the run goes on without it.
public final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message one line that says what happened
  public Failure(String message) {
    super(message);
  }
}
