package io.pollen.verify.model;

import java.util.List;

/// A small case: what some threads do, and what must hold in the end.
public interface Scenario {
  /// Sets everything up anew, on the explorer's thread, and answers what each thread does.
  List<Runnable> begin();

  /// Every thread has ended or sleeps, and nobody will wake those.
  ///
  /// @return whether the case is over; false to let the time of timed sleeps pass
  /// @throws AssertionError when this must not be
  boolean atRest();
}
