package io.pollen.combine;

/// The failure of `Async.firstSuccess` when every future has failed. The futures' own failures are
/// its suppressed exceptions, in the order of the arguments; a fresh one is made each time, for a
/// failure may be shared and is never changed.
public final class AllFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  AllFailedException(Throwable[] failures) {
    super("all " + failures.length + " futures failed; their failures are suppressed exceptions");
    for (Throwable failure : failures) {
      addSuppressed(failure);
    }
  }
}
