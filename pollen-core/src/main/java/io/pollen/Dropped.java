package io.pollen;

/// The signal that unwinds a suspended async block when it is dropped: thrown at the await where it
/// is suspended, so that `finally` blocks and try-with-resources run, innermost first.
///
/// It is neither an `Exception` nor an `Error`: `catch (Exception e)` does not see it. Where a body
/// catches `Throwable`, it passes the signal on: `if (t instanceof Dropped) throw t;`. Each drop
/// makes a fresh one, with suppression enabled (a failing `close()` is kept) and without a stack
/// trace.
public final class Dropped extends Throwable {

  /// Made by Pollen for each drop.
  public Dropped() {
    super("the async block was dropped while suspended", null, true, false);
  }
}
