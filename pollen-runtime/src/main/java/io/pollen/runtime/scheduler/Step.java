package io.pollen.runtime.scheduler;

/// What one [Worker#step] has come to, and what its loop does next.
public enum Step {
  /// A task was polled: step again.
  POLLED,
  /// Nothing yet, still looking: step again.
  SEARCH,
  /// Nothing to do: park for `parkNanos()`, then step again.
  PARK,
  /// The runtime is closed and this worker has nothing left: never step again.
  END
}
