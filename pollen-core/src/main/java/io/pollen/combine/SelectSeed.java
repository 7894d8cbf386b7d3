package io.pollen.combine;

/// Where `select` and `race` get the seed of their random starting branch: a driver that answers
/// `cx.find(SelectSeed.class)` decides it (a runtime's worker from its own generator, a simulator
/// from the seed of the run). Without one, seeds come from a counter of the process.
///
/// Asked once for each select, at its first poll, on the polling thread.
@FunctionalInterface
public interface SelectSeed {
  /// Any number; the next call gives another one.
  int nextSeed();
}
