package io.pollen.runtime.scheduler;

/// The life of a scheduler; it only moves forward.
enum Phase {
  /// Tasks are spawned and run.
  OPEN,
  /// No more spawns; every task is cancelled patiently.
  CANCELLING,
  /// Every task is dropped.
  DROPPING
}
